import { describe, expect, test } from 'vitest'
import { figuresOf, realOutcomes, takersOf } from '../../../server/routing/replay/figures.ts'
import {
  accepted,
  day,
  enqueued,
  FROM,
  finished,
  MINUTE,
  member,
  offered,
  piece,
  queue,
  replay,
  rules,
  SECOND,
  UNTIL,
  waited,
} from './make-day.ts'

/** A call at a minute of the day, answered by somebody after so many seconds, and held for so many. */
const call = (id: string, minute: number, { by, after, held }: { by: string; after: number; held: number }) => {
  const at = FROM + minute * MINUTE
  const answered = at + after * SECOND
  return piece(id, [
    [at, enqueued('voice', 'q', at)],
    [answered - 4 * SECOND, offered(by)],
    [answered, accepted(by)],
    [answered + held * SECOND, finished(by)],
  ])
}
const given = (id: string, minute: number, seconds: number) => {
  const at = FROM + minute * MINUTE
  return piece(id, [
    [at, enqueued('voice', 'q', at)],
    [at + seconds * SECOND, finished(null)],
  ])
}
const expert = member('expert', { skills: { wheels: 3 } })
const learner = member('learner', { skills: { wheels: 1 } })
const strict = queue('q', { requiredSkills: { wheels: 3 }, softening: [] })
const facts = day(
  [expert, learner],
  [
    call('first', 1, { by: 'expert', after: 4, held: 300 }),
    call('second', 2, { by: 'expert', after: 4 * 60 + 8, held: 60 }),
    given('third', 3, 100),
    given('hasty', 30, 3),
  ],
)

describe('a day replayed', () => {
  test('as it was is like the day where the desk did what its rules say', () => {
    const same = replay(facts, rules([strict]))
    expect(same.map(({ piece: { id }, takenBy }) => [id, takenBy])).toEqual([
      ['first', 'expert'],
      ['second', 'expert'],
      ['third', null],
      // Given up after 3 s; somebody is free and would have been there after 4.
      ['hasty', null],
    ])
    expect(same.map((one) => waited(one) / SECOND)).toEqual(realOutcomes(facts).map((one) => waited(one) / SECOND))
  })

  test('under rules that ask for less gives calls to whoever is free, sooner', () => {
    const loose = { ...strict, requiredSkills: { wheels: 1 } }
    const [asItWas, changed] = [replay(facts, rules([strict])), replay(facts, rules([loose], [strict]))]
    expect(changed.map(({ piece: { id }, takenBy }) => [id, takenBy])).toEqual([
      ['first', 'expert'],
      ['second', 'learner'],
      ['third', 'learner'],
      ['hasty', null],
    ])
    const how = { until: facts.until }
    expect(figuresOf(realOutcomes(facts), strict, { ...how, beside: null })).toEqual({
      pieces: 4,
      medianWaitSeconds: 4,
      p95WaitSeconds: 248,
      // One of two that were answered and one that gave up; who hangs up after 3 s does not count.
      inTime: 1 / 3,
      toAnother: null,
      softened: 0,
    })
    expect(figuresOf(changed, loose, { ...how, beside: takersOf(asItWas) })).toMatchObject({ pieces: 4, inTime: 1, toAnother: 1 })
  })

  test('under steps of its own counts what waited past the first', () => {
    const stepped = { ...strict, softening: [{ afterSeconds: 10, drop: 'all' as const, besideLive: false }] }
    const outcomes = replay(facts, rules([stepped], [strict]))
    expect(outcomes.map(({ takenBy }) => takenBy)).toEqual(['expert', 'learner', 'learner', null])
    expect(waited(outcomes[1] as never)).toBe(14 * SECOND)
    expect(figuresOf(outcomes, stepped, { until: facts.until, beside: null }).softened).toBe(2)
  })

  test('takes a transfer along, as long after it was taken as it came', () => {
    const at = FROM + MINUTE
    const moved = piece('w', [
      [at, enqueued('chat', 'q', at)],
      [at + 60 * SECOND, offered('expert')],
      [at + 65 * SECOND, accepted('expert')],
      [at + 125 * SECOND, { type: 'work.requeued', from: 'expert', why: 'transferred', queueId: 'other', stickyId: null }],
      [at + 200 * SECOND, { type: 'work.picked', agentId: 'learner' }],
      [at + 300 * SECOND, finished('learner')],
    ])
    const outcomes = replay(
      day([expert, learner], [moved]),
      rules([queue('q'), queue('other', { requiredSkills: { none: 1 }, softening: [] })]),
    )
    expect(
      outcomes.map(({ stretch: { queueId }, begunAt, takenAt, takenBy }) => [
        queueId,
        (begunAt - at) / SECOND,
        (Number(takenAt) - at) / SECOND,
        takenBy,
      ]),
    ).toEqual([
      ['q', 0, 5, 'expert'],
      ['other', 65, 140, 'learner'],
    ])
  })

  test('begins with what waited before, and with what was in hand', () => {
    const before = FROM - 10 * MINUTE
    const inHand = piece('hand', [
      [before, enqueued('voice', 'q', before)],
      [before + MINUTE, { type: 'work.picked', agentId: 'expert' }],
      [FROM + 2 * MINUTE, finished('expert')],
    ])
    const waiting = piece('waits', [
      [before, enqueued('voice', 'q', before)],
      [FROM + 5 * MINUTE, offered('expert')],
      [FROM + 5 * MINUTE + 4 * SECOND, accepted('expert')],
    ])
    const over = piece('over', [
      [before, enqueued('voice', 'q', before)],
      [before + 1, finished(null)],
    ])
    expect(over).toBeNull()
    const outcomes = replay(day([expert], [waiting, inHand]), rules([strict]))
    const [waits] = outcomes
    expect(waits && waited(waits)).toBe(12 * MINUTE + 4 * SECOND)
    expect(figuresOf(outcomes, strict, { until: facts.until, beside: null })).toMatchObject({ pieces: 1, p95WaitSeconds: 724 })
  })

  test('raises priorities that only the queue had made, and leaves the others', () => {
    const busy = call('busy', 0, { by: 'expert', after: 4, held: 120 })
    const at = FROM + 30 * SECOND
    const urgent = piece('urgent', [[at + SECOND, enqueued('voice', 'vip', at + SECOND, { priority: 'urgent' })]])
    const usual = piece('usual', [[at, enqueued('voice', 'q', at)]])
    const first = (vip: 'normal' | 'urgent') =>
      replay(
        day([expert], [busy, usual, urgent]),
        rules([queue('q'), queue('vip', { priority: vip })], [queue('q'), queue('vip', { priority: 'urgent' })]),
      )
        .filter(({ takenAt }) => takenAt !== null)
        .sort((a, b) => Number(a.takenAt) - Number(b.takenAt))
        .map(({ piece: { id } }) => id)[1]
    expect([first('urgent'), first('normal')]).toEqual(['urgent', 'usual'])
  })
})

describe('a call out', () => {
  const at = FROM + MINUTE
  const out = piece('out', [
    [at, enqueued('voice', 'q', at, { messageId: '', givenTo: 'expert' })],
    [at + 5 * MINUTE, finished('expert')],
  ])
  const pair = [member('expert'), member('learner')]
  const queues = rules([queue('q')])

  test('keeps whoever made it busy, is no wait, and what comes meanwhile goes to somebody else', () => {
    const outcomes = replay(day(pair, [out, call('in', 2, { by: 'learner', after: 4, held: 60 })]), queues)
    expect(outcomes.map(({ piece: { id }, takenBy, takenAt, endedAt }) => [id, takenBy, takenAt, endedAt])).toEqual([
      ['out', 'expert', at, at + 5 * MINUTE],
      ['in', 'learner', FROM + 2 * MINUTE + 4 * SECOND, FROM + 3 * MINUTE + 4 * SECOND],
    ])
    expect(figuresOf(outcomes, queue('q'), { until: UNTIL, beside: null }).pieces).toBe(1)
    // With nobody else there, it waits until the call out is over.
    const [, alone] = replay(day([pair[0] as (typeof pair)[0]], [out, call('in', 2, { by: 'expert', after: 244, held: 60 })]), queues)
    expect(alone?.takenAt).toBe(at + 5 * MINUTE + 4 * SECOND)
  })

  test('is nobody else’s, though whoever made it is in another call by then', () => {
    const busy = call('in', 0, { by: 'learner', after: 4, held: 300 })
    const outcomes = replay(
      day(
        [pair[0] as (typeof pair)[0], member('late')],
        [busy, out],
        new Map([
          ['expert', [{ from: FROM, presence: 'available' }]],
          ['late', [{ from: at + SECOND, presence: 'available' }]],
        ]),
      ),
      queues,
    )
    expect(outcomes.map(({ piece: { id }, takenBy, takenAt }) => [id, takenBy, takenAt])).toEqual([
      ['in', 'expert', FROM + 4 * SECOND],
      ['out', 'expert', at],
    ])
  })
})
