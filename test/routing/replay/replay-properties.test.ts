import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RoutedMember, RoutedQueue, WorkChange } from '../../../server/routing/index.ts'
import type { DayFacts, DayPiece } from '../../../server/routing/replay/facts.ts'
import type { Outcome } from '../../../server/routing/replay/simulate.ts'
import {
  accepted,
  day,
  enqueued,
  FROM,
  finished,
  type Kind,
  MINUTE,
  member,
  offered,
  piece,
  queue,
  replay,
  rules,
  UNTIL,
  waited,
} from './make-day.ts'

const agentIds = ['a1', 'a2', 'a3', 'a4']
const skills = fc.dictionary(fc.constantFrom('returns', 'german'), fc.constantFrom(1, 2, 3), { maxKeys: 2 })
const agentId = fc.constantFrom(...agentIds)
const queueId = fc.constantFrom('q1', 'q2')
const kind = fc.constantFrom<Kind>('voice', 'chat', 'email')
const span = fc.integer({ min: 0, max: 20 * MINUTE })
const softening = fc.constantFrom<RoutedQueue['softening']>(
  null,
  [],
  [{ afterSeconds: 10, drop: 'all', besideLive: true }],
  [
    { afterSeconds: 30, drop: 1, besideLive: false },
    { afterSeconds: 400, drop: 2, besideLive: true },
  ],
)
const rule = fc.record({
  requiredSkills: skills,
  optionalSkills: skills,
  softening,
  priority: fc.constantFrom<RoutedQueue['priority']>('normal', 'high', 'low'),
  overflow: fc.constantFrom<RoutedQueue['overflow']>(null, { queueId: 'q2', afterSeconds: 90, atLength: 3 }),
})
const queues = fc.tuple(rule, rule).map(([one, other]) => [queue('q1', one), queue('q2', { ...other, overflow: null })])
const members: fc.Arbitrary<RoutedMember[]> = fc
  .array(
    fc.record({
      skills,
      capacity: fc.record({ default: fc.integer({ min: 0, max: 2 }), voice: fc.constant(1), chat: fc.integer({ min: 0, max: 3 }) }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((all) => all.map((one, n) => member(agentIds[n] as string, one)))
const presence = fc.constantFrom<RoutedMember['presence']>('available', 'available', 'away', 'offline', 'not-responding')
const presences: fc.Arbitrary<DayFacts['presences']> = fc
  .array(fc.tuple(agentId, fc.array(fc.record({ from: span.map((ms) => FROM + 3 * ms), presence }), { maxLength: 4 })), { maxLength: 4 })
  .map(
    (all) =>
      new Map(all.map(([id, spans]) => [id, [{ from: FROM, presence: 'available' as const }, ...spans.sort((a, b) => a.from - b.from)]])),
  )

/** One wait and what came of it, and perhaps another after it. */
const wait = fc.record({
  ends: fc.constantFrom('answered', 'picked', 'given', 'left', 'open', 'moved'),
  agentId,
  otherId: agentId,
  queueId,
  waits: span,
  answers: fc.integer({ min: 0, max: 30_000 }),
  held: span,
})
const story = fc
  .record({
    kind,
    queueId,
    at: fc.integer({ min: -10 * MINUTE, max: 60 * MINUTE }).map((ms) => FROM + ms),
    waits: fc.array(wait, { minLength: 1, maxLength: 3 }),
    givenTo: fc.option(agentId, { freq: 8 }),
  })
  .map(({ kind: channel, queueId: first, at: begins, waits, givenTo }) => {
    const changes: [number, WorkChange][] = [[begins, enqueued(channel, first, begins, { givenTo })]]
    let at = begins
    const tell = (after: number, change: WorkChange): void => {
      at += after
      changes.push([at, change])
    }
    if (givenTo !== null) {
      tell(waits[0]?.held ?? 0, finished(givenTo))
      return changes
    }
    for (const [n, one] of waits.entries()) {
      if (one.ends === 'moved')
        tell(one.waits, { type: 'work.requeued', from: null, why: 'moved', queueId: one.queueId, stickyId: one.agentId })
      if (one.ends === 'open') break
      if (one.ends === 'left') {
        tell(one.waits, finished(null))
        break
      }
      if (one.ends === 'picked') tell(one.waits, { type: 'work.picked', agentId: one.agentId })
      else if (one.ends === 'given') tell(one.waits, { type: 'work.assigned', agentId: one.agentId, from: null, takesCase: true })
      else {
        tell(one.waits, offered(one.otherId))
        tell(one.answers, { type: 'work.lapsed', agentId: one.otherId, offerId: 'o' })
        tell(0, offered(one.agentId))
        tell(one.answers, accepted(one.agentId))
      }
      if (n === waits.length - 1) tell(one.held, finished(one.agentId))
      else tell(one.held, { type: 'work.requeued', from: one.agentId, why: 'transferred', queueId: one.queueId, stickyId: null })
    }
    return changes
  })
const pieces: fc.Arbitrary<(DayPiece | null)[]> = fc
  .array(story, { minLength: 1, maxLength: 14 })
  .map((all) => all.map((changes, n) => piece(`w${n}`, changes)))
const facts = fc.tuple(members, pieces, presences).map(([who, what, when]) => day(who, what, when))

const told = (outcomes: readonly Outcome[]) => outcomes.map(({ piece: { id }, stretch: _, ...rest }) => ({ id, ...rest }))
/** How many of these are held at once at most: counted anew where each begins. */
const mostAtOnce = (held: readonly Outcome[]): number =>
  Math.max(
    0,
    ...held.map(
      ({ takenAt }) => held.filter((one) => Number(one.takenAt) <= Number(takenAt) && (one.endedAt ?? UNTIL) > Number(takenAt)).length,
    ),
  )

describe('a day replayed', () => {
  test('under the same rules gives the same, and hands nobody more than they can take', () => {
    fc.assert(
      fc.property(facts, queues, (one, how) => {
        const outcomes = replay(one, rules(how))
        expect(told(replay(one, rules(how)))).toEqual(told(outcomes))
        for (const { id, capacity } of one.members) {
          const mine = outcomes.filter(({ takenBy }) => takenBy === id)
          expect(mostAtOnce(mine.filter(({ piece: { isExclusive } }) => isExclusive))).toBeLessThanOrEqual(1)
          for (const channel of ['voice', 'chat', 'email'])
            expect(mostAtOnce(mine.filter(({ piece: of }) => of.channel === channel))).toBeLessThanOrEqual(
              capacity[channel] ?? capacity.default ?? 0,
            )
        }
      }),
      { numRuns: 200 },
    )
  })

  test('handles every wait of a piece once at most, one after the other, and nobody who is not there is asked', () => {
    fc.assert(
      fc.property(facts, queues, (one, how) => {
        const outcomes = replay(one, rules(how))
        expect(new Set(outcomes.map(({ stretch }) => stretch)).size).toBe(outcomes.length)
        for (const of of one.pieces) {
          const mine = outcomes.filter(({ piece: { id } }) => id === of.id)
          expect(mine.map(({ stretch }) => stretch)).toEqual(of.stretches.slice(0, mine.length))
          for (const [n, { begunAt, takenAt, leftAt, endedAt }] of mine.entries()) {
            expect(takenAt === null || leftAt === null).toBe(true)
            if (takenAt !== null) expect(takenAt).toBeGreaterThanOrEqual(begunAt)
            if (mine[n + 1]) expect(mine[n + 1]?.begunAt).toBe(endedAt)
          }
        }
        const isThere = new Set([...one.presences].filter(([, spans]) => spans.some((at) => at.presence === 'available')).map(([id]) => id))
        const byHand = ({ stretch }: Outcome): boolean => stretch.acts.some(({ act }) => act.type === 'take')
        for (const outcome of outcomes) if (outcome.takenBy !== null && !byHand(outcome)) expect(isThere.has(outcome.takenBy)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('lets one lone piece wait no longer under a rule that admits more people', () => {
    const less = (required: Record<string, number>) =>
      Object.fromEntries(Object.entries(required).flatMap(([skill, level]) => (level > 1 ? [[skill, level - 1]] : [])))
    fc.assert(
      fc.property(members, story, presences, queues, (who, changes, when, how) => {
        const lone = day(who, [piece('w', changes)], when)
        const wider = how.map((one) => ({ ...one, requiredSkills: less(one.requiredSkills) }))
        const [before, after] = [replay(lone, rules(how))[0], replay(lone, rules(wider, how))[0]]
        if (before && after) expect(waited(after)).toBeLessThanOrEqual(waited(before))
      }),
      { numRuns: 500 },
    )
  })
})
