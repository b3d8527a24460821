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

describe('a case that is there again takes its place again', () => {
  const merge = (caseId: string, otherId: string) => rooms.cases.mergeCases(desk, { caseId, otherId, commandId: newId() })
  const customerOf = async (caseId: string): Promise<string> => (await rooms.cases.getState(desk, caseId)).customerId

  test('opened again by a person', async () => {
    const { caseId } = await write('olga')
    await rooms.cases.closeCase(desk, { caseId, disposition: 'Solved', commandId: newId() })
    await rooms.reactions.settled()
    await rooms.cases.reopenCase(desk, { caseId, commandId: newId() })
    await rooms.reactions.settled()
    expect((await write('olga')).caseId).toBe(caseId)
  })

  test('taken out of the case it was merged into, also where that is in another queue', async () => {
    const [general, law] = [await write('pavel'), await write('pavel', 'legal')]
    await merge(law.caseId, general.caseId)
    await rooms.reactions.settled()
    await rooms.cases.unmergeCase(desk, { caseId: law.caseId, otherId: general.caseId, commandId: newId() })
    await rooms.reactions.settled()
    expect((await write('pavel')).caseId).toBe(general.caseId)
    expect((await write('pavel', 'legal')).caseId).toBe(law.caseId)
  })

  test('the one that another was merged into, which had the place', async () => {
    const first = await write('rosa')
    const customerId = await customerOf(first.caseId)
    const second = await rooms.cases.openCase(desk, { customerId, title: 'Another matter', kind: 'question', commandId: newId() })
    await merge(second.id, first.caseId)
    await rooms.reactions.settled()
    expect((await write('rosa')).caseId).toBe(second.id)
  })

  test('the case of a customer who was merged into another, until that is undone', async () => {
    const [stays, goes] = [await write('tilda', 'legal'), await write('tilly')]
    const [customerId, otherId] = [await customerOf(stays.caseId), await customerOf(goes.caseId)]
    const { mergeId } = await rooms.customers.mergeCustomers(desk, { customerId, otherId, withOpenCases: true, commandId: newId() })
    await rooms.reactions.settled()
    expect((await write('tilda')).caseId).toBe(goes.caseId)
    expect((await write('tilly', 'legal')).caseId).toBe(stays.caseId)
    await rooms.customers.unmergeCustomers(desk, { customerId, mergeId, commandId: newId() })
    await rooms.reactions.settled()
    expect((await write('tilly')).caseId).toBe(goes.caseId)
    expect((await write('tilda')).caseId).not.toBe(goes.caseId)
  })
})
