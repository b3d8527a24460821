import type { Response } from 'express'

/** What a kind of door takes from one key: an actor, or an address where nobody is known yet (SECURITY R8). */
export interface Bounds {
  points: number
  perSeconds: number
  /** Of one body, one frame or one file. A door whose row does not say reads nothing. */
  bytes?: number
  /** How many of one key may be under way at once. */
  atOnce?: number
}

/** Spends one point unless told. Throws rate-limited, and a plain error for a row that is not in the table. */
export interface Limit {
  (name: string, key: string, points?: number): Promise<void>
  bounds(name: string): Bounds
  /** A request under way until its answer has ended, and one point. Throws rate-limited. */
  enter(name: string, key: string, response: Pick<Response, 'once' | 'closed'>): Promise<void>
}
