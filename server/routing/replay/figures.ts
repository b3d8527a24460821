import type { RoutedQueue } from '../deps.ts'
import { stepsOf } from '../relax.ts'
import { type DayFacts, quantile } from './facts.ts'
import type { Outcome } from './simulate.ts'
import type { ReplayFigures } from './wire.ts'

/** What really became of the day's pieces, in the same form. Pure. */
export const realOutcomes = ({ pieces }: Pick<DayFacts, 'pieces'>): Outcome[] =>
  pieces.flatMap((piece) => {
    let begunAt = piece.beginsAt
    return piece.stretches.map((stretch): Outcome => {
      const { taken, leftAfterMs, heldMs, isOver } = stretch
      const takenAt = taken && begunAt + taken.afterMs
      const endedAt = takenAt !== null && isOver ? takenAt + (heldMs ?? 0) : null
      const outcome = {
        piece,
        stretch,
        begunAt,
        takenBy: taken?.agentId ?? null,
        takenAt,
        leftAt: leftAfterMs === null ? null : begunAt + leftAfterMs,
        endedAt,
      }
      begunAt = endedAt ?? begunAt
      return outcome
    })
  })

const keyOf = ({ piece, stretch }: Outcome): string => `${piece.id} ${piece.stretches.indexOf(stretch)}`

/** Who took which stretch. */
export const takersOf = (outcomes: readonly Outcome[]): Map<string, string | null> =>
  new Map(outcomes.map((one) => [keyOf(one), one.takenBy]))

/**
 * Pure: the figures of one queue, of what began to wait in it.
 *
 * - waits run until somebody takes the piece, it leaves, or the day ends, and from before the day where they began then; nearest rank.
 * - in time = taken within the queue's promise ÷ (taken + callers and chats that gave up after more than the short time + what waits longer than the
 *   promise still). Here a promise is kept by taking the piece, also where the desk promises a reply.
 * - to another: of what somebody takes here and in `beside`, by other people; null: nothing to compare with.
 * - softened: what waits on until the queue asks for less, by its age.
 */
export const figuresOf = (
  outcomes: readonly Outcome[],
  queue: Pick<RoutedQueue, 'id' | 'softening' | 'answerWithinSeconds' | 'replyWithinMinutes' | 'shortAbandonSeconds'>,
  { until, beside }: { until: number; beside: ReadonlyMap<string, string | null> | null },
): ReplayFigures => {
  const waits: number[] = []
  let offered = 0
  let inTime = 0
  let toAnother = 0
  let softened = 0
  for (const one of outcomes) {
    const { piece, stretch, begunAt, takenAt, leftAt, takenBy } = one
    if (stretch.queueId !== queue.id || !stretch.isCounted) continue
    const end = takenAt ?? leftAt ?? until
    const waited = stretch.waitedBeforeMs + end - begunAt
    waits.push(waited)
    const promise = piece.isLive ? queue.answerWithinSeconds * 1000 : queue.replyWithinMinutes * 60_000
    const gaveUp = leftAt !== null && piece.isLive && waited >= queue.shortAbandonSeconds * 1000
    if (takenAt !== null || gaveUp || (leftAt === null && waited > promise)) offered++
    if (takenAt !== null && waited <= promise) inTime++
    const other = beside?.get(keyOf(one)) ?? null
    if (takenBy !== null && other !== null && other !== takenBy) toAnother++
    if (end - piece.since >= (stepsOf(queue.softening, piece.isExclusive)[1]?.afterMs ?? Infinity)) softened++
  }
  const seconds = (share: number): number | null => {
    const ms = quantile(waits, share)
    return ms === null ? null : ms / 1000
  }
  return {
    pieces: waits.length,
    medianWaitSeconds: seconds(0.5),
    p95WaitSeconds: seconds(0.95),
    inTime: offered === 0 ? null : inTime / offered,
    toAnother: beside ? toAnother : null,
    softened,
  }
}
