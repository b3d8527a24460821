import { describe, expect, it } from 'vitest'
import { caseView, rowsOfScreen } from '../../agent-console/cases/case-view.ts'
import { snoozeTimes } from '../../agent-console/cases/snooze-times.ts'
import { stripOf } from '../../agent-console/customers/strip.ts'
import { fits, toView, views } from '../../agent-console/lists/case-filter.ts'
import { mentionAt, mentionsIn } from '../../agent-console/reply/mentions.ts'
import { due, isHeld, type Pending, released, withItem } from '../../agent-console/reply/outbox-item.ts'
import { ledTo, meantWay, plugsOf, visitorsOf, wayFor, whoAt } from '../../agent-console/reply/ways.ts'
import { ticketIn } from '../../agent-console/sign-in/ticket-in.ts'
import { stamp } from '../../agent-console/words/time.ts'
import { arrangeWork, nextOffer } from '../../agent-console/work/arrange-work.ts'
import type { Customer } from '../../server/customers/wire.ts'
import type { ReplyWay } from '../../server/hub/wire.ts'
import type { CaseScreen, OfferView } from '../../server/screens/wire.ts'
import { caseRow, happened, said } from './make.ts'

const way = (channel: string, change: Partial<ReplyWay> = {}): ReplyWay => ({
  id: `w_${channel}`,
  interactionId: `i_${channel}`,
  channel,
  label: channel,
  to: `tomas by ${channel}`,
  firstSeenAt: null,
  sendable: 'free',
  why: '',
  maxLength: 0,
  attachments: false,
  isCustomer: true,
  isRevocable: false,
  isDefault: false,
  ...change,
})

describe('my work', () => {
  it('begins with who waits for an answer, the urgent first', () => {
    const { active, snoozed } = arrangeWork(
      [],
      [
        caseRow({ id: 'quiet', isAwaitingReply: false, priority: 'urgent' }),
        caseRow({ id: 'waits', isAwaitingReply: true }),
        caseRow({ id: 'urgent', isAwaitingReply: true, priority: 'urgent' }),
        caseRow({ id: 'sleeps', status: 'snoozed', snoozedUntil: '2026-12-01T09:00:00.000Z' }),
        caseRow({ id: 'done', status: 'closed' }),
        caseRow({ id: 'merged', mergedInto: 'c_2' }),
      ],
    )
    expect(active.map(({ id }) => id)).toEqual(['urgent', 'waits', 'quiet'])
    expect(snoozed.map(({ id }) => id)).toEqual(['sleeps'])
  })

  it('asks for who is on the line first, then for who waits in real time, whatever ends sooner', () => {
    const offer = (id: string, offerExpiresAt: string, call: object | null, isLive = true) =>
      ({ work: { id, state: 'offered', offerExpiresAt, isLive }, call }) as unknown as OfferView
    const { offers } = arrangeWork(
      [
        offer('email', '2026-11-23T10:00:04.000Z', null, false),
        offer('later chat', '2026-11-23T10:00:08.000Z', null),
        offer('chat', '2026-11-23T10:00:05.000Z', null),
        offer('call', '2026-11-23T10:00:20.000Z', {}),
      ],
      [],
    )
    expect(offers.map(({ work }) => work.id)).toEqual(['call', 'chat', 'later chat', 'email'])
    // The one over the screen, whose keys the cards show.
    expect([nextOffer(offers), nextOffer([])].map((one) => one?.work.id)).toEqual(['call', undefined])
  })
})

describe('views of cases', () => {
  const rows = {
    mine: caseRow(),
    free: caseRow({ assigneeId: null, status: 'new' }),
    asleep: caseRow({ status: 'snoozed' }),
    theirs: caseRow({ assigneeId: 'u_bo', status: 'snoozed' }),
    nobodys: caseRow({ assigneeId: null, status: 'snoozed' }),
    closed: caseRow({ status: 'closed' }),
    merged: caseRow({ mergedInto: 'c_2' }),
    elsewhere: caseRow({ queueId: 'q_other' }),
  }
  it.each([
    ['open', ['mine', 'free', 'asleep', 'theirs', 'nobodys']],
    ['mine', ['mine']],
    ['unassigned', ['free']],
    ['snoozed', ['asleep']],
    ['closed', ['closed']],
    ['all', ['mine', 'free', 'asleep', 'theirs', 'nobodys', 'closed']],
  ] as const)('%s', (view, expected) =>
    expect(Object.entries(rows).flatMap(([name, row]) => (fits(row, { view, queueId: 'q_orders' }, 'u_ines') ? [name] : []))).toEqual(
      expected,
    ),
  )
  it('holds the cases of one customer, as they are after merges', () => {
    const filter = { view: 'all', customerId: 'cu_1' } as const
    expect(['cu_1', 'cu_2'].map((customerId) => fits(caseRow({ customerId }), filter, 'u_ines'))).toEqual([true, false])
  })
  it('falls back to the open ones', () =>
    expect([toView('nonsense'), toView(null), ...views.map(toView)]).toEqual(['open', 'open', ...views]))
})

describe('ways to answer', () => {
  it('gathers them by channel in the order of the lanes', () => {
    const ways = [way('chat'), way('email', { id: 'w_old' }), way('email', { isDefault: true })]
    expect(plugsOf(ways, ['phone', 'email', 'chat']).map(({ channel, ways: own }) => [channel, own.map(({ id }) => id)])).toEqual([
      ['email', ['w_email', 'w_old']],
      ['chat', ['w_chat']],
    ])
  })
  it('answers the default unless that is not possible, and nobody but the customer by itself', () => {
    expect(wayFor([way('chat', { isDefault: true }), way('email')], null)?.channel).toBe('chat')
    expect(wayFor([way('chat', { isDefault: true, sendable: 'blocked' }), way('email')], null)?.channel).toBe('email')
    expect(wayFor([way('chat', { isDefault: true }), way('email')], 'w_email')?.channel).toBe('email')
    expect(wayFor([way('chat', { isDefault: true })], 'w_gone')?.channel).toBe('chat')
    expect(wayFor([way('chat', { isDefault: true, sendable: 'blocked' }), way('email')], 'w_chat')?.channel).toBe('email')
    expect(wayFor([way('chat', { isDefault: true, sendable: 'blocked' })], 'w_chat')?.channel).toBe('chat')
    const stranger = way('email', { isCustomer: false })
    expect(wayFor([way('chat', { isDefault: true, sendable: 'blocked' }), stranger], null)?.channel).toBe('chat')
    expect(wayFor([], null)).toBeUndefined()
  })
  it('takes what was written for somebody else to nobody else, the customer neither', () => {
    const [ana, bruno] = [way('chat', { isDefault: true }), way('email', { isCustomer: false })]
    const gone = { ...bruno, sendable: 'blocked' as const }
    expect(wayFor([ana, bruno], bruno.id)).toBe(bruno)
    expect(wayFor([ana, gone], gone.id)).toBe(gone)
  })
  it('keeps in mind whom a draft is for while a note is written', () => {
    expect(meantWay({ way: null, reply: '' })).toBeNull()
    expect(meantWay({ way: 'w_bruno', reply: '' })).toBe('w_bruno')
    expect(meantWay({ way: 'note', replyTo: 'w_bruno', reply: 'Bruno, here it is' })).toBe('w_bruno')
    expect(meantWay({ way: 'note', replyTo: 'w_bruno', reply: '' })).toBeNull()
  })
  it.each([
    ['the customer where they are reached', [{ isCustomer: false }, { id: 'w_own' }], 'w_own', []],
    [
      'nobody by itself once the customer is shut out',
      [{ sendable: 'blocked' }, { id: 'w_bruno', isCustomer: false }],
      undefined,
      ['w_bruno'],
    ],
    ['nobody by itself where only others wrote', [{ id: 'w_bruno', isCustomer: false }], undefined, ['w_bruno']],
    ['nobody who is shut out', [{ sendable: 'blocked' }, { isCustomer: false, sendable: 'blocked' }], undefined, []],
  ] as const)('a plug leads to %s', (_name, changes, own, others) => {
    const led = ledTo(changes.map((change) => way('chat', change)))
    expect([led.own?.id, led.others.map(({ id }) => id)]).toEqual([own, others])
  })
  it('lead to visitors who can be shut out: each once, whatever chats they wrote in, and nobody who is out already', () => {
    const [early, late] = ['2026-03-02T09:00:00.000Z', '2026-03-02T09:05:00.000Z']
    const visit = (id: string, change: Partial<ReplyWay>) => way('chat', { id, isRevocable: true, to: 'Visitor of Larkfield', ...change })
    const ways = [
      visit('first', { firstSeenAt: early }),
      visit('again', { firstSeenAt: early }),
      visit('other', { firstSeenAt: late }),
      visit('out', { firstSeenAt: late, to: 'Tomas', sendable: 'blocked' }),
      way('email'),
    ]
    expect(visitorsOf(ways).map(({ id }) => id)).toEqual(['first', 'other'])
    const nowMs = Date.parse('2026-03-02T10:00:00.000Z')
    expect(whoAt(visit('first', { firstSeenAt: early }), nowMs)).toBe(`Visitor of Larkfield, first seen ${stamp(early, nowMs)}`)
    expect(whoAt(way('email'), nowMs)).toBe('tomas by email')
  })
})

describe('the outbox', () => {
  const item = (key: string, change: Partial<Pending> = {}): Pending => ({
    key,
    memberId: 'u_ines',
    caseId: 'c_1',
    caseNumber: 1001,
    channel: 'email',
    to: '',
    body: { wayId: 'w', channel: 'email', text: 'x', attachments: [], status: 'waiting' },
    files: [],
    sendAtMs: 5000,
    state: 'holding',
    ...change,
  })
  it('sends what is due, of this person, oldest first', () => {
    const items = [
      item('b', { sendAtMs: 4000 }),
      item('a', { sendAtMs: 1000, state: 'sending' }),
      item('later', { sendAtMs: 9000 }),
      item('bo', { memberId: 'u_bo' }),
      item('sent', { state: 'sent' }),
      item('bad', { state: 'failed' }),
    ]
    expect(due(items, 'u_ines', 5000).map(({ key }) => key)).toEqual(['a', 'b'])
  })
  it('knows whether its own person can still take an answer back', () => {
    expect(isHeld([item('a')], 'u_ines', 4999)).toBe(true)
    expect(isHeld([item('a')], 'u_ines', 5000)).toBe(false)
    expect(isHeld([item('a', { state: 'sending' }), item('bo', { memberId: 'u_bo' })], 'u_ines', 4999)).toBe(false)
  })
  it('holds nothing of its own person any more once a window closes', () => {
    const items = released([item('a'), item('bo', { memberId: 'u_bo' }), item('bad', { state: 'failed' })], 'u_ines')
    expect(items.map(({ state }) => state)).toEqual(['sending', 'holding', 'failed'])
    expect(due(items, 'u_ines', 1).map(({ key }) => key)).toEqual(['a'])
    expect(isHeld(items, 'u_ines', 1)).toBe(false)
  })
  it('changes one and leaves the others', () =>
    expect(withItem([item('a'), item('b')], 'b', { state: 'failed' }).map(({ state }) => state)).toEqual(['holding', 'failed']))
})

describe('mentions', () => {
  const members = [
    { id: 'u_ana', name: 'Ana' },
    { id: 'u_berg', name: 'Ana Berg' },
  ]
  it('names the longest fitting colleague', () => expect(mentionsIn('@Ana Berg, see this', members)).toEqual(['u_berg']))
  it('names both when both are called', () => expect(mentionsIn('@Ana Berg and @Ana', members)).toEqual(['u_berg', 'u_ana']))
  it.each([
    ['hello @Ke', 9, 'Ke'],
    ['@', 1, ''],
    ['me@there', 8, null],
    ['hello', 5, null],
  ] as const)('asks for a name in %s', (text, caret, expected) => expect(mentionAt(text, caret)).toBe(expected))
})

it('offers only times ahead, each once', () => {
  for (let hour = 0; hour < 24 * 8; hour++) {
    const now = new Date(2026, 10, 20, hour, 17)
    const times = snoozeTimes(now)
    expect(times.length).toBeGreaterThan(3)
    expect(times.every(({ at }) => at.getTime() - now.getTime() >= 3_600_000)).toBe(true)
    expect(new Set(times.map(({ at }) => at.getTime())).size).toBe(times.length)
  }
})

it('draws half a year of cases inside its frame', () => {
  const now = Date.parse('2026-11-23T12:00:00.000Z')
  const strip = stripOf(
    [
      caseRow(),
      caseRow({ id: 'c_2', openedAt: '2026-07-01T10:00:00.000Z', lastMessageAt: '2026-07-20T10:00:00.000Z', channels: ['email', 'chat'] }),
      caseRow({ id: 'c_3', openedAt: '2024-01-01T10:00:00.000Z', lastMessageAt: '2024-01-02T10:00:00.000Z' }),
    ],
    now,
  )
  expect([strip.count, strip.channels]).toEqual([2, ['email', 'chat']])
  expect(strip.marks.every(({ x, width }) => x >= 20 && x + width <= 264)).toBe(true)
  expect(strip.marks.find(({ key }) => key === 'c_2 email')?.width).toBeGreaterThan(6)
})

it.each([
  ['/sign-in', '#link=abcdefgh1234', 'link'],
  ['/sign-in', '#invitation=abcdefgh1234', 'invitation'],
  ['/sign-in', '#first-admin=abcdefgh1234', 'first-admin'],
  ['/sign-in', '#token=abcdefgh1234', 'link'],
  ['/welcome', '#token=abcdefgh1234', 'first-admin'],
  ['/work', '#link=abcdefgh1234', undefined],
  ['/sign-in', '#link=', undefined],
  ['/sign-in', '#link=a b"<script>', undefined],
])('reads the ticket in %s%s', (path, hash, kind) => expect(ticketIn(path, hash)?.kind).toBe(kind))

it('shows the same case from a fetch and from live rows', () => {
  const customer: Customer = {
    id: 'p_1',
    name: 'Tomas Berg',
    company: '',
    title: '',
    plan: '',
    timezone: '',
    language: '',
    since: '2026-01-01T00:00:00.000Z',
    mergedInto: null,
    merged: [],
    merges: [],
    identities: [],
    erasedAt: null,
    v: 1,
  }
  const at = '2026-11-23T10:00:00.000Z'
  const screen: CaseScreen = {
    case: caseRow(),
    timeline: [happened(1, at, 'case.opened'), said(2, at)],
    customer,
    suggestions: [],
    ways: [way('chat')],
    history: [caseRow({ id: 'c_2' })],
    named: [{ id: 'c_3', number: 1003 }],
    work: [],
    decisions: [],
  }
  expect(caseView('c_1', rowsOfScreen(screen))).toEqual({ ...screen, typing: [] })
  expect(caseView('c_9', rowsOfScreen(screen))).toBeUndefined()
})
