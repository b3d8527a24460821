import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCases } from '../../server/cases/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { newId } from '../../server/platform/ids.ts'
import { type Actor, type StaffActor, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

const desk = system('test')
let machine: TestPlatform
let rooms: ReturnType<typeof composeRooms>
let agent: StaffActor
let marketing: StaffActor
let people = 0

beforeAll(async () => {
  machine = await openTestPlatform()
  rooms = composeRooms(machine.platform)
  rooms.hub.addChannel(recordingChannel().channel)
  await machine.start(...[rooms.staff, rooms.queues, rooms.customers, rooms.cases, rooms.hub].map((one) => one.parts))
  const add = async (name: string, role: 'agent' | 'marketing'): Promise<StaffActor> => {
    const { id } = await rooms.staff.addUser(desk, { name, email: `${name}@larkfield.example`, role, commandId: newId() })
    return (await rooms.staff.actorOf(id)) as StaffActor
  }
  agent = await add('ada', 'agent')
  marketing = await add('lena', 'marketing')
})
afterAll(() => machine?.close())

interface Written {
  messageId: string
  caseId: string
}
const write = async (who: string, text: string, { thread = who, more = {} }: { thread?: string; more?: object } = {}): Promise<Written> => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'inbox',
    externalId: newId(),
    from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
    text,
    threadKeys: [],
    ownThreadKey: `test:${thread}`,
    receivedBy: ['inbox'],
    ...more,
  })
  await rooms.hub.settled()
  return { messageId, caseId: (await rooms.hub.getMessage(desk, messageId)).caseId }
}
const somebody = (): string => `split-${people++}`
/** A case with so many messages of one thread, each a moment after the other. */
const caseWith = async (count: number, who = somebody()) => {
  const said: Written[] = []
  for (let nth = 0; nth < count; nth++) {
    said.push(await write(who, `message ${nth}`))
    await machine.advance(1000)
  }
  return { who, caseId: said[0]?.caseId ?? '', ids: said.map((one) => one.messageId) }
}
const split = (caseId: string, messageIds: string[], more: object = {}, actor: Actor = agent, commandId = newId()) =>
  rooms.cases.splitCase(actor, { caseId, messageIds, title: 'The other matter', commandId, ...more })
const unsplit = (caseId: string, splitId: string) => rooms.cases.unsplitCase(agent, { caseId, splitId, commandId: newId() })
const shown = async (caseId: string): Promise<string[]> =>
  (await rooms.cases.linesOf(caseId)).flatMap(({ change }) => (change.type === 'case.message-filed' ? [change.messageId] : []))
const state = (caseId: string) => rooms.cases.getState(desk, caseId)
const caseOf = async (messageId: string): Promise<string> => (await rooms.hub.getMessage(desk, messageId)).caseId
const marked = (messageId: string, caseId: string) =>
  waitFor(async () => (await caseOf(messageId)) === caseId, { what: `the mark of ${messageId}` })
const check = async (): Promise<void> => {
  const { connection, ledgers } = machine.platform
  expect((await checkLedger({ connection, kinds: ledgers.kinds }, [checkCases()])).differences).toEqual([])
}
/** Everything of a case but how many entries made it so, and when. */
const facts = async (caseId: string) => {
  const { seq: _seq, updatedAt: _at, everMovedTo: _ever, ...rest } = await state(caseId)
  return rest
}

describe('messages that are moved', () => {
  it('into a new case stand there and nowhere else, and the case they left shows where they went', async () => {
    const { caseId, ids } = await caseWith(3)
    const queue = await rooms.queues.addQueue(desk, { name: `Queue ${newId()}`, commandId: newId() })
    const done = await split(caseId, [ids[2] as string], { queueId: queue.id, kind: 'complaint' })
    const { id: to } = done.state
    expect(await shown(caseId)).toEqual(ids.slice(0, 2))
    expect(await shown(to)).toEqual([ids[2]])
    expect(await state(to)).toMatchObject({
      queueId: queue.id,
      kind: 'complaint',
      status: 'new',
      isAwaitingReply: true,
      lastMessageId: ids[2],
    })
    expect(await state(caseId)).toMatchObject({ lastMessageId: ids[1], interactions: [{ messages: 2 }] })
    expect((await state(to)).customerId).toBe((await state(caseId)).customerId)
    expect((await rooms.cases.readTitles([to])).get(to)).toBe('The other matter')
    const left = (await rooms.cases.linesOf(caseId)).find((one) => one.change.type === 'case.moved-out')
    expect(left).toMatchObject({ by: agent.id, change: { to, messages: [{ messageId: ids[2], filedIn: caseId }] } })
    await marked(ids[2] as string, to)
    await check()
  })

  it('are moved once by a repeated command, and the same command with other messages is refused', async () => {
    const { caseId, ids } = await caseWith(4)
    const commandId = newId()
    const first = await split(caseId, ids.slice(0, 1), {}, agent, commandId)
    const again = await split(caseId, ids.slice(0, 1), {}, agent, commandId)
    expect(again).toEqual(first)
    await expect(split(caseId, ids.slice(1, 2), {}, agent, commandId)).rejects.toMatchObject({ code: 'command-reused' })
    await expect(split(caseId, ids.slice(0, 1))).rejects.toMatchObject({ code: 'message-elsewhere' })
    await check()
  })

  it('take the wait for an answer with them, and give it back', async () => {
    const { caseId, ids } = await caseWith(1)
    await rooms.hub.sendReply(agent, { caseId, text: 'Here you are.', attachments: [], status: 'waiting', commandId: newId() })
    await machine.advance(1000)
    const { messageId } = await write(
      (await rooms.hub.getMessage(desk, ids[0] as string)).from.address.split('@')[0] as string,
      'And the bell?',
    )
    expect(await state(caseId)).toMatchObject({ isAwaitingReply: true, status: 'open' })
    const before = await facts(caseId)
    const { splitId, state: other } = await split(caseId, [messageId])
    expect(await state(caseId)).toMatchObject({ isAwaitingReply: false, lastDirection: 'out', interactions: [{ messages: 2 }] })
    expect(other).toMatchObject({ isAwaitingReply: true, lastDirection: 'in', interactions: [{ messages: 1, lastOutAt: null }] })
    await unsplit(caseId, splitId)
    expect(await facts(caseId)).toEqual(before)
    await check()
  })

  it('of a thread take its next messages along when the last of the customer is among them, and back again', async () => {
    const { who, caseId, ids } = await caseWith(3)
    const earlier = await split(caseId, [ids[0] as string])
    expect((await write(who, 'goes on here')).caseId).toBe(caseId)
    const last = (await write(who, 'the last')).messageId
    const later = await split(caseId, [last])
    const onward = await write(who, 'goes on there')
    expect(onward.caseId).toBe(later.state.id)
    // Another message of the case that was last in it once more does not call the thread back.
    expect((await split(caseId, [ids[2] as string], { toCaseId: earlier.state.id })).state.id).toBe(earlier.state.id)
    expect((await write(who, 'still there')).caseId).toBe(later.state.id)
    await unsplit(caseId, later.splitId)
    expect((await write(who, 'and here again')).caseId).toBe(caseId)
    // What was filed there since stays.
    expect(await shown(later.state.id)).toContain(onward.messageId)
    expect((await state(later.state.id)).mergedInto).toBeNull()
    await check()
  })

  it('go into another open case of the customer, wake it when it waited for them, and leave it as it was', async () => {
    const { caseId, ids } = await caseWith(2)
    const { customerId } = await state(caseId)
    const other = await rooms.cases.openCase(agent, { customerId, title: 'Open since', kind: 'request', commandId: newId() })
    await rooms.cases.setStatus(agent, { caseId: other.id, status: 'waiting', commandId: newId() })
    const before = [await facts(caseId), await facts(other.id)]
    const { splitId } = await split(caseId, [ids[1] as string], { toCaseId: other.id })
    expect(await state(other.id)).toMatchObject({ status: 'open', isAwaitingReply: true })
    await unsplit(caseId, splitId)
    expect([await facts(caseId), await facts(other.id)]).toEqual(before)
    await check()
  })

  it('come back exactly: a case that was opened for them goes, and its address leads back', async () => {
    const { caseId, ids } = await caseWith(2)
    const before = await facts(caseId)
    const { splitId, state: other } = await split(caseId, [ids[1] as string])
    await unsplit(caseId, splitId)
    await unsplit(caseId, splitId)
    expect(await facts(caseId)).toEqual(before)
    expect(await state(other.id)).toMatchObject({ mergedInto: caseId, isOpen: false, interactions: [], moves: [] })
    expect((await rooms.cases.historyOf(desk, [other.customerId])).map((one) => one.id)).toEqual([caseId])
    await expect(rooms.cases.unmergeCase(agent, { caseId, otherId: other.id, commandId: newId() })).rejects.toMatchObject({
      code: 'not-merged',
    })
    await marked(ids[1] as string, caseId)
    await check()
  })

  it('leave a case that was opened for them standing when something was written in it since', async () => {
    const { caseId, ids } = await caseWith(2)
    const { splitId, state: other } = await split(caseId, [ids[1] as string])
    await rooms.cases.noteCase(agent, { caseId: other.id, text: 'Ask the workshop', mentions: [], commandId: newId() })
    await unsplit(caseId, splitId)
    expect(await state(other.id)).toMatchObject({ mergedInto: null, isOpen: true, lastMessageId: '' })
    await check()
  })

  it('that were moved on are taken back in the order they went', async () => {
    const { caseId, ids } = await caseWith(3)
    const first = await split(caseId, [ids[1] as string, ids[2] as string])
    const second = await split(first.state.id, [ids[2] as string])
    await expect(unsplit(caseId, first.splitId)).rejects.toMatchObject({ code: 'moved-on' })
    expect(await shown(second.state.id)).toEqual([ids[2]])
    await unsplit(first.state.id, second.splitId)
    await unsplit(caseId, first.splitId)
    expect(await shown(caseId)).toEqual(ids)
    await check()
  })

  it('go to and fro between two cases, and their thread with them', async () => {
    const { who, caseId, ids } = await caseWith(2)
    const { state: other, splitId } = await split(caseId, [ids[1] as string])
    const onward = await write(who, 'one more')
    expect(onward.caseId).toBe(other.id)
    await machine.advance(1000)
    const back = await split(other.id, [onward.messageId], { toCaseId: caseId })
    expect((await write(who, 'two more')).caseId).toBe(caseId)
    expect(await shown(caseId)).toContain(onward.messageId)
    await unsplit(other.id, back.splitId)
    expect((await write(who, 'three more')).caseId).toBe(other.id)
    await unsplit(caseId, splitId)
    expect((await write(who, 'four more')).caseId).toBe(caseId)
    await check()
  })

  it('out of merged cases are given by each, and the merge can be undone before and after', async () => {
    const who = somebody()
    const one = await write(who, 'first')
    const { customerId } = await state(one.caseId)
    const other = await rooms.cases.openCase(agent, { customerId, title: 'Second', kind: 'request', commandId: newId() })
    await machine.advance(1000)
    const two = await write(who, 'second', { thread: `${who}-b`, more: { demand: { caseId: other.id } } })
    await machine.advance(1000)
    const three = await write(who, 'third', { thread: `${who}-b` })
    expect([two.caseId, three.caseId]).toEqual([other.id, other.id])
    await machine.advance(1000)
    const four = await write(who, 'fourth')
    const before = [await facts(one.caseId), await facts(other.id)]
    await rooms.cases.mergeCases(agent, { caseId: one.caseId, otherId: other.id, commandId: newId() })
    const moved = await split(one.caseId, [three.messageId, four.messageId])
    expect(await shown(moved.state.id)).toEqual([three.messageId, four.messageId])
    expect([await shown(one.caseId), await shown(other.id)]).toEqual([[one.messageId], [two.messageId]])
    expect((await write(who, 'fifth', { thread: `${who}-b` })).caseId).toBe(moved.state.id)
    await rooms.cases.unmergeCase(agent, { caseId: one.caseId, otherId: other.id, commandId: newId() })
    await check()
    await unsplit(one.caseId, moved.splitId)
    expect([await facts(one.caseId), await facts(other.id)]).toMatchObject([
      { ...before[0], everMergedInto: [] },
      { ...before[1], everMergedInto: [one.caseId] },
    ])
    await check()
  })

  it('are found again by a second try to file them, wherever they stand', async () => {
    const { who, caseId, ids } = await caseWith(2)
    const { state: other, splitId } = await split(caseId, [ids[1] as string])
    const onward = await write(who, 'goes on there')
    await Promise.all([marked(ids[1] as string, other.id), marked(onward.messageId, other.id)])
    const again = async (messageId: string): Promise<string> => {
      await machine.platform.connection
        .collection('messages')
        .updateOne({ _id: messageId as never }, { $set: { state: 'new', caseId: '', dueAt: new Date(0) } })
      await rooms.hub.sweep()
      return caseOf(messageId)
    }
    expect([await again(ids[1] as string), await again(onward.messageId)]).toEqual([other.id, other.id])
    await unsplit(caseId, splitId)
    expect([await again(ids[1] as string), await again(onward.messageId)]).toEqual([caseId, other.id])
    await check()
  })
})

describe('messages are not moved', () => {
  it.each([
    ['by whoever may not merge', async () => ({ actor: marketing }), 'forbidden'],
    ['when they stand elsewhere', async () => ({ messageIds: [(await caseWith(1)).ids[0] as string] }), 'message-elsewhere'],
    ['into a case of somebody else', async () => ({ toCaseId: (await caseWith(1)).caseId }), 'other-customer'],
    ['into the case they are in', async (caseId: string) => ({ toCaseId: caseId }), 'same-case'],
    ['when nothing would be left', async (_caseId: string, ids: string[]) => ({ messageIds: ids }), 'nothing-left'],
    ['into a case that is not there', async () => ({ toCaseId: 'c_nowhere' }), 'not-found'],
  ] as const)('%s', async (_name, more, code) => {
    const { caseId, ids } = await caseWith(2)
    const { actor = agent, ...rest } = (await more(caseId, ids)) as { actor?: Actor }
    await expect(split(caseId, [ids[0] as string], rest, actor)).rejects.toMatchObject(
      code === 'forbidden' || code === 'not-found' ? { kind: code } : { code },
    )
    expect(await shown(caseId)).toEqual(ids)
    await check()
  })

  it('out of a merged case, into a closed one, or back by a move that never was', async () => {
    const { who, caseId, ids } = await caseWith(2)
    const { customerId } = await state(caseId)
    const other = await rooms.cases.openCase(agent, { customerId, title: 'Closed', kind: 'request', commandId: newId() })
    await rooms.cases.closeCase(agent, { caseId: other.id, disposition: 'Solved', commandId: newId() })
    await expect(split(caseId, [ids[0] as string], { toCaseId: other.id })).rejects.toMatchObject({ code: 'case-closed' })
    await rooms.cases.reopenCase(agent, { caseId: other.id, commandId: newId() })
    await rooms.cases.mergeCases(agent, { caseId: other.id, otherId: caseId, commandId: newId() })
    await expect(split(caseId, [ids[0] as string])).rejects.toMatchObject({ code: 'case-merged' })
    await expect(unsplit(other.id, 's-nothing')).rejects.toMatchObject({ kind: 'not-found' })
    expect((await write(who, 'on')).caseId).toBe(other.id)
    await check()
  })
})
