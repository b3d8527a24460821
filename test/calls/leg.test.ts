import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallState, startCall } from '../../server/calls/call.ts'
import type { CallChange } from '../../server/calls/entries.ts'
import { foldCall } from '../../server/calls/fold-call.ts'
import {
  forgetCoaching,
  isOver,
  type Leg,
  type LineReport,
  newLeg,
  reportLine,
  reportPlace,
  UNSURE,
} from '../../server/calls/parties/leg.ts'

type Told = { what: 'line'; report: LineReport; at: number } | { what: 'place'; isIn: boolean; at: number }

const start = newLeg({ id: 'l2', role: 'agent', agentId: 'u1', way: 'carrier', dialBy: null, mode: null }, new Date(0))
const reports: LineReport[] = ['queued', 'dialling', 'ringing', 'live', 'gone', 'cancelled', 'failed', 'no-answer', 'busy', 'completed']
const fold = (told: readonly Told[]): Leg =>
  told.reduce<Leg>(
    (leg, one) => (one.what === 'line' ? reportLine(leg, one.report, new Date(one.at)) : reportPlace(leg, one.isIn, new Date(one.at))),
    start,
  )

describe('a line', () => {
  it.each(reports.flatMap((from, at) => reports.map((to, next) => [from, to, next > at ? to : from] as const)))(
    'that is %s and hears %s is %s',
    (from, to, is) => {
      const before = reportLine(start, from, new Date(1))
      expect(reportLine(before, to, new Date(2)).line).toBe(is)
    },
  )

  it('ends alike whatever the order and however often it is told', () => {
    const told = fc.oneof(
      fc.record({ what: fc.constant('line' as const), report: fc.constantFrom(...reports), at: fc.integer({ min: 1, max: 50 }) }),
      fc.record({ what: fc.constant('place' as const), isIn: fc.boolean(), at: fc.integer({ min: 1, max: 50 }) }),
    )
    fc.assert(
      fc.property(
        fc.array(told, { maxLength: 12 }).chain((list) =>
          fc.record({
            list: fc.constant(list),
            // Each at least once, some again, in any order.
            again: fc
              .shuffledSubarray(list, { minLength: 0 })
              .chain((more) => fc.shuffledSubarray([...list, ...more], { minLength: list.length + more.length })),
          }),
        ),
        ({ list, again }) => {
          const [one, other] = [fold(list), fold(again)]
          expect(other).toEqual(one)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never comes back from its end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...reports), { maxLength: 10 }), (list) => {
        let leg = start
        for (const [index, report] of list.entries()) {
          const wasOver = isOver(leg)
          leg = reportLine(leg, report, new Date(index))
          if (wasOver) expect(isOver(leg)).toBe(true)
        }
      }),
    )
  })
})

describe('what the carrier refused', () => {
  const at = new Date(1)
  const there = reportPlace({ ...start, carrierId: 'CA2', line: 'live' }, true, at)
  const call: CallState = { ...startCall('call_1'), legs: [there] }
  const run = (...changes: CallChange[]): Leg | undefined =>
    changes.reduce((now, change, n) => foldCall(now, { id: `${n}`, stream: 'call:call_1', seq: n + 1, at, by: 'u1', change }), call).legs[0]
  const legId = start.id
  const hold = { type: 'call.hold-refused', legId, isHeld: false, againAt: at.toISOString() } as const
  const mute = { type: 'call.mute-refused', legId, isMuted: true, againAt: at.toISOString() } as const
  const coach = { type: 'call.leg-set', legId, coachOf: UNSURE, coachRefused: 'CA1' } as const

  it.each<[string, CallChange[], 'holdRefused' | 'muteRefused' | 'coachRefused']>([
    ['a hold, once it is done', [hold, { type: 'call.leg-set', legId, isHeld: false }], 'holdRefused'],
    ['a hold, once it is asked for anew', [hold, { type: 'call.hold-asked', legId, isHeld: false }], 'holdRefused'],
    ['to mute, once it is done', [mute, { type: 'call.leg-set', legId, isMuted: true }], 'muteRefused'],
    ['to mute, once another way to listen is chosen', [mute, { type: 'call.coach-set', legId, mode: 'barge' }], 'muteRefused'],
    ['whom to coach, once another way to listen is chosen', [coach, { type: 'call.coach-set', legId, mode: 'barge' }], 'coachRefused'],
  ])('is as if it had never been: %s', (_what, [refusal, ...then], field) => {
    expect(run(refusal as CallChange)?.[field]).toBeDefined()
    expect(run(refusal as CallChange, ...then)).not.toHaveProperty(field)
  })

  it('is as if it had never been when who was refused comes in anew, or whom they were to coach does', () => {
    const refused = { ...there, holdRefused: { tries: 1, againAt: at }, muteRefused: { tries: 1, againAt: null }, coachRefused: 'CA1' }
    const back = reportPlace(reportPlace(refused, false, new Date(2)), true, new Date(3))
    for (const field of ['holdRefused', 'muteRefused', 'coachRefused']) expect(back).not.toHaveProperty(field)
    expect(forgetCoaching([refused], 'CA1')[0]).not.toHaveProperty('coachRefused')
  })
})
