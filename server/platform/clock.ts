/** Where the time comes from; tests hold their own. */
export interface Clock {
  /** Now, in milliseconds since 1970. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
