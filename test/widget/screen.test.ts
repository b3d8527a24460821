import { describe, expect, it } from 'vitest'
import type { VisitorAgent, VisitorMessage, VisitorSession } from '../../server/channels/chat/wire.ts'
import type { Outgoing } from '../../widget/app/outbox.ts'
import { type Screen, screenOf } from '../../widget/app/screen.ts'
import { takeEvent, takeSnapshot, type Watched } from '../../widget/app/sessions.ts'
import { type State, start } from '../../widget/app/store.ts'

const site = { id: 'larkfield', name: 'Larkfield Cycles', promise: 'Usually answers in 2 minutes', origins: ['self'], needsIdentity: false }
const now = new Date(2026, 2, 2, 14, 40)
const at = (minute: number): string => new Date(2026, 2, 2, 14, minute).toISOString()

const message = (id: string, from: 'visitor' | 'desk', minute: number): VisitorMessage => ({
  id,
  from,
  author: from === 'desk' ? 'Ines' : '',
  text: id,
  at: at(minute),
  clientId: from === 'visitor' ? `client-${id}` : '',
})
const agent: VisitorAgent = { name: 'Ines', initials: 'ID', isHere: true, joinedAt: at(30), waitedSeconds: 40 }
const session = (state: VisitorSession['state'], more: Partial<VisitorSession> = {}): VisitorSession => ({
  state,
  startedAt: at(29),
  endedAt: null,
  endedBy: null,
  ...more,
})
const watched = (id: string, shown: VisitorSession, messages: VisitorMessage[] = [], by?: VisitorAgent): Watched => {
  const rows = [
    { kind: 'session', id, v: 1, row: shown },
    ...(by ? [{ kind: 'agent', id, v: 1, row: by }] : []),
    ...messages.map((row) => ({ kind: 'message', id: row.id, v: 1, row })),
  ]
  return { id, epoch: 'e', n: 0, state: new Map(rows.map((row) => [`${row.kind} ${row.id}`, row])) }
}
const kept: Outgoing = { clientId: 'k', text: 'kept', at: at(35), state: 'kept', reason: '' }
const ready: Partial<State> = { phase: 'ready', line: 'live' }
const screen = (state: Partial<State>): Screen => screenOf(site, { ...start, ...state }, now)
const words = ({ items }: Screen): string[] =>
  items.map((item) => (item.as === 'note' ? `- ${item.text}` : [item.text, item.foot].filter(Boolean).join(' | ')))

describe('the screen', () => {
  it.each<[string, Partial<State>, Partial<Screen>]>([
    ['opening', {}, { as: 'loading', line: 'Usually answers in 2 minutes' }],
    ['first message', { ...ready, sessions: [watched('s', session('empty'))] }, { as: 'start', title: 'Larkfield Cycles' }],
    ['away', { ...ready, isAway: true, sessions: [watched('s', session('empty'))] }, { as: 'start', line: 'Away now, answers later' }],
    ['full', { phase: 'away', isAway: true }, { as: 'start' }],
    ['not connected from the start', { line: 'offline' }, { as: 'start' }],
    ['refused', { phase: 'refused', reason: 'Sign in' }, { as: 'refused' }],
    ['sending the first', { ...ready, sessions: [watched('s', session('empty'))], outbox: [kept] }, { as: 'talk', isWaiting: true }],
    [
      'waiting',
      { ...ready, sessions: [watched('s', session('waiting'), [message('a', 'visitor', 29)])] },
      { as: 'talk', isWaiting: true, line: 'You are in the queue', canWrite: true },
    ],
    [
      'live',
      { ...ready, sessions: [watched('s', session('live'), [message('a', 'visitor', 29)], agent)] },
      { title: 'Ines', line: 'Larkfield Cycles, here now', isWaiting: false },
    ],
    [
      'live, the agent away',
      { ...ready, sessions: [watched('s', session('live'), [message('a', 'visitor', 29)], { ...agent, isHere: false })] },
      { line: 'Larkfield Cycles, back in a moment' },
    ],
    [
      'ended',
      {
        ...ready,
        typingAt: 1,
        typingName: 'Ines',
        sessions: [watched('s', session('ended', { endedAt: at(38), endedBy: 'agent' }), [message('a', 'visitor', 29)], agent)],
      },
      { title: 'Ines', line: 'Chat ended 14:38', hasEnded: true, canWrite: false, typingName: '' },
    ],
    [
      'something else',
      { ...ready, goesOn: true, sessions: [watched('s', session('ended', { endedAt: at(38) }), [message('a', 'visitor', 29)], agent)] },
      { title: 'Larkfield Cycles', hasEnded: false, canWrite: true },
    ],
  ])('%s', (_name, state, expected) => {
    expect(screen(state)).toMatchObject(expected)
  })

  it('says that somebody joined above what they say first', () => {
    const said = [message('a', 'visitor', 28), message('b', 'desk', 29), message('c', 'visitor', 31)]
    const shown = words(screen({ ...ready, sessions: [watched('s', session('live'), said, agent)] }))
    expect(shown.slice(1, 4)).toEqual(['a', '- Ines joined after 40 seconds', 'b'])
  })
  it('tells who joined, when and after how long, and puts a foot only under what was said last', () => {
    const messages = [message('a', 'visitor', 29), message('b', 'desk', 31), message('c', 'visitor', 33)]
    expect(words(screen({ ...ready, sessions: [watched('s', session('live'), messages, agent)] }))).toEqual([
      '- Today, 14:29',
      'a',
      '- Ines joined after 40 seconds',
      'b',
      'c | Delivered 14:33',
    ])
  })
  it('shows what is kept at the end, once, and says so when there is no line', () => {
    const sessions = [watched('s', session('waiting'), [message('a', 'visitor', 29)])]
    const outbox: Outgoing[] = [{ ...kept, clientId: 'client-a' }, kept]
    expect(words(screen({ ...ready, sessions, outbox }))).toEqual(['- Today, 14:29', 'a', 'kept | Sending'])
    expect(words(screen({ ...ready, line: 'offline', sessions, outbox })).at(-1)).toBe('kept | Kept, not sent yet')
    const refused: Outgoing = { ...kept, state: 'refused', reason: 'Too long.' }
    expect(screen({ ...ready, sessions, outbox: [refused] }).items.at(-1)).toMatchObject({ refused: 'Too long.', foot: '' })
  })
  it('keeps earlier chats above, with their end', () => {
    const old = watched('s1', session('ended', { endedAt: at(20), endedBy: 'silence' }), [message('old', 'visitor', 1)])
    const fresh = watched('s2', session('waiting'), [message('new', 'visitor', 39)])
    expect(words(screen({ ...ready, sessions: [old, fresh] }))).toEqual([
      '- Today, 14:01',
      'old',
      '- The chat ended: nobody wrote for a while',
      'new | Delivered 14:39',
    ])
  })
})

describe('rows of a session', () => {
  const row = (v: number, text: string) => ({ kind: 'message', id: 'm', v, row: { ...message('m', 'visitor', 29), text } })
  const text = (all: readonly Watched[]) => (all[0]?.state.get('message m')?.row as VisitorMessage | undefined)?.text
  const empty: Watched[] = [{ id: 's', epoch: '', n: 0, state: new Map() }]

  it('are the newest ones, whichever comes first: the answer or an event', () => {
    const snapshot = { topic: 'session:s', epoch: 'e', n: 4, rows: [row(1, 'older')] }
    const event = { topic: 'session:s', epoch: 'e', n: 5, rows: [row(2, 'newer')] }
    const one = takeEvent(takeSnapshot(empty, snapshot), event)
    const other = takeSnapshot(takeEvent(empty, event).all, snapshot)
    expect([text(one.all), text(other), one.isGap]).toEqual(['newer', 'newer', false])
    expect([one.all[0]?.n, other[0]?.n]).toEqual([5, 5])
  })
  it('are asked for again after a gap, a restart of the desk, or an event before the first look', () => {
    const at4 = takeSnapshot(empty, { topic: 'session:s', epoch: 'e', n: 4, rows: [] })
    const event = (epoch: string, n: number) => takeEvent(at4, { topic: 'session:s', epoch, n, rows: [] }).isGap
    expect([event('e', 5), event('e', 6), event('f', 1)]).toEqual([false, true, true])
    expect(takeEvent(empty, { topic: 'session:s', epoch: 'e', n: 1, rows: [] }).isGap).toBe(true)
  })
  it('of a desk that was restarted replace what is held', () => {
    const held = takeSnapshot(empty, { topic: 'session:s', epoch: 'e', n: 4, rows: [row(9, 'held')] })
    expect(text(takeSnapshot(held, { topic: 'session:s', epoch: 'f', n: 0, rows: [row(1, 'fresh')] }))).toBe('fresh')
  })
})
