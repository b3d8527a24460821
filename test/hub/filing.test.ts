import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InboundMessage, Message } from '../../server/hub/index.ts'
import { newId } from '../../server/platform/ids.ts'
import { SANITISER_VERSION } from '../../server/platform/mail/sanitise-html.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { openProcesses, type Process } from '../setup/processes.ts'
import { recordingChannel } from '../setup/recording-channel.ts'

const desk = system('test')
const DAY_MS = 86_400_000
let store: Awaited<ReturnType<typeof openProcesses>>
let rooms: Process
let agent: StaffActor
let run: string
const outside = recordingChannel()

beforeAll(async () => {
  store = await openProcesses()
  rooms = await store.begin()
  rooms.hub.addChannel(outside.channel)
  const member = await rooms.staff.addUser(desk, {
    name: 'Ada Lind',
    email: 'ada@larkfield.example',
    role: 'agent',
    commandId: newId(),
  } as never)
  agent = (await rooms.staff.actorOf(member.id)) as StaffActor
})
afterAll(async () => {
  await rooms?.hub.parts.stop?.()
  await store?.close()
})
beforeEach(() => {
  run = newId().slice(0, 8)
})

const event = (who: string, more: Partial<InboundMessage> = {}): InboundMessage => ({
  type: 'message',
  channel: 'test',
  account: run,
  externalId: newId(),
  from: { channel: 'email', address: `${who}-${run}@rivet.example`, trust: 'claimed' },
  text: 'Hello',
  threadKeys: [],
  ownThreadKey: `test:${newId()}`,
  receivedBy: ['inbox'],
  ...more,
})
const take = async (given: InboundMessage, by: Process = rooms): Promise<Message> => {
  const { messageId } = await by.hub.intake(given)
  await by.hub.settled()
  return rooms.hub.getMessage(desk, messageId)
}
const reply = (caseId: string, text = 'We look into it.', commandId = newId()) =>
  rooms.hub.sendReply(agent, { caseId, text, attachments: [], status: 'waiting', commandId })

/** Where a word stands in the store. */
const storedIn = async (word: string): Promise<string[]> => {
  const { connection } = rooms.platform
  const found: string[] = []
  for (const { name } of await (connection.db?.listCollections().toArray() ?? []))
    for (const one of await connection.collection(name).find({}).toArray()) if (JSON.stringify(one).includes(word)) found.push(name)
  return found
}

test('card numbers are masked before anything is stored, whoever writes them, and a mail is not kept as it came (SECURITY P7)', async () => {
  const [card, spaced] = ['4111111111111111', '4111 1111 1111 1111']
  const { files } = rooms.platform
  const [rawFileId, innocent] = [newId(), newId()]
  for (const one of [rawFileId, innocent]) await files.put(one, Readable.from([`Subject: ${spaced}`]), { maxBytes: 100 })
  const kept = await take(event('marta', { text: 'No card, 20718', rawFileId: innocent }))
  expect(kept.rawFileId).toBe(innocent)

  const given = { text: `Pay with ${card}.`, html: `<p>Pay with <b>${spaced}</b>.`, subject: `Card ${card}` }
  const message = await take(event('marta', { ...given, rawFileId }))
  expect(message).toMatchObject({
    text: 'Pay with ••••••••••••1111.',
    html: '<p>Pay with <b>•••• •••• •••• 1111</b>.',
    subject: 'Card ••••••••••••1111',
    rawFileId: '',
  })
  expect(await files.stat(rawFileId)).toBeNull()
  expect(await files.stat(innocent)).not.toBeNull()

  const named = await take(event('card', { from: { ...event('card').from, name: `Card ${card}` } }))
  expect(named.from.name).toBe('Card ••••••••••••1111')

  const answer = await reply(message.caseId, `We do not need ${card}.`)
  expect(answer.text).toBe('We do not need ••••••••••••1111.')
  await rooms.cases.noteCase(agent, { caseId: message.caseId, text: `Wrote ${spaced}`, mentions: [], commandId: newId() })
  expect(await storedIn(card)).toEqual([])
  expect(await storedIn(spaced)).toEqual([])
})

describe('filing', () => {
  test('the same message again is the same message', async () => {
    const given = event('marta')
    const first = await rooms.hub.intake(given)
    const again = await rooms.hub.intake({ ...given, receivedBy: ['orders'] })
    await rooms.hub.settled()
    expect(again).toEqual({ messageId: first.messageId, isDuplicate: true })
    const message = await rooms.hub.getMessage(desk, first.messageId)
    expect(message.receivedBy.sort()).toEqual(['inbox', 'orders'])
    expect((await rooms.cases.entriesOf(message.caseId)).filter((one) => one.change.type === 'case.message-filed')).toHaveLength(1)
  })

  test('a message that cannot be filed is tried eight times, then shown as failed, never dropped, and filed once somebody asks', async () => {
    const messages = store.connection.collection<{ _id: string; from: unknown; dueAt: Date; attempts: number }>('messages')
    const { messageId } = await rooms.hub.intake(event('poison'))
    await rooms.hub.settled()
    const { from } = (await messages.findOne({ _id: messageId })) ?? {}
    // As a fault of ours would leave it: not filed, and impossible to file.
    const asNew = { state: 'new', caseId: '', customerId: '', interactionId: '', threadKeys: [], ownThreadKey: `test:${newId()}` }
    await messages.updateOne({ _id: messageId }, { $set: { ...asNew, from: null, attempts: 0 } })
    for (let attempt = 1; attempt <= 9; attempt++) {
      await messages.updateOne({ _id: messageId, state: 'new' } as never, { $set: { dueAt: new Date(0) } })
      await rooms.hub.sweep()
    }
    expect(await messages.findOne({ _id: messageId })).toMatchObject({ state: 'failed', attempts: 8 })
    const { items } = await rooms.hub.listMessages(desk, { state: 'failed', limit: 10 })
    expect(items.map((one) => one.id)).toContain(messageId)
    expect((await rooms.hub.listMessages(agent, { state: 'held', limit: 10 })).items.map((one) => one.id)).toContain(messageId)
    const failed = await rooms.hub.countFailed()
    await messages.updateOne({ _id: messageId }, { $set: { from } })
    expect(await rooms.hub.releaseMessage(agent, { messageId, into: 'own' })).toMatchObject({ state: 'filed' })
    expect(await rooms.hub.countFailed()).toBe(failed - 1)
  })

  test('a failed message that somebody wants filed is in the inbox again before it is filed', async () => {
    const messages = store.connection.collection<{ _id: string; from: unknown; dueAt: Date }>('messages')
    const { id } = await take(event('poison'))
    const { from } = (await messages.findOne({ _id: id })) ?? {}
    const asFailed = { state: 'failed', caseId: '', customerId: '', interactionId: '', threadKeys: [], ownThreadKey: `test:${newId()}` }
    await messages.updateOne({ _id: id }, { $set: { ...asFailed, from: null }, $unset: { dueAt: 1 } })
    // It ends where a desk may end: after the answer is under way, before it is kept.
    await expect(rooms.hub.releaseMessage(agent, { messageId: id, into: 'own' })).rejects.toThrow()
    await messages.updateOne({ _id: id }, { $set: { from, dueAt: new Date(0) } })
    await rooms.hub.sweep()
    expect(await rooms.hub.getMessage(desk, id)).toMatchObject({ state: 'filed' })
  })

  test('an answer that could not be filed is filed again as an answer, and goes out', async () => {
    const { caseId } = await take(event('asker'))
    const answer = await reply(caseId)
    // As a fault of ours between the message and its entry would leave it.
    const messages = store.connection.collection<{ _id: string }>('messages')
    await messages.updateOne({ _id: answer.id }, { $set: { state: 'failed' }, $unset: { dueAt: 1 } })
    await store.connection.collection<{ _id: string }>('entries').deleteOne({ _id: `case:${caseId}/m:${answer.id}` })
    const released = await rooms.hub.releaseMessage(agent, { messageId: answer.id, into: 'own' })
    expect(released).toMatchObject({ state: 'filed', direction: 'out', caseId })
    await rooms.hub.sweep()
    expect(outside.sent.filter((one) => one.message.id === answer.id)).toHaveLength(1)
  })

  test('a message whose filing was cut off goes the way it was first taken for, though the thread it names is there by then', async () => {
    const first = await take(event('stranger', { threadKeys: [`named:${run}`], ownThreadKey: `own:${run}`, checkSender: true }))
    // As a crash leaves it between its entry and the mark.
    const messages = store.connection.collection<{ _id: string; state: string; caseId: string; dueAt: Date }>('messages')
    await messages.updateOne({ _id: first.id }, { $set: { state: 'new', caseId: '', dueAt: new Date(0) } })
    await take(event('marta', { ownThreadKey: `named:${run}` }))
    await rooms.hub.sweep()
    expect(await rooms.hub.getMessage(desk, first.id)).toMatchObject({ state: 'filed', caseId: first.caseId })
  })

  test('a thread stays in its case, and two first messages of one customer meet in one case', async () => {
    const one = await take(event('marta', { ownThreadKey: `a:${run}` }))
    const two = await take(event('marta', { threadKeys: [`a:${run}`], ownThreadKey: `a:${run}` }))
    const other = await take(event('marta', { ownThreadKey: `b:${run}` }))
    expect(two.caseId).toBe(one.caseId)
    expect(other.caseId).toBe(one.caseId)
    expect(other.interactionId).not.toBe(one.interactionId)
    expect((await take(event('someone-else'))).caseId).not.toBe(one.caseId)
  })

  test('a later message finds its thread by any key an earlier one was known by', async () => {
    const one = await take(event('marta', { ownThreadKey: `root:${run}`, aliasKeys: [`root:${run}`, `middle:${run}`] }))
    const two = await take(event('marta', { threadKeys: [`middle:${run}`], ownThreadKey: `middle:${run}` }))
    expect(two).toMatchObject({ caseId: one.caseId, interactionId: one.interactionId })
  })

  test('a message to a case closed lately reopens it; to one closed long ago it opens a follow-up that says so', async () => {
    const key = `again:${run}`
    const one = await take(event('marta', { ownThreadKey: key }))
    expect(await rooms.hub.threadClosedAt(key)).toBeNull()
    const { closedAt } = await rooms.cases.closeCase(agent, { caseId: one.caseId, disposition: 'Solved', commandId: newId() })
    expect(closedAt).toBeInstanceOf(Date)
    expect(await rooms.hub.threadClosedAt(key)).toEqual(closedAt)
    const two = await take(event('marta', { threadKeys: [key], ownThreadKey: key }))
    expect(two.caseId).toBe(one.caseId)
    expect((await rooms.cases.getState(desk, one.caseId)).status).toBe('open')
    expect([await rooms.hub.threadClosedAt(key), await rooms.hub.threadClosedAt('none')]).toEqual([null, null])
    await rooms.cases.closeCase(agent, { caseId: one.caseId, disposition: 'Solved', commandId: newId() })
    const later = await store.begin(() => false, 8 * DAY_MS)
    const three = await take(event('marta', { threadKeys: [key], ownThreadKey: key }), later)
    expect(three.caseId).not.toBe(one.caseId)
    expect((await rooms.cases.getState(desk, three.caseId)).followUpOf).toBe(one.caseId)
    expect((await rooms.cases.getState(desk, one.caseId)).status).toBe('closed')
  })

  test('the one who brings somebody along into a follow-up goes on in it', async () => {
    const key = `along:${run}`
    const one = await take(event('marta', { ownThreadKey: key }))
    await rooms.cases.closeCase(agent, { caseId: one.caseId, disposition: 'Solved', commandId: newId() })
    const later = await store.begin(() => false, 8 * DAY_MS)
    const along = { channel: 'email', address: `ines-${run}@rivet.example`, trust: 'claimed' as const }
    const two = await take(event('marta', { threadKeys: [key], ownThreadKey: key, participants: [along] }), later)
    const three = await take(event('marta', { threadKeys: [key], ownThreadKey: key }), later)
    expect(two.caseId).not.toBe(one.caseId)
    expect(three.caseId).toBe(two.caseId)
  })
})

describe('a token routes, it never authorises (SECURITY E2)', () => {
  test('a stranger with the token of a thread is held back, takes no part, and is released by a click', async () => {
    const key = `thread:${run}`
    const one = await take(event('marta', { ownThreadKey: key }))
    const stranger = await take(event('evil', { threadKeys: [key], ownThreadKey: key, checkSender: true }))
    expect(stranger).toMatchObject({ state: 'quarantined', caseId: '', suggestedCaseId: one.caseId })
    const types = (await rooms.cases.entriesOf(one.caseId)).map((entry) => entry.change.type)
    expect(types).toContain('case.message-quarantined')
    expect(types.filter((type) => type === 'case.message-filed')).toHaveLength(1)
    // Once more from the same stranger: still no part in the thread.
    expect((await take(event('evil', { threadKeys: [key], ownThreadKey: key, checkSender: true }))).state).toBe('quarantined')

    const released = await rooms.hub.releaseMessage(agent, { messageId: stranger.id, into: 'suggested' })
    expect(released).toMatchObject({ state: 'filed', caseId: one.caseId })
    expect((await take(event('evil', { threadKeys: [key], ownThreadKey: key, checkSender: true }))).caseId).toBe(one.caseId)
  })

  test('released into a case of its own, it does not touch the one it named', async () => {
    const key = `thread:${run}`
    const one = await take(event('marta', { ownThreadKey: key }))
    const stranger = await take(event('evil', { threadKeys: [key], ownThreadKey: key, checkSender: true }))
    const released = await rooms.hub.releaseMessage(agent, { messageId: stranger.id, into: 'own' })
    expect(released.state).toBe('filed')
    expect(released.caseId).not.toBe(one.caseId)
    await expect(rooms.hub.releaseMessage(agent, { messageId: stranger.id, into: 'own' })).rejects.toMatchObject({ kind: 'conflict' })
  })

  test('a Cc takes part from then on', async () => {
    const key = `thread:${run}`
    const cc = { channel: 'email', address: `boss-${run}@rivet.example`, trust: 'claimed' as const }
    const one = await take(event('marta', { ownThreadKey: key, participants: [cc] }))
    const two = await take(event('boss', { threadKeys: [key], ownThreadKey: key, checkSender: true }))
    expect(two.caseId).toBe(one.caseId)
  })

  test('who guesses the key a thread will have gets a thread of their own, and the true sender keeps theirs', async () => {
    const key = `guessed:${run}`
    const evil = await take(event('evil', { ownThreadKey: key }))
    const true_ = await take(event('marta', { ownThreadKey: key }))
    expect(true_.state).toBe('filed')
    expect(true_.caseId).not.toBe(evil.caseId)
    expect(true_.interactionId).not.toBe(evil.interactionId)
  })
})

test('HTML is made harmless when it is read, and kept as it came (SECURITY C1)', async () => {
  const html = '<p onclick="steal()">Hello</p><script>steal()</script>'
  const message = await take(event('marta', { html }))
  expect(message.html).toBe(html)
  expect(await rooms.hub.readHtml(desk, message.id)).toMatchObject({ html: '<p>Hello</p>', sanitiser: SANITISER_VERSION })
})

describe('answers', () => {
  test('an answer goes out once, into the same interaction, and its delivery state only moves on', async () => {
    const one = await take(event('marta', { ownThreadKey: `talk:${run}` }))
    const commandId = newId()
    const sent = await reply(one.caseId, 'Hello Marta', commandId)
    expect((await reply(one.caseId, 'Hello Marta', commandId)).id).toBe(sent.id)
    await rooms.hub.sweep()
    expect(outside.sent.filter((out) => out.message.id === sent.id)).toHaveLength(1)
    expect(outside.sent.at(-1)).toMatchObject({ threadKey: `talk:${run}`, references: [one.externalId], agentName: 'Ada Lind' })
    const report = { type: 'delivery', channel: 'test', account: run, messageId: sent.id, at: new Date() } as const
    await rooms.hub.recordDelivery({ ...report, state: 'read' })
    await rooms.hub.recordDelivery({ ...report, state: 'delivered' })
    expect((await rooms.hub.getMessage(desk, sent.id)).delivery?.state).toBe('read')
    const state = await rooms.cases.getState(desk, one.caseId)
    expect(state).toMatchObject({ status: 'waiting', isAwaitingReply: false, lastDirection: 'out' })
  })

  test('a report that overtakes the end of the sending is not undone by it', async () => {
    const one = await take(event('marta', { ownThreadKey: `talk:${run}` }))
    const { channel } = outside
    const send = channel.send
    channel.send = async (out) => {
      await rooms.hub.recordDelivery({
        type: 'delivery',
        channel: 'test',
        account: run,
        messageId: out.message.id,
        state: 'read',
        at: new Date(),
      })
      return send(out)
    }
    const sent = await reply(one.caseId)
    await rooms.hub.sweep()
    channel.send = send
    expect((await rooms.hub.getMessage(desk, sent.id)).delivery?.state).toBe('read')
  })

  test('who is answered may write back with the token of the answer', async () => {
    const one = await take(event('marta', { ownThreadKey: `talk:${run}` }))
    await reply(one.caseId)
    const back = await take(event('marta', { threadKeys: [`talk:${run}`], ownThreadKey: `talk:${run}`, checkSender: true }))
    expect(back).toMatchObject({ state: 'filed', caseId: one.caseId })
  })

  test('a stranger who was let in can be answered, and is not who is answered unless told', async () => {
    const key = `talk:${run}`
    const one = await take(event('marta', { ownThreadKey: key }))
    await take(
      event('marta', { ownThreadKey: `older:${run}`, from: { channel: 'email', address: `marta-${run}@rivet.example`, trust: 'claimed' } }),
    )
    await take(event('marta', { threadKeys: [key], ownThreadKey: key }))
    const stranger = await take(event('evil', { threadKeys: [key], ownThreadKey: key, checkSender: true }))
    await rooms.hub.releaseMessage(agent, { messageId: stranger.id, into: 'suggested' })

    const ways = await rooms.hub.waysOf(agent, one.caseId)
    expect(ways.map(({ to, isDefault }) => [to.split('-')[0], isDefault])).toEqual([
      ['marta', true],
      ['marta', false],
      ['evil', false],
    ])
    expect(ways.map(({ interactionId }) => interactionId === one.interactionId)).toEqual([true, false, true])
    expect(new Set(ways.map(({ id }) => id)).size).toBe(3)
    const to = async (more: object): Promise<string | undefined> => {
      const given = { caseId: one.caseId, text: 'Hello', attachments: [], status: 'open' as const, commandId: newId(), ...more }
      return (await rooms.hub.sendReply(agent, given)).to[0]?.address.split('-')[0]
    }
    expect(await to({})).toBe('marta')
    expect(await to({ channel: 'test' })).toBe('marta')
    expect(await to({ interactionId: one.interactionId })).toBe('marta')
    expect(await to({ wayId: ways[2]?.id })).toBe('evil')
    expect((await rooms.hub.waysOf(agent, one.caseId))[0]).toMatchObject({ isDefault: true, interactionId: one.interactionId })
  })

  test('files that a channel does not take are refused in its own words, and stay the author’s to send', async () => {
    const one = await take(event('marta'))
    const { id } = await rooms.hub.addUpload(agent, 'gear.bin', Readable.from(['bytes']))
    const answer = { caseId: one.caseId, text: 'Hi', attachments: [id], status: 'waiting' as const }
    const { channel } = outside
    channel.whyNoFiles = (files) => `${files[0]?.name} is none of mine.`
    await expect(rooms.hub.sendReply(agent, { ...answer, commandId: newId() })).rejects.toMatchObject({
      kind: 'invalid',
      message: 'gear.bin is none of mine.',
    })
    delete channel.whyNoFiles
    expect((await rooms.hub.sendReply(agent, { ...answer, commandId: newId() })).attachments).toMatchObject([{ fileId: id }])
  })

  test('refusals say why and change nothing', async () => {
    const one = await take(event('marta'))
    const before = (await rooms.cases.getState(desk, one.caseId)).seq
    const foreign = { caseId: one.caseId, text: 'Hi', attachments: ['f_foreign'], status: 'waiting' as const, commandId: newId() }
    await expect(rooms.hub.sendReply(agent, foreign)).rejects.toMatchObject({ code: 'upload-not-found' })
    await expect(rooms.hub.sendReply(agent, { ...foreign, attachments: [], interactionId: 'i_none' })).rejects.toMatchObject({
      kind: 'not-found',
    })
    await expect(reply('c_none')).rejects.toMatchObject({ kind: 'not-found' })
    expect((await rooms.cases.getState(desk, one.caseId)).seq).toBe(before)
    await rooms.cases.closeCase(agent, { caseId: one.caseId, disposition: 'Solved', commandId: newId() })
    await expect(reply(one.caseId)).rejects.toMatchObject({ code: 'case-closed' })
  })
})

describe('merges can be undone', () => {
  test('two customers and their cases in one click, and back', async () => {
    const mail = await take(event('marta', { ownThreadKey: `mail:${run}` }))
    const chat = await take(event('visitor', { ownThreadKey: `chat:${run}` }))
    const done = await rooms.customers.mergeCustomers(agent, {
      customerId: mail.customerId,
      otherId: chat.customerId,
      withOpenCases: true,
      commandId: newId(),
    })
    expect(done.casesMerged).toBe(1)
    expect((await rooms.cases.getState(desk, chat.caseId)).mergedInto).toBe(mail.caseId)
    // What comes later by the merged thread goes to the case that stayed …
    const later = await take(event('visitor', { threadKeys: [`chat:${run}`], ownThreadKey: `chat:${run}` }))
    expect(later.caseId).toBe(mail.caseId)
    await rooms.customers.unmergeCustomers(agent, { customerId: mail.customerId, mergeId: done.mergeId, commandId: newId() })
    expect((await rooms.cases.getState(desk, chat.caseId)).mergedInto).toBeNull()
    expect(await rooms.customers.currentOf(chat.customerId)).toBe(chat.customerId)
    // … stays there after the undo, and the thread points back.
    expect((await rooms.hub.getMessage(desk, later.id)).caseId).toBe(mail.caseId)
    expect((await take(event('visitor', { threadKeys: [`chat:${run}`], ownThreadKey: `chat:${run}` }))).caseId).toBe(chat.caseId)
  })
})
