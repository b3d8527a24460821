import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Message, Party } from '../../server/hub/index.ts'
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

const mail = (who: string, trust: Party['trust'] = 'proved'): Party => ({ channel: 'email', address: `${who}@rivet.example`, trust })
/** A message that names the thread by something of its own, as a mail does; it begins it where there is none. */
const write = async (from: Party, thread: string): Promise<Message> => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'inbox',
    externalId: newId(),
    from,
    text: 'Hello',
    threadKeys: [thread],
    ownThreadKey: thread,
    checkSender: true,
    receivedBy: ['inbox'],
  })
  await rooms.hub.settled()
  return rooms.hub.getMessage(desk, messageId)
}

test('whom a person called the same is no stranger in the other’s thread, as long as that stands (SECURITY E2)', async () => {
  const first = await write(mail('gerda'), 'test:gerda')
  const second = await write(mail('gerda.private'), 'test:private')
  const cut = await write(mail('gerda.private'), 'test:gerda')
  expect(cut).toMatchObject({ state: 'quarantined', suggestedCaseId: first.caseId })

  const { mergeId } = await rooms.customers.mergeCustomers(desk, {
    customerId: first.customerId,
    otherId: second.customerId,
    withOpenCases: false,
    commandId: newId(),
  })
  const third = await write(mail('gerda.private'), 'test:gerda')
  expect(third).toMatchObject({ state: 'filed', caseId: first.caseId, customerId: second.customerId, interactionId: first.interactionId })
  // The other way round as well, and again for nobody else, the same address unproven among them.
  expect(await write(mail('gerda'), 'test:private')).toMatchObject({ state: 'filed', interactionId: second.interactionId })
  expect((await write(mail('evil'), 'test:gerda')).state).toBe('quarantined')
  expect((await write(mail('gerda.private', 'claimed'), 'test:gerda')).state).toBe('quarantined')

  await rooms.customers.unmergeCustomers(desk, { customerId: first.customerId, mergeId, commandId: newId() })
  expect((await write(mail('gerda.private'), 'test:gerda')).state).toBe('quarantined')
  expect((await write(mail('gerda'), 'test:gerda')).state).toBe('filed')
  expect((await rooms.hub.getMessage(desk, third.id)).caseId).toBe(first.caseId)
})

test('one that was filed on those grounds and cut off before the mark stays filed once, though the two were parted since', async () => {
  const first = await write(mail('hugo'), 'test:hugo')
  const second = await write(mail('hugo.private'), 'test:hugo-private')
  const { mergeId } = await rooms.customers.mergeCustomers(desk, {
    customerId: first.customerId,
    otherId: second.customerId,
    withOpenCases: false,
    commandId: newId(),
  })
  const third = await write(mail('hugo.private'), 'test:hugo')
  await rooms.customers.unmergeCustomers(desk, { customerId: first.customerId, mergeId, commandId: newId() })
  const messages = store.connection.collection<{ _id: string; state: string; caseId: string; dueAt: Date }>('messages')
  await messages.updateOne({ _id: third.id }, { $set: { state: 'new', caseId: '', dueAt: new Date(0) } })
  await rooms.hub.sweep()
  expect(await rooms.hub.getMessage(desk, third.id)).toMatchObject({ state: 'filed', caseId: first.caseId })
  expect((await write(mail('hugo.private'), 'test:hugo')).state).toBe('quarantined')
})
