import type { Redis } from 'ioredis'
import { AppError } from './platform/errors.ts'
import { rateLimiter } from './platform/rate-limit.ts'

/** How often one key (an actor, or an address where nobody is known yet) may use a kind of door. */
export interface LimitRow {
  points: number
  perSeconds: number
}

/**
 * The one table of limits (SECURITY R8). A door names its row; a door without a row does not open. Sizes stand with the doors: JSON 1 MB, a file
 * 25 MB, a socket frame 256 KB, a mail 25 MB.
 */
export const limits: Record<string, LimitRow> = {
  api: { points: 1200, perSeconds: 60 },
  public: { points: 60, perSeconds: 60 },
  // Pages and what they are made of, and the desk's health, which asks the store.
  page: { points: 6000, perSeconds: 60 },
  'sign-in': { points: 10, perSeconds: 60 },
  'sign-in-account': { points: 10, perSeconds: 900 },
  'sign-in-address': { points: 50, perSeconds: 900 },
  refresh: { points: 60, perSeconds: 60 },
  // Each is a score of requests to wherever a mail says.
  'mail-pictures': { points: 60, perSeconds: 60 },
  upload: { points: 60, perSeconds: 60 },
  // In megabytes: what one person may store in a day (SECURITY F3).
  'upload-day': { points: 2000, perSeconds: 86_400 },
  inbound: { points: 100_000, perSeconds: 60 },
  // A carrier calls from few addresses, for every caller at once.
  twilio: { points: 100_000, perSeconds: 60 },
  // Music and prompts, which the carrier fetches for every caller.
  sound: { points: 12_000, perSeconds: 60 },
  // Text messages that go out, to one number, to one customer at all of theirs, by one author and in all (SECURITY P1).
  'text-number': { points: 30, perSeconds: 3600 },
  'text-author': { points: 200, perSeconds: 3600 },
  'text-desk': { points: 2000, perSeconds: 3600 },
  'text-number-day': { points: 100, perSeconds: 86_400 },
  'text-customer-day': { points: 150, perSeconds: 86_400 },
  'text-author-day': { points: 1000, perSeconds: 86_400 },
  'text-desk-day': { points: 10_000, perSeconds: 86_400 },
  // Each is a line at the carrier.
  'test-call': { points: 20, perSeconds: 600 },
  // Reads a whole menu and plays every scenario, while somebody types.
  'flow-check': { points: 240, perSeconds: 60 },
  // A whole person's data at once (SECURITY A9).
  export: { points: 20, perSeconds: 3600 },
  search: { points: 240, perSeconds: 60 },
  'sign-in-mail': { points: 5, perSeconds: 3600 },
  'widget-session': { points: 30, perSeconds: 60 },
  'widget-site': { points: 600, perSeconds: 60 },
  'widget-desk': { points: 1200, perSeconds: 60 },
  'visitor-message': { points: 40, perSeconds: 60 },
  'visitor-typing': { points: 120, perSeconds: 60 },
  'socket-connect': { points: 120, perSeconds: 60 },
  'socket-event': { points: 1200, perSeconds: 60 },
  'carrier-api': { points: 60_000, perSeconds: 60 },
  'carrier-dial': { points: 60, perSeconds: 60 },
  'carrier-text': { points: 60, perSeconds: 60 },
  'carrier-upload': { points: 240, perSeconds: 60 },
}

/** Throws rate-limited when the key's budget is spent, and a plain error for a row that is not in the table. */
export const createLimits = (
  table: Record<string, LimitRow>,
  redis?: Redis,
): ((name: string, key: string, points?: number) => Promise<void>) => {
  const limiters = new Map(Object.entries(table).map(([name, row]) => [name, rateLimiter({ name, ...row, redis })]))
  return async (name, key, points) => {
    const limiter = limiters.get(name)
    if (!limiter) throw new AppError('limit-missing', 'unavailable', `The door ${name} has no row in the table of limits.`)
    await limiter.take(key, points)
  }
}
