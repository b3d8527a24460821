import type { QueueKey } from './company.ts'
import type { Story } from './story.ts'

/** One call and how it went. Lengths are in seconds. */
export interface CallStory {
  /** `left`: hung up while waiting. `menu`: the menu had the answer. `callback`: asked for one while waiting, and got it. `unreached`: nobody picked up. */
  way: 'answered' | 'left' | 'menu' | 'callback' | 'outbound' | 'unreached'
  /** What is keyed in the menu. */
  keys?: readonly string[]
  queue: QueueKey
  /** Who had it first. */
  agent?: string
  /** In the queue; of a callback until it is made. */
  waits?: number
  talks?: number
  wrapsUp?: number
  /** From 1 to 5, asked for by the menu when the agent has hung up. */
  rating?: number
  /** Whom it was given to in the middle, by way of their queue. */
  goesTo?: { agent: string; queue: QueueKey }
  note?: string
  /** How it ended, and with the last call of a matter its case. */
  disposition?: string
}

/** A matter that came by phone: one call, or a call and what followed. */
export interface CallMatter {
  customer: string
  /** Days and hours of the day (UTC), or minutes, before now; a Sunday moves to a day before. */
  began: { days: number; hour: number } | { minutes: number }
  kind: Story['kind']
  tags: readonly string[]
  calls: readonly (CallStory & { /** After the one before. */ minutesLater?: number })[]
}
