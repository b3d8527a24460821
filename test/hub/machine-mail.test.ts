import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { system } from '../../server/staff/index.ts'
import { openProcesses, type Process } from '../setup/processes.ts'

const desk = system('test')
let store: Awaited<ReturnType<typeof openProcesses>>
let rooms: Process
beforeAll(async () => {
  store = await openProcesses()
  rooms = await store.begin()
})
afterAll(async () => {
  await rooms?.hub.parts.stop?.()
  await store?.close()
})

/** A mail of a customer's in one thread; gives its case. */
const write = async (thread: string, more: { isAutomatic?: boolean; isPerson?: true } = {}): Promise<string> => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'inbox',
    externalId: newId(),
    from: { channel: 'email', address: 'marta@rivet.example', trust: 'claimed' },
    text: 'Hello',
    threadKeys: [thread],
    ownThreadKey: thread,
    receivedBy: ['inbox'],
    ...more,
  })
  await rooms.hub.settled()
  return (await rooms.hub.getMessage(desk, messageId)).caseId
}
const closed = async (thread: string): Promise<string> => {
  const caseId = await write(thread)
  await rooms.cases.closeCase(desk, { caseId, disposition: 'Solved', commandId: newId() })
  return caseId
}

test('machine mail neither reopens nor wakes a case, and waits for no answer in it', async () => {
  const caseId = await closed('machine')
  expect(await write('machine', { isAutomatic: true })).toBe(caseId)
  expect(await rooms.cases.getState(desk, caseId)).toMatchObject({ status: 'closed', isAwaitingReply: false })
})

test('a person’s mail that no machine may answer reopens a case as any other', async () => {
  const caseId = await closed('person')
  expect(await write('person', { isAutomatic: true, isPerson: true })).toBe(caseId)
  expect(await rooms.cases.getState(desk, caseId)).toMatchObject({ isOpen: true, isAwaitingReply: true })
})
