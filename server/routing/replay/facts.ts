import type { RoutedMember } from '../deps.ts'
import type { WorkChange } from '../entries.ts'
import type { WorkState } from '../work.ts'

/** What somebody, or the customer, did to a piece while it waited, so long after its wait began. */
export interface Act {
  afterMs: number
  act:
    | { type: 'move'; queueId: string; stickyId: string | null }
    | { type: 'priority'; priority: WorkState['priority'] }
    /** Without an offer: picked, or given by hand. `isOwn`: they began it themselves, as with a call out, and nobody else would have. */
    | { type: 'take'; agentId: string; isOwn?: true }
    /** The caller hung up, or there was nothing to do any more. */
    | { type: 'leave' }
}

/** One wait of a piece of work and what came of it, until it waits again. What is counted from its begin moves with it. */
export interface Stretch {
  /** The entry by which it waits; null: since before the day. */
  begin: Extract<WorkChange, { type: 'work.enqueued' | 'work.requeued' }> | null
  /** Where it waited at first: figures are of that queue. */
  queueId: string
  /** Not what was given to somebody without a wait, or was in somebody's hands as the day began. */
  isCounted: boolean
  waitedBeforeMs: number
  acts: Act[]
  /** Who really had it in the end. */
  taken: { agentId: string; afterMs: number } | null
  leftAfterMs: number | null
  /** From the offer that was accepted to the acceptance. */
  answerMs: number | null
  /** How long it was held, as far as the day shows. */
  heldMs: number | null
  isOver: boolean
}

export interface DayPiece {
  id: string
  channel: string
  isLive: boolean
  isExclusive: boolean
  /** Its age counts from here. */
  since: number
  beginsAt: number
  /** As it stood when the day began; null: it came that day. */
  before: WorkState | null
  stretches: Stretch[]
}

/** A day, rebuilt. Instants are milliseconds since 1970. */
export interface DayFacts {
  from: number
  until: number
  /** With the teams, skills and capacity they have now. */
  members: readonly RoutedMember[]
  /** Who was there when; before the first of theirs, and where there is none, they were offline. */
  presences: ReadonlyMap<string, readonly { from: number; presence: RoutedMember['presence'] }[]>
  pieces: readonly DayPiece[]
}

const PRESUMED_ANSWER_MS = 5_000
const PRESUMED_HELD_MS = 300_000

/** The value that so large a share does not exceed (nearest rank); null of none. */
export const quantile = (values: readonly number[], share: number): number | null => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

/** How long answering and handling usually took that day, of a queue's channel, else of the channel, else presumed. */
export const typicalOf = ({ pieces }: Pick<DayFacts, 'pieces'>) => {
  const answers = new Map<string, number[]>()
  const handles = new Map<string, number[]>()
  const put = (map: Map<string, number[]>, key: string, value: number): void => {
    const list = map.get(key)
    if (list) list.push(value)
    else map.set(key, [value])
  }
  for (const { channel, stretches } of pieces)
    for (const { queueId, answerMs, heldMs, isOver } of stretches)
      for (const key of [`${queueId} ${channel}`, ` ${channel}`]) {
        if (answerMs !== null) put(answers, key, answerMs)
        if (heldMs !== null && isOver) put(handles, key, heldMs)
      }
  const medians = (map: Map<string, number[]>) => new Map([...map].map(([key, values]) => [key, quantile(values, 0.5) as number]))
  const [answer, held] = [medians(answers), medians(handles)]
  const find = (map: Map<string, number>, queueId: string, channel: string): number | undefined =>
    map.get(`${queueId} ${channel}`) ?? map.get(` ${channel}`)
  return {
    answerMs: (queueId: string, channel: string): number => find(answer, queueId, channel) ?? PRESUMED_ANSWER_MS,
    heldMs: (queueId: string, channel: string): number => find(held, queueId, channel) ?? PRESUMED_HELD_MS,
  }
}
