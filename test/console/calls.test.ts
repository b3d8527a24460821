import { describe, expect, test } from 'vitest'
import {
  besideWords,
  clock,
  confidenceWords,
  happenedWords,
  heldWords,
  holdWords,
  isToCallBack,
  legName,
  partyFirstName,
  partyName,
  partyNumber,
  pauseWords,
  stateWords,
} from '../../agent-console/calls/call-words.ts'
import { barsOf, partOf } from '../../agent-console/calls/part-of.ts'
import { peaksOf } from '../../agent-console/calls/peaks.ts'
import { floorOf, placeOf } from '../../agent-console/floor/floor-of.ts'
import { type MessageItem, pick, picked, stopPicking, thingsOf, togglePick } from '../../agent-console/timeline/picking.ts'
import { timelineRows } from '../../agent-console/timeline/rows.ts'
import { stamp } from '../../agent-console/words/time.ts'
import type { CallView, LegView } from '../../server/calls/wire.ts'
import type { Queue } from '../../server/queues/wire.ts'
import type { WorkView } from '../../server/routing/wire.ts'
import type { Member } from '../../server/staff/wire.ts'
import { said } from './make.ts'

const AT = '2026-11-23T14:33:00.000Z'
const leg = (change: Partial<LegView>): LegView => ({
  id: 'l1',
  role: 'customer',
  agentId: null,
  name: 'Adaeze Nwosu',
  address: '+12025550168',
  state: 'joined',
  isHeld: false,
  heldSince: null,
  isMuted: false,
  since: AT,
  ...change,
})
const call = (change: Partial<CallView> = {}): CallView => ({
  id: 'call_1',
  caseId: 'c_1',
  customerId: 'u_1',
  interactionId: 'i_1',
  direction: 'in',
  isInternal: false,
  ourNumber: '+12025550100',
  party: { address: '+12025550168', name: 'Adaeze Nwosu', confidence: 'exact' },
  phase: 'talking',
  outcome: null,
  queueId: 'q_1',
  workId: 'w_1',
  agentId: 'ines',
  handledBy: ['ines'],
  startedAt: AT,
  queuedAt: AT,
  answeredAt: AT,
  endedAt: null,
  isHelpAsked: false,
  wrapUpEndsAt: null,
  disposition: null,
  lacksOutcome: false,
  note: '',
  legs: [leg({}), leg({ id: 'l2', role: 'agent', agentId: 'ines', name: 'Ines Duarte', address: '' })],
  path: [],
  estimate: null,
  recording: null,
  consent: 'none',
  recordings: [],
  consult: null,
  joinBy: null,
  callback: null,
  v: 5,
  ...change,
})

const waitingCallback: NonNullable<CallView['callback']> = {
  state: 'waiting',
  attempts: 0,
  dueAt: null,
  heldFor: null,
  notBy: null,
  refusedFor: null,
  arranged: null,
  expiresAt: '2030-05-08T10:00:00.000Z',
}

test('who calls somebody while they write up another call has the call they are on first, and the other still', () => {
  const before = call({ id: 'call_0', phase: 'wrap-up', endedAt: AT })
  const now = call()
  expect(barsOf([before, now], 'ines')).toEqual({ onLine: now, isMine: true, toWrapUp: [before] })
  expect(barsOf([before], 'ines')).toEqual({ onLine: null, isMine: false, toWrapUp: [before] })
  // Sent out to a number that nobody answers, the customer waits, and is with a colleague, while she writes up.
  for (const goesOn of [
    { phase: 'waiting', agentId: null },
    { phase: 'talking', agentId: 'kenji' },
    { phase: 'talking', agentId: 'ines' },
  ] as const) {
    const sentOut = { ...now, ...goesOn, wrapUpBy: 'ines' }
    expect(barsOf([sentOut], 'ines')).toEqual({ onLine: null, isMine: false, toWrapUp: [sentOut] })
  }
  const asked = call({ agentId: 'kenji', legs: [leg({ role: 'colleague', agentId: 'ines' })] })
  expect(barsOf([asked], 'ines')).toEqual({ onLine: asked, isMine: false, toWrapUp: [] })
})

test.each<[string, Partial<CallView['party']>, { name: string; first: string; number: string }]>([
  ['a name', {}, { name: 'Adaeze Nwosu', first: 'Adaeze', number: '+1 202 555 0168' }],
  ['a number that called before', { name: '+12025550168' }, { name: '+1 202 555 0168', first: '+1 202 555 0168', number: '' }],
  ['a number never seen', { name: '', confidence: 'unknown' }, { name: '+1 202 555 0168', first: '+1 202 555 0168', number: '' }],
  [
    'no number at all',
    { name: '', address: '', confidence: 'withheld' },
    { name: 'Withheld number', first: 'Withheld number', number: '' },
  ],
])('a customer who is known by %s is called by it, once and as it is written', (_what, party, expected) => {
  const one = call({ party: { ...call().party, ...party } })
  expect({ name: partyName(one), first: partyFirstName(one), number: partyNumber(one) }).toEqual(expected)
  if (one.party.address) expect(legName(leg({ name: one.party.name }))).toBe(expected.name)
})

describe('a call in words', () => {
  test('its clock counts minutes, and hours when there are any', () => {
    expect([-5, 0, 59_999, 252_000, 3_852_000].map(clock)).toEqual(['0:00', '0:00', '0:59', '4:12', '1:04:12'])
  })
  const cases: [string, Partial<CallView>, string][] = [
    ['plain talk says nothing', {}, ''],
    ['held', { legs: [leg({ isHeld: true })] }, 'On hold'],
    ['paused recording', { recording: { state: 'paused', seconds: 3, pauses: [], resumesAt: null } }, 'Recording paused'],
    [
      'consulting names the colleague',
      {
        consult: { legId: 'l3', isPrivate: true },
        legs: [leg({ isHeld: true }), leg({ id: 'l3', role: 'colleague', agentId: 'kenji', name: 'Kenji Arai' })],
      },
      'Consulting Kenji Arai',
    ],
    ['an outgoing call rings first', { phase: 'connecting', direction: 'out', legs: [leg({ state: 'ringing' })] }, 'Ringing'],
    ['so does a callback', { phase: 'connecting', callback: waitingCallback, legs: [leg({ state: 'ringing' })] }, 'Ringing'],
    ['wrap-up', { phase: 'wrap-up' }, 'Wrap-up'],
  ]
  for (const [what, change, words] of cases) test(what, () => expect(stateWords(call(change))).toBe(words))
  const done = { ...waitingCallback, state: 'done' as const }
  const answered = { phase: 'ended', outcome: 'answered', handledBy: ['ines', 'kenji'] } as const
  const ends: [string, Partial<CallView>, string][] = [
    ['one that was answered', { ...answered, handledBy: [...answered.handledBy] }, 'called, answered by you, then Kenji Arai'],
    ['one of ours', { ...answered, direction: 'out', handledBy: ['kenji'] }, 'was called, by Kenji Arai'],
    ['a callback that was made', { ...answered, callback: done, handledBy: ['kenji'] }, 'asked to be called back, called by Kenji Arai'],
    [
      'one that asked for it',
      { phase: 'ended', outcome: 'callback', answeredAt: null, callback: waitingCallback },
      'called: asked to be called back',
    ],
    ['one that gave up', { phase: 'ended', outcome: 'abandoned', answeredAt: null }, 'called: hung up while waiting'],
  ]
  const names = { me: 'ines', staff: (id: string) => (id === 'kenji' ? 'Kenji Arai' : 'Ines Duarte') }
  for (const [what, change, words] of ends) test(what, () => expect(happenedWords(call(change), names)).toBe(words))
  test('whoever is consulted reads who asks them', () => {
    const consulted = call({
      consult: { legId: 'l3', isPrivate: true },
      legs: [...call().legs, leg({ id: 'l3', role: 'colleague', agentId: 'kenji', name: 'Kenji Arai' })],
    })
    expect([undefined, 'ines', 'kenji'].map((reader) => stateWords(consulted, reader))).toEqual([
      'Consulting Kenji Arai',
      'Consulting Kenji Arai',
      'Consulted by Ines Duarte',
    ])
  })
  test('whoever was asked in reads who else talks, without who listens', () => {
    const others = [
      leg({ id: 'l3', role: 'colleague', agentId: 'kenji', name: 'Kenji Arai' }),
      leg({ id: 'l4', role: 'outside', name: '', address: '+12025550177' }),
      leg({ id: 'l5', role: 'supervisor', agentId: 'ruth', name: 'Ruth Adler' }),
      leg({ id: 'l6', role: 'outside', name: 'Gone', state: 'ended' }),
    ]
    const together = call({ legs: [...call().legs, ...others] })
    expect(besideWords(together, 'kenji')).toBe('With Ines Duarte and +1 202 555 0177')
  })
  test.each([
    ['nothing of it', [], ''],
    ['a pause', [['14:33:10', '14:33:24']], 'Paused once: 0:14 of the call is not in it.'],
    [
      'pauses, the last to its end',
      [
        ['14:33:10', '14:33:24'],
        ['14:34:50', null],
      ],
      'Paused 2 times: 0:24 of the call is not in it.',
    ],
  ] as [string, [string, string | null][], string][])('what is missing in a recording is said: %s', (_name, times, words) => {
    const pauses = times.map(([from, to]) => ({ from: `2026-11-23T${from}.000Z`, to: to && `2026-11-23T${to}.000Z` }))
    const recording = { state: 'ready' as const, seconds: 90, pauses, resumesAt: null }
    expect(pauseWords({ recording, endedAt: '2026-11-23T14:35:00.000Z' })).toBe(words)
  })
  test('who asked for a callback is called by whoever takes it, until that is done', () => {
    const callback = (state: 'waiting' | 'done') =>
      call({
        callback: {
          state,
          attempts: 0,
          dueAt: null,
          heldFor: null,
          notBy: null,
          refusedFor: null,
          arranged: null,
          expiresAt: '2026-11-27T10:00:00Z',
        },
      })
    expect([null, call({}), callback('waiting'), callback('done')].map(isToCallBack)).toEqual([false, false, true, false])
  })
  test('a callback that may not be made yet says until when, and why', () => {
    const now = Date.parse('2026-11-26T21:10:00Z')
    const held = (heldFor: 'calling-hours' | 'too-often' | 'paused' | null, dueAt: string | null) =>
      heldWords(
        call({
          callback: {
            state: 'waiting',
            attempts: 0,
            dueAt,
            heldFor,
            notBy: null,
            refusedFor: null,
            arranged: null,
            expiresAt: '2026-11-28T10:00:00Z',
          },
        }),
        now,
      )
    const later = '2026-11-26T21:30:00Z'
    expect([held('calling-hours', later)?.why, held('too-often', later)?.why, held('paused', later)?.until]).toEqual([
      'customers are not called at this hour there',
      'a limit of calls is reached',
      'Held until the desk sends again',
    ])
    expect(held('calling-hours', later)?.until).toBe(`Held until ${stamp(later, now)}`)
    expect([held(null, later), held('calling-hours', null), held('calling-hours', '2026-11-26T21:00:00Z')]).toEqual([null, null, null])
  })
  test('a number never counts as signed in', () => {
    expect(Object.values(confidenceWords).map(({ bars }) => bars)).toEqual([3, 2, 1, 0])
  })
})

test('my part in a call: mine, asked in, beside, none', () => {
  const asked = call({ legs: [leg({}), leg({ id: 'l3', role: 'colleague', agentId: 'kenji', state: 'ringing' })] })
  const joined = call({ legs: [leg({}), leg({ id: 'l3', role: 'colleague', agentId: 'kenji' })] })
  const gone = call({ legs: [leg({}), leg({ id: 'l3', role: 'colleague', agentId: 'kenji', state: 'ended' })] })
  expect([partOf(asked, 'ines'), ...[asked, joined, gone].map((one) => partOf(one, 'kenji'))]).toEqual(['mine', 'asked', 'beside', 'none'])
})

test.each<[Partial<LegView>, string | null]>([
  [{}, null],
  [{ isHeld: true }, 'on hold 1:05'],
  [{ holdRefused: 'asking' }, 'hears you, asking the carrier again'],
  [{ holdRefused: 'given-up' }, 'hears you: the carrier refused to hold'],
  [{ isHeld: true, holdRefused: 'asking' }, 'still on hold, asking the carrier again'],
  [{ isHeld: true, holdRefused: 'given-up' }, 'still on hold: the carrier refused'],
])('says what somebody hears, not what was asked for: %j', (change, words) => {
  expect(holdWords(leg(change), '1:05')).toBe(words)
})

describe('the shape of a recording', () => {
  test('has as many bars as asked, the loudest full', () => {
    const samples = Float32Array.from({ length: 1000 }, (_, at) => (at >= 500 && at < 600 ? 0.5 : 0.1))
    const peaks = peaksOf(samples, 10)
    expect(peaks).toHaveLength(10)
    expect(peaks[5]).toBe(1)
    expect(peaks[0]).toBeCloseTo(0.2)
  })
  test('silence stays flat instead of being blown up', () => {
    expect(peaksOf(new Float32Array(400).fill(0.001), 4)).toEqual([0, 0, 0, 0])
  })
  test('one shorter than its bars still has them all', () => {
    expect(peaksOf(Float32Array.of(1, 0.5), 4)).toEqual([1, 0.5, 0, 0])
  })
})

test('a call is one row of the timeline, however often it asked for somebody', () => {
  const first = { ...said(1, AT, { channel: 'voice' }), call: call() } as ReturnType<typeof said>
  const again = { ...said(2, '2026-11-23T14:40:00.000Z', { channel: 'voice' }), call: call() } as ReturnType<typeof said>
  const rows = timelineRows([first, again], [], { isLines: () => false, isTold: () => true })
  expect(rows.map(({ type, channel }) => ({ type, channel }))).toEqual([{ type: 'call', channel: 'voice' }])
})

describe('what is chosen to be moved', () => {
  const onCall = (id: number, callId = 'c1') => ({ ...said(id, AT, { channel: 'voice' }), call: call({ id: callId }) }) as MessageItem
  const wrote = (id: number) => said(id, AT) as MessageItem
  test('all of a call is one thing, and goes with its card', () => {
    const [row] = timelineRows([onCall(1), onCall(2)], [], { isLines: () => false, isTold: () => true })
    expect(row?.type === 'call' && row.messages.length).toBe(2)
    const ids = [onCall(1), onCall(2)].map(({ message }) => message.id)
    pick('case', [])
    togglePick('case', ids)
    expect(picked.get()?.ids).toEqual(ids)
    togglePick('case', ids.slice(1))
    togglePick('case', ids)
    expect(picked.get()?.ids).toEqual(ids)
    togglePick('case', ids)
    expect(picked.get()?.ids).toEqual([])
    stopPicking()
  })
  test.each<[string, MessageItem[]]>([
    ['', []],
    ['1 message', [wrote(1)]],
    ['1 call', [onCall(1), onCall(2)]],
    ['2 messages and 2 calls', [wrote(1), onCall(2), wrote(3), onCall(4, 'c2')]],
  ])('is said as “%s”', (words, items) => expect(thingsOf(items)).toBe(words))
})

describe('the floor', () => {
  const member = (id: string, change: Partial<Member> = {}): Member =>
    ({
      id,
      name: id,
      email: '',
      role: 'agent',
      teams: [],
      skills: { returns: 2 },
      capacity: { voice: 1 },
      presence: 'available',
      presenceSince: AT,
      isBreakAsked: false,
      autoAccepts: false,
      isDisabled: false,
      ...change,
    }) as Member
  const queue = { id: 'q_1', name: 'Returns', teams: [], restrictedTo: [], requiredSkills: { returns: 1 } } as unknown as Queue
  const work = (id: string, since: string, channel = 'voice') => ({ id, queueId: 'q_1', channel, since }) as WorkView

  test('counts who could take a queue’s work, and who of them is free', () => {
    const { queues, people } = floorOf({
      queues: [queue],
      members: [
        member('free'),
        member('talking'),
        member('unskilled', { skills: {} }),
        member('away', { presence: 'away' }),
        member('asked in'),
        member('listening'),
        member('gone', { presence: 'offline' }),
      ],
      works: [work('b', '2026-11-23T14:32:00.000Z'), work('a', '2026-11-23T14:31:00.000Z')],
      calls: [
        call({
          agentId: 'talking',
          legs: [
            ...call().legs,
            leg({ id: 'l3', role: 'colleague', agentId: 'asked in' }),
            leg({ id: 'l4', role: 'supervisor', agentId: 'listening' }),
          ],
        }),
      ],
    })
    expect(queues[0]).toMatchObject({ free: 2, staffed: 5 })
    expect(queues[0]?.works.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(people.map(({ member: { id }, doing }) => `${id} ${doing}`)).toEqual([
      'asked in call',
      'talking call',
      'free available',
      'listening available',
      'unskilled available',
      'away away',
    ])
  })
  test('counts whom routing would ask: supervisors who take work too, and nobody from outside the teams', () => {
    const members = [
      member('agent', { teams: ['t_1'] }),
      member('lead', { role: 'supervisor', teams: ['t_1'] }),
      member('looks on', { role: 'supervisor', teams: ['t_1'], capacity: { voice: 0, default: 0 } }),
      member('outside', { teams: ['t_2'] }),
    ]
    const staffed = (change: Partial<Queue>) =>
      floorOf({ queues: [{ ...queue, ...change }], members, works: [], calls: [] }).queues[0]?.staffed
    expect([staffed({}), staffed({ teams: ['t_1'] }), staffed({ restrictedTo: ['t_1'] })]).toEqual([3, 2, 2])
  })
  test('shows who asks for help first, and no call that nobody is on', () => {
    const { calls } = floorOf({
      queues: [],
      members: [],
      works: [],
      calls: [call({ id: 'old' }), call({ id: 'help', isHelpAsked: true }), call({ id: 'menu', agentId: null, phase: 'menu' })],
    })
    expect(calls.map(({ id }) => id)).toEqual(['help', 'old'])
  })
  const now = Date.parse(AT)
  const promised = { answerWithinSeconds: 60, replyWithinMinutes: 240 }
  const places: [string, number, boolean, { x: number; isLate: boolean }][] = [
    ['just come', 0, true, { x: 0, isLate: false }],
    ['who waits in real time stands at two thirds when the promise is over', 60_000, true, { x: 2 / 3, isLate: false }],
    ['very late stays at the end', 600_000, true, { x: 1, isLate: true }],
    ['what can wait has hours', 600_000, false, { x: 600_000 / (4 * 3_600_000) / 1.5, isLate: false }],
  ]
  for (const [what, agoMs, isLive, place] of places)
    test(what, () => expect(placeOf(promised, { isLive, since: new Date(now - agoMs).toISOString() }, now)).toEqual(place))
})
