import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VisitorAgent, VisitorMessage, VisitorSession, VisitorTyping } from '../../../server/channels/chat/wire.ts'
import { type StaffActor, system } from '../../../server/staff/index.ts'
import { waitFor } from '../../wait-for.ts'
import { type ChatDesk, startChatDesk, visit } from './chat-desk.ts'

const by = system('test')
let count = 0
const commandId = (): string => `talk-${count++}`
const HALF_HOUR_MS = 31 * 60_000

describe('a chat', () => {
  let desk: ChatDesk
  let ines: StaffActor
  let kenji: StaffActor
  beforeAll(async () => {
    desk = await startChatDesk()
    ines = await desk.addAgent('Ines Duarte')
    kenji = await desk.addAgent('Kenji Mori')
  })
  afterAll(() => desk.stop())

  const caseOf = async (messageId: string): Promise<string> => {
    await desk.hub.settled()
    return waitFor(async () => (await desk.hub.getMessage(by, messageId)).caseId, { what: 'the case' })
  }

  const split = (caseId: string, messageIds: string[]) => desk.cases.splitCase(ines, { caseId, messageIds, commandId: commandId() })
  /** Of the visitor who said this. */
  const sessionOf = async ([messageId = '']: string[]) => {
    const message = await desk.platform.connection.collection('messages').findOne({ _id: messageId as never })
    const visitors = desk.platform.connection.collection<{ _id: string; session: { caseId: string; agentName: string } }>('visitors')
    return (await visitors.findOne({ 'session.interactionId': message?.interactionId }))?.session
  }

  it('is taken in, joined, answered and read, both sides seeing each other', async () => {
    const jonas = await visit(desk)
    expect((await jonas.watch()).ok).toBe(true)
    const sent = await jonas.send('aaaaaaaa1', 'Does the small basket rack fit the Heron S?', { name: 'Jonas Weidner' })
    expect(sent).toMatchObject({ ok: true })
    const messageId = sent.ok ? sent.answer.messageId : ''
    const caseId = await caseOf(messageId)
    await waitFor(() => jonas.last<VisitorMessage>('message'), { what: 'the own message' })
    expect(jonas.last<VisitorMessage>('message')).toEqual({
      id: messageId,
      from: 'visitor',
      author: '',
      text: 'Does the small basket rack fit the Heron S?',
      at: expect.any(String),
      clientId: 'aaaaaaaa1',
    })
    expect(jonas.last<VisitorSession>('session')?.state).toBe('waiting')

    await desk.advance(40_000)
    await desk.cases.assignCase(ines, { caseId, assigneeId: ines.id, commandId: commandId() })
    await waitFor(() => jonas.last<VisitorAgent>('agent'), { what: 'the agent' })
    expect(jonas.last<VisitorAgent>('agent')).toMatchObject({ name: 'Ines', initials: 'ID', isHere: true })
    // The clock was moved by 40 s and goes on by itself.
    expect(jonas.last<VisitorAgent>('agent')?.waitedSeconds).toSatisfy((seconds: number) => seconds >= 40 && seconds < 70)
    expect(jonas.last<VisitorSession>('session')?.state).toBe('live')

    const typed = new Promise((resolve) => desk.platform.bus.onPassing('chat.visitor-typing', resolve))
    await jonas.ask('typing', {})
    expect(await typed).toMatchObject({ caseId, threadKey: `chat:${jonas.begun.sessions[0]}` })
    const { interactionId } = await desk.hub.getMessage(by, messageId)
    const typing = desk.chat.parts.liveVerbs?.[0]
    const socket = { id: 'console', topics: [] }
    await expect(typing?.run(ines, { caseId: 'c_none', interactionId }, socket)).rejects.toMatchObject({ kind: 'not-found' })
    await typing?.run(ines, { caseId, interactionId: 'i_other' }, socket)
    expect(jonas.last<VisitorTyping>('typing')).toBeUndefined()
    await typing?.run(ines, { caseId, interactionId }, socket)
    await waitFor(() => jonas.last<VisitorTyping>('typing'), { what: 'the agent typing' })
    expect(jonas.last<VisitorTyping>('typing')?.name).toBe('Ines')

    const reply = await desk.hub.sendReply(ines, {
      caseId,
      text: 'Hello Jonas, it does.',
      attachments: [],
      status: 'waiting',
      commandId: commandId(),
    })
    const answered = await waitFor(() => jonas.rows.find((one) => one.id === reply.id), { what: 'the answer' })
    expect(answered.row).toMatchObject({ from: 'desk', author: 'Ines', text: 'Hello Jonas, it does.', clientId: '' })

    await waitFor(async () => (await desk.hub.getMessage(by, reply.id)).delivery?.state === 'sent', { what: 'sent' })
    await jonas.ask('delivered', { messageIds: [reply.id] })
    expect((await desk.hub.getMessage(by, reply.id)).delivery?.state).toBe('delivered')
    await jonas.ask('read', { messageIds: [reply.id, messageId, 'm_foreign'] })
    expect((await desk.hub.getMessage(by, reply.id)).delivery?.state).toBe('read')
    jonas.leave()
  })

  it('is all there when the visitor comes back, as a fresh look and the events agree', async () => {
    const first = await visit(desk)
    await first.watch()
    const one = await first.send('bbbbbbbb1', 'First')
    await first.send('bbbbbbbb2', 'Second')
    const caseId = await caseOf(one.ok ? one.answer.messageId : '')
    await desk.hub.sendReply(ines, { caseId, text: 'Third', attachments: [], status: 'open', commandId: commandId() })
    await waitFor(() => first.rows.filter((row) => row.kind === 'message').length === 3, { what: 'three messages' })
    await waitFor(() => first.last<VisitorAgent>('agent'), { what: 'who answered' })
    first.leave()

    const again = await visit(desk, { token: first.token })
    expect(again.begun.sessions).toEqual(first.begun.sessions)
    const seen = await again.watch()
    if (!seen.ok) throw new Error(seen.error.message)
    expect(seen.answer.rows.filter((row) => row.kind === 'message').map((row) => (row.row as VisitorMessage).text)).toEqual([
      'First',
      'Second',
      'Third',
    ])
    for (const row of seen.answer.rows) {
      const told = first.rows.filter((other) => other.kind === row.kind && other.id === row.id).at(-1)
      const { at: _at, ...shown } = { at: '', ...(row.row as object) }
      expect(told?.row).toMatchObject(shown)
    }
    again.leave()
  })

  it('takes a message that is sent again once, whoever sends it and however often at once', async () => {
    const one = await visit(desk)
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => one.send('cccccccc1', 'Only once')))
    expect(new Set(answers.map((answer) => answer.ok && answer.answer.messageId)).size).toBe(1)
    const tab = await visit(desk, { token: one.token })
    await tab.send('cccccccc1', 'Only once')
    await caseOf(answers[0]?.ok ? answers[0].answer.messageId : '')
    const seen = await one.watch()
    expect(seen.ok && seen.answer.rows.filter((row) => row.kind === 'message')).toHaveLength(1)
    one.leave()
    tab.leave()
  })

  it('keeps the order of what one visitor writes', async () => {
    const one = await visit(desk)
    const texts = Array.from({ length: 20 }, (_, index) => `Line ${index}`)
    await Promise.all(texts.map((text, index) => one.send(`dddddddd${index}`, text)))
    await desk.hub.settled()
    const seen = await one.watch()
    expect(seen.ok && seen.answer.rows.filter((row) => row.kind === 'message').map((row) => (row.row as VisitorMessage).text)).toEqual(
      texts,
    )
    one.leave()
  })

  it('ends by silence; the next message begins another under the same identity, and a late copy of the last begins none', async () => {
    const one = await visit(desk)
    await one.watch()
    const first = await one.send('eeeeeeee1', 'Hello?')
    const caseId = await caseOf(first.ok ? first.answer.messageId : '')
    await waitFor(() => one.last<VisitorSession>('session')?.state === 'waiting', { what: 'waiting' })
    await desk.advance(HALF_HOUR_MS + 60_000)
    await waitFor(() => one.last<VisitorSession>('session')?.state === 'ended', { what: 'the end' })
    expect(one.last<VisitorSession>('session')).toMatchObject({ endedBy: 'silence' })

    const copy = await one.send('eeeeeeee1', 'Hello?')
    expect(copy).toEqual(first)
    const next = await one.send('eeeeeeee2', 'Still there?')
    const twice = await one.send('eeeeeeee2', 'Still there?')
    if (!next.ok || !first.ok) throw new Error('not taken')
    expect(twice).toEqual(next)
    expect(next.answer.sessionId).not.toBe(first.answer.sessionId)
    // One customer's one matter: the case is still open, so both sessions are in it.
    expect(await caseOf(next.answer.messageId)).toBe(caseId)
    const [a, b] = await Promise.all([first, next].map((answer) => desk.hub.getMessage(by, answer.answer.messageId)))
    expect(a?.from).toEqual({ ...b?.from })
    expect(a?.interactionId).not.toBe(b?.interactionId)

    const back = await visit(desk, { token: one.token })
    expect(back.begun.sessions).toEqual([first.answer.sessionId, next.answer.sessionId])
    const seen = await back.watch(first.answer.sessionId)
    expect(seen.ok && seen.answer.rows.find((row) => row.kind === 'session')?.row).toMatchObject({ state: 'ended', endedBy: 'silence' })
    one.leave()
    back.leave()
  })

  it('goes on when the agent answers after the silence', async () => {
    const one = await visit(desk)
    await one.watch()
    const first = await one.send('ffffffff1', 'Take your time')
    const caseId = await caseOf(first.ok ? first.answer.messageId : '')
    await waitFor(() => one.last<VisitorSession>('session'), { what: 'the session' })
    await desk.advance(HALF_HOUR_MS + 60_000)
    await waitFor(() => one.last<VisitorSession>('session')?.state === 'ended', { what: 'the end' })
    await desk.hub.sendReply(ines, { caseId, text: 'I did.', attachments: [], status: 'open', commandId: commandId() })
    await waitFor(() => one.last<VisitorSession>('session')?.state === 'live', { what: 'a live session' })
    const next = await one.send('ffffffff2', 'Thanks')
    expect(next.ok && first.ok && next.answer.sessionId === first.answer.sessionId).toBe(true)
    one.leave()
  })

  it('ends when the agent closes the case', async () => {
    const one = await visit(desk)
    await one.watch()
    const first = await one.send('gggggggg1', 'That was all')
    const caseId = await caseOf(first.ok ? first.answer.messageId : '')
    await desk.cases.assignCase(ines, { caseId, assigneeId: ines.id, commandId: commandId() })
    await waitFor(() => one.last<VisitorSession>('session')?.state === 'live', { what: 'a live session' })
    await desk.cases.closeCase(ines, { caseId, disposition: 'Solved', commandId: commandId() })
    await waitFor(() => one.last<VisitorSession>('session')?.endedBy === 'agent', { what: 'the end' })
    const told = ['session', 'agent'].map((kind) => one.last(kind))
    const next = await one.send('gggggggg2', 'One more thing')
    expect(next.ok && first.ok && next.answer.sessionId !== first.answer.sessionId).toBe(true)
    one.leave()
    // Who comes back later sees who joined and how it ended, as those who were there.
    const back = await visit(desk, { token: one.token })
    const seen = await back.watch(back.begun.sessions[0])
    expect(seen.ok && ['session', 'agent'].map((kind) => seen.answer.rows.find((row) => row.kind === kind)?.row)).toEqual(told)
    back.leave()
  })

  it.each<[string, VisitorSession['state'], (caseId: string, said: string[]) => Promise<string>]>([
    ['is moved to another case', 'waiting', async (caseId, said) => (await split(caseId, said.slice(1))).state.id],
    [
      'is moved back',
      'live',
      async (caseId, said) => {
        const { splitId, state } = await split(caseId, said.slice(1))
        await waitFor(async () => (await sessionOf(said))?.caseId === state.id, { what: 'the session in the other case' })
        await desk.cases.assignCase(ines, { caseId: state.id, assigneeId: kenji.id, commandId: commandId() })
        await waitFor(async () => (await sessionOf(said))?.agentName === kenji.name, { what: 'the agent of the other case' })
        await desk.cases.unsplitCase(ines, { caseId, splitId, commandId: commandId() })
        return caseId
      },
    ],
    [
      'is no longer in the case it was merged into',
      'live',
      async (caseId, said) => {
        const other = await visit(desk)
        const first = await other.send('kkkkkkkk1', 'Another matter')
        other.leave()
        const intoId = await caseOf(first.ok ? first.answer.messageId : '')
        await desk.customers.mergeCustomers(ines, {
          customerId: (await desk.cases.getState(ines, intoId)).customerId,
          otherId: (await desk.cases.getState(ines, caseId)).customerId,
          withOpenCases: false,
          commandId: commandId(),
        })
        await desk.cases.mergeCases(ines, { caseId: intoId, otherId: caseId, commandId: commandId() })
        await waitFor(async () => (await sessionOf(said))?.caseId === intoId, { what: 'the session in the case that stands' })
        await desk.cases.unmergeCase(ines, { caseId: intoId, otherId: caseId, commandId: commandId() })
        return caseId
      },
    ],
  ])('follows its messages without a word of the visitor, when what was said %s', async (_what, state, move) => {
    const one = await visit(desk)
    await one.watch()
    const said: string[] = []
    for (const nth of [1, 2]) {
      const sent = await one.send(`jjjjjjjj${nth}`, `Message ${nth}`)
      said.push(sent.ok ? sent.answer.messageId : '')
      await caseOf(said.at(-1) ?? '')
    }
    const before = await caseOf(said[0] ?? '')
    await desk.cases.assignCase(ines, { caseId: before, assigneeId: ines.id, commandId: commandId() })
    await waitFor(() => one.last<VisitorAgent>('agent')?.name === 'Ines', { what: 'the agent' })
    const caseId = await move(before, said)
    await waitFor(async () => (await sessionOf(said))?.caseId === caseId, { what: 'the session in the case of its messages' })
    expect((await sessionOf(said))?.agentName).toBe(state === 'live' ? ines.name : '')
    await waitFor(() => one.last<VisitorSession>('session')?.state === state, { what: `a ${state} session` })
    await desk.cases.assignCase(ines, { caseId, assigneeId: kenji.id, commandId: commandId() })
    await waitFor(() => one.last<VisitorAgent>('agent')?.name === 'Kenji', { what: 'the next agent' })
    await desk.cases.closeCase(ines, { caseId, disposition: 'Solved', commandId: commandId() })
    await waitFor(() => one.last<VisitorSession>('session')?.endedBy === 'agent', { what: 'the end' })
    one.leave()
  })

  it('tells the visitor when the agent steps away', async () => {
    const one = await visit(desk)
    await one.watch()
    const first = await one.send('hhhhhhhh1', 'Hello')
    const caseId = await caseOf(first.ok ? first.answer.messageId : '')
    await desk.staff.setPresence(ines, { userId: ines.id, presence: 'available', commandId: commandId() })
    await desk.cases.assignCase(ines, { caseId, assigneeId: ines.id, commandId: commandId() })
    await waitFor(() => one.last<VisitorAgent>('agent')?.isHere, { what: 'the agent' })
    await desk.staff.setPresence(ines, { userId: ines.id, presence: 'away', commandId: commandId() })
    await waitFor(() => one.last<VisitorAgent>('agent')?.isHere === false, { what: 'the agent away' })
    one.leave()
  })

  it('keeps a typed address as a suggestion, five in a session and no more', async () => {
    const one = await visit(desk)
    await one.ask('leave-address', { email: 'Jonas@Weidner.example' })
    const first = await one.send('iiiiiiii1', 'Hello')
    await caseOf(first.ok ? first.answer.messageId : '')
    for (const name of ['b', 'c', 'd', 'e'])
      expect(await one.ask('leave-address', { email: `${name}@weidner.example` })).toMatchObject({ ok: true })
    expect(await one.ask('leave-address', { email: 'f@weidner.example' })).toMatchObject({
      ok: false,
      error: { code: 'too-many-addresses' },
    })
    const message = await desk.hub.getMessage(by, first.ok ? first.answer.messageId : '')
    expect(message.from).toMatchObject({ channel: 'chat', trust: 'claimed' })
    one.leave()
  })
})
