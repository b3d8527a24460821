import { describe, expect, it } from 'vitest'
import { agentFigures, type DayCall, endedBy, queueFigures, ratingFigures, united } from '../../server/calls/day/day-figures.ts'
import { foldHandled, type Handled } from '../../server/calls/handled.ts'
import type { CallChange } from '../../server/calls/index.ts'

const DAY = Date.parse('2026-11-26T08:00:00.000Z')
const at = (seconds: number): Date => new Date(DAY + seconds * 1000)
const had = (agentId: string, from: number, to: number | null): Handled => ({ agentId, from: at(from), to: to === null ? null : at(to) })
const blank: DayCall = {
  direction: 'in',
  queueId: 'q',
  queuedAt: at(0),
  answeredAt: null,
  endedAt: null,
  outcome: null,
  phase: 'ended',
  isLive: false,
  callback: null,
  handled: [],
}
/** Waited so long, then talked and wrapped up so long. */
const answered = (waited: number, handled: number): DayCall => ({
  ...blank,
  answeredAt: at(waited),
  endedAt: at(waited + handled),
  outcome: 'answered',
  handled: [had('bo', waited, waited + handled)],
})
const gaveUp = (waited: number): DayCall => ({ ...blank, endedAt: at(waited), outcome: 'abandoned' })
const NOW = 300
const waiting = (seconds: number): DayCall => ({ ...blank, queuedAt: at(NOW - seconds), isLive: true, phase: 'waiting' })
const thresholds = { answerWithinSeconds: 20, shortAbandonSeconds: 5 }

describe('the figures of a queue', () => {
  const none = {
    offered: 0,
    answered: 0,
    abandoned: 0,
    shortAbandoned: 0,
    serviceLevel: null,
    averageAnswerSeconds: null,
    averageHandleSeconds: null,
    abandonRate: null,
    longestWaitSeconds: 0,
    estimatesTold: 0,
    estimatesKept: null,
  }
  const cases: [string, DayCall[], Partial<Record<keyof typeof none, number | null>>][] = [
    ['are none without calls', [], none],
    [
      'of answered calls',
      [answered(10, 100), answered(20, 200), answered(30, 300)],
      {
        offered: 3,
        answered: 3,
        serviceLevel: 2 / 3,
        averageAnswerSeconds: 20,
        averageHandleSeconds: 200,
        abandonRate: 0,
        longestWaitSeconds: 30,
      },
    ],
    [
      'compare what callers were told with the wait from then, and leave out who was told nothing',
      [
        { ...answered(600, 10), told: { fromMinutes: 2, toMinutes: 4, waitedMs: 120_000 } },
        { ...answered(600, 10), told: { fromMinutes: 2, toMinutes: 4, waitedMs: 240_000 } },
        { ...answered(200, 10), told: { fromMinutes: 2, toMinutes: 4, waitedMs: 241_000 } },
        { ...answered(200, 10), told: { fromMinutes: 2, toMinutes: 4, waitedMs: 119_000 } },
        answered(200, 10),
      ],
      { estimatesTold: 4, estimatesKept: 0.5 },
    ],
    [
      'count who gave up against us',
      [answered(10, 60), gaveUp(40)],
      { offered: 2, abandoned: 1, serviceLevel: 0.5, abandonRate: 0.5, longestWaitSeconds: 40 },
    ],
    [
      'leave out who hung up at once',
      [answered(10, 60), gaveUp(4)],
      {
        ...none,
        offered: 1,
        answered: 1,
        shortAbandoned: 1,
        serviceLevel: 1,
        averageAnswerSeconds: 10,
        averageHandleSeconds: 60,
        abandonRate: 0,
        longestWaitSeconds: 10,
      },
    ],
    ['count who hung up at the limit', [gaveUp(5)], { abandoned: 1, shortAbandoned: 0, serviceLevel: 0, abandonRate: 1 }],
    [
      'are not about voicemail, or who was turned away',
      [
        { ...blank, endedAt: at(60), outcome: 'voicemail' },
        { ...blank, endedAt: at(9), outcome: 'turned-away' },
      ],
      none,
    ],
    ['are not about calls of ours', [{ ...answered(1, 60), direction: 'out' }], none],
    ['leave out who never joined the queue', [{ ...blank, queuedAt: null, endedAt: at(9), outcome: 'served-by-menu' }], none],
    ['count a callback as handled, not as a wait', [{ ...answered(3000, 90), callback: {} }], { ...none, averageHandleSeconds: 90 }],
    ['see who waits still, and too long already', [waiting(300)], { ...none, serviceLevel: 0, longestWaitSeconds: 300 }],
    ['hold against us who waits too long beside who was answered', [answered(10, 60), waiting(21)], { offered: 1, serviceLevel: 0.5 }],
    ['give who waits no longer than the promise the time until then', [answered(10, 60), waiting(20)], { offered: 1, serviceLevel: 1 }],
    [
      'take all who had the call into its handle time',
      [{ ...answered(10, 100), handled: [had('bo', 10, 60), had('ida', 60, 130)] }],
      { averageHandleSeconds: 120 },
    ],
    [
      'leave out a handle time that is not over',
      [{ ...answered(10, 100), handled: [had('bo', 10, null)] }],
      { answered: 1, averageHandleSeconds: null },
    ],
  ]
  it.each(cases)('%s', (_name, calls, figures) => {
    expect(queueFigures(calls, thresholds, at(NOW))).toMatchObject(figures)
  })
})

describe('how busy an agent was', () => {
  const span = (from: number, to: number | null) => ({ from: at(from).toISOString(), to: to === null ? null : at(to).toISOString() })
  const window = { since: at(0), now: at(1000) }
  const cases: [string, Handled[][], ReturnType<typeof span>[], ReturnType<typeof agentFigures>][] = [
    ['is not known of who was not here', [], [], { handled: 0, handledSeconds: 0, availableSeconds: 0, occupancy: null }],
    ['is nothing of who only waited', [], [span(0, 500)], { handled: 0, handledSeconds: 0, availableSeconds: 500, occupancy: 0 }],
    [
      'is the handling of the time they were there',
      [[had('bo', 100, 200)]],
      [span(0, 400)],
      { handled: 1, handledSeconds: 100, availableSeconds: 400, occupancy: 0.25 },
    ],
    [
      'counts what overlaps once',
      [[had('bo', 100, 200)], [had('bo', 150, 250)]],
      [span(0, 300)],
      { handled: 2, handledSeconds: 150, availableSeconds: 300, occupancy: 0.5 },
    ],
    [
      'counts handling while away as well',
      [[had('bo', 400, 500)]],
      [span(0, 300)],
      { handled: 1, handledSeconds: 100, availableSeconds: 300, occupancy: 0.25 },
    ],
    [
      'goes on to now',
      [[had('bo', 900, null)]],
      [span(500, null)],
      { handled: 1, handledSeconds: 100, availableSeconds: 500, occupancy: 0.2 },
    ],
    [
      'is not about colleagues',
      [[had('ida', 0, 500)]],
      [span(0, 500)],
      { handled: 0, handledSeconds: 0, availableSeconds: 500, occupancy: 0 },
    ],
    [
      'begins with the day',
      [[had('bo', -500, 100)]],
      [span(0, 200)],
      { handled: 1, handledSeconds: 100, availableSeconds: 200, occupancy: 0.5 },
    ],
  ]
  it.each(cases)('%s', (_name, handled, available, figures) => {
    expect(
      agentFigures(
        'bo',
        handled.map((one) => ({ handled: one })),
        available,
        window,
      ),
    ).toEqual(figures)
  })
  it('unites stretches that touch', () => {
    expect(
      united([
        [5, 6],
        [0, 2],
        [2, 3],
        [1, 2],
        [9, 9],
      ]),
    ).toEqual([
      [0, 3],
      [5, 6],
    ])
  })
})

describe('who had a call, and how long', () => {
  const fold = (changes: [number, CallChange, boolean?][]): string[] =>
    changes
      .reduce<Handled[]>((handled, [seconds, change, isOver]) => foldHandled(handled, change, at(seconds), { isLive: !isOver }), [])
      .map(({ agentId, from, to }) => `${agentId} ${(from.getTime() - DAY) / 1000}–${to ? (to.getTime() - DAY) / 1000 : ''}`)
  const answer = (agentId: string): CallChange => ({ type: 'call.answered', agentId, waitedMs: 0, told: null })
  const left = (isOver: boolean): CallChange => ({ type: 'call.left', outcome: 'answered', isOver, wrapUpEndsAt: isOver ? null : 'soon' })
  const wrapped = (agentId: string): CallChange => ({ type: 'call.wrapped', agentId, why: 'done' })
  const cases: [string, [number, CallChange, boolean?][], string[]][] = [
    ['is nobody before the first word', [[0, { type: 'call.hung-up' }]], []],
    [
      'is to the end of wrap-up',
      [
        [10, answer('bo')],
        [60, left(false)],
        [90, wrapped('bo'), true],
      ],
      ['bo 10–90'],
    ],
    [
      'is to the end of a call without wrap-up',
      [
        [10, answer('bo')],
        [60, left(true), true],
      ],
      ['bo 10–60'],
    ],
    [
      'goes from hand to hand',
      [
        [10, answer('bo')],
        [40, { type: 'call.handed-over', legId: 'l3', from: 'bo', agentId: 'ida' }],
        [60, left(false)],
        [70, wrapped('ida'), true],
      ],
      ['bo 10–40', 'ida 40–70'],
    ],
    [
      'ends when the call goes back to a queue',
      [
        [10, answer('bo')],
        [30, { type: 'call.requeued', why: 'transferred', from: 'bo', queueId: 'q', toAgentId: null, ask: 2 }],
        [50, answer('ida')],
      ],
      ['bo 10–30', 'ida 50–'],
    ],
    [
      'is once, though told twice',
      [
        [10, answer('bo')],
        [12, answer('bo')],
      ],
      ['bo 10–'],
    ],
  ]
  it.each(cases)('%s', (_name, changes, expected) => expect(fold(changes)).toEqual(expected))
})

describe('the ratings of surveys', () => {
  const rated = (call: DayCall, ratings: Record<string, number>): DayCall => ({ ...call, ratings })
  const call = answered(10, 60)
  it.each<[string, DayCall[], ReturnType<typeof ratingFigures>]>([
    ['are none where nobody was asked', [call, gaveUp(30)], []],
    [
      'are a mean, a count and a share of the answered',
      [rated(call, { help: 5 }), rated(call, { help: 2 }), call, call, gaveUp(30)],
      [{ name: 'help', count: 2, average: 3.5, share: 0.5 }],
    ],
    [
      'are kept apart by survey',
      [rated(call, { speed: 9, help: 1 }), call],
      [
        { name: 'help', count: 1, average: 1, share: 0.5 },
        { name: 'speed', count: 1, average: 9, share: 0.5 },
      ],
    ],
    ['count a lowest answer of nothing', [rated(call, { help: 0 })], [{ name: 'help', count: 1, average: 0, share: 1 }]],
    ['count without a person', [rated(blank, { help: 4 }), blank], [{ name: 'help', count: 1, average: 4, share: 1 }]],
  ])('%s', (_what, calls, figures) => expect(ratingFigures(calls)).toEqual(figures))
  it('are of whoever had the call last', () => {
    const given = { ...call, handled: [had('ada', 0, 10), had('bo', 10, 20)] }
    expect([endedBy('ada', [given, call]), endedBy('bo', [given, call]), endedBy('bo', [gaveUp(3)])]).toEqual([[], [given, call], []])
  })
})
