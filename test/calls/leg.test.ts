import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOver, type Leg, type LineReport, newLeg, reportLine, reportPlace } from '../../server/calls/parties/leg.ts'

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
