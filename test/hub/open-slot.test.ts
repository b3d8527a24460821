import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../server/hub/index.ts'
import { newId } from '../../server/platform/ids.ts'
import { system } from '../../server/staff/index.ts'
import { openProcesses, type Process } from '../setup/processes.ts'

const desk = system('test')
let store: Awaited<ReturnType<typeof openProcesses>>
let rooms: Process
let legal: string

beforeAll(async () => {
  store = await openProcesses()
  rooms = await store.begin()
  await rooms.reactions.start()
  legal = (await rooms.queues.addQueue(desk, { name: 'Legal', commandId: newId() })).id
  await rooms.queues.editQueue(desk, { queueId: legal, sources: ['legal'], commandId: newId() })
})
afterAll(async () => {
  await rooms?.reactions.stop()
  await rooms?.hub.parts.stop?.()
  await store?.close()
})

/** A message that begins a thread of its own, to the default queue or to another's source. */
const write = async (who: string, to = 'inbox'): Promise<Message> => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: to,
    externalId: newId(),
    from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
    text: 'Hello',
    threadKeys: [],
    ownThreadKey: `test:${newId()}`,
    receivedBy: [to],
  })
  await rooms.hub.settled()
  return rooms.hub.getMessage(desk, messageId)
}
const transfer = async (caseId: string, queueId: string): Promise<void> => {
  await rooms.cases.transferCase(desk, { caseId, queueId, note: '', commandId: newId() })
  await rooms.reactions.settled()
}

describe('a transferred case takes the customer’s place in its new queue', () => {
  test('what they write there next joins it, and another matter for the old queue is a case of its own', async () => {
    const first = await write('marta')
    const general = first.caseId
    const { queueId } = await rooms.cases.getState(desk, general)
    await transfer(general, legal)
    expect((await write('marta', 'legal')).caseId).toBe(general)
    const other = (await write('marta')).caseId
    expect(other).not.toBe(general)
    expect((await rooms.cases.getState(desk, other)).queueId).toBe(queueId)
    // Back where somebody else is by now: the place stays theirs.
    await transfer(general, queueId)
    expect((await write('marta')).caseId).toBe(other)
    expect((await write('marta', 'legal')).caseId).not.toBe(general)
  })

  test('a case that is there already keeps the place', async () => {
    const [there, comes] = [await write('sven', 'legal'), await write('sven')]
    expect(comes.caseId).not.toBe(there.caseId)
    await transfer(comes.caseId, legal)
    expect((await write('sven', 'legal')).caseId).toBe(there.caseId)
    expect([there.caseId, comes.caseId]).not.toContain((await write('sven')).caseId)
  })

  test('one that is closed before anybody hears of the transfer holds no place', async () => {
    const { caseId } = await write('ines')
    await Promise.allSettled([
      rooms.cases.transferCase(desk, { caseId, queueId: legal, note: '', commandId: newId() }),
      rooms.cases.closeCase(desk, { caseId, disposition: 'Solved', commandId: newId() }),
    ])
    await rooms.reactions.settled()
    if ((await rooms.cases.getState(desk, caseId)).isOpen)
      await rooms.cases.closeCase(desk, { caseId, disposition: 'Solved', commandId: newId() })
    await rooms.reactions.settled()
    expect(await store.connection.collection('open_slots').countDocuments({ caseId })).toBe(0)
  })
})
