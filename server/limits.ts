import type { Redis } from 'ioredis'
import { AppError } from './platform/errors.ts'
import type { Bounds, Limit } from './platform/limit.ts'
import { rateLimiter } from './platform/rate-limit.ts'

const KB = 1024
const MB = 1024 * KB

/**
 * What listens, and what any caller gets of it before a door is reached (SECURITY R8, E7, A8). With `limits` this is the one table of bounds: no door
 * holds one of its own.
 */
export const listeners = {
  http: {
    headerBytes: 16 * KB,
    /** Until the header is here, until the whole request is here, and without a byte either way. */
    headersMs: 20_000,
    requestMs: 60_000,
    idleMs: 120_000,
    connections: 10_000,
  },
  smtp: {
    mailBytes: 25 * MB,
    /** Of a mail kept in memory from the socket to the parser; larger ones are read back. */
    rememberedBytes: 256 * KB,
    connections: 100,
    connectionsPerAddress: 25,
    recipients: 50,
    idleMs: 60_000,
    mailsPerMinute: 300,
    /** For this machine itself: a local relay speaks for everyone. */
    mailsPerMinuteFromLoopback: 30_000,
    refusedRecipients: 10,
  },
}

/**
 * The table of doors: how often, how much and how many at once (SECURITY R8). A door names its row; a door without a row does not open. How long one
 * use may take stands with what it comes in by, above.
 */
export const limits: Record<string, Bounds> = {
  api: { points: 1200, perSeconds: 60, bytes: MB, atOnce: 300 },
  public: { points: 60, perSeconds: 60 },
  // The widget begins or goes on with a visit.
  widget: { points: 60, perSeconds: 60, bytes: 16 * KB, atOnce: 20 },
  // Pages and what they are made of, and the desk's health, which asks the store.
  page: { points: 6000, perSeconds: 60 },
  // Each place that a player seeks is a request, and an office behind one address plays at once.
  recording: { points: 600, perSeconds: 60 },
  'sign-in': { points: 10, perSeconds: 60, bytes: 16 * KB, atOnce: 20 },
  'sign-in-account': { points: 10, perSeconds: 900 },
  'sign-in-address': { points: 50, perSeconds: 900 },
  refresh: { points: 60, perSeconds: 60, bytes: KB },
  // Each is a score of requests to wherever a mail says.
  'mail-pictures': { points: 60, perSeconds: 60, bytes: KB, atOnce: 10 },
  upload: { points: 60, perSeconds: 60, bytes: 25 * MB, atOnce: 20 },
  // In megabytes: what one person may store in a day (SECURITY F3).
  'upload-day': { points: 2000, perSeconds: 86_400 },
  inbound: { points: 100_000, perSeconds: 60, bytes: MB, atOnce: 1000 },
  // A carrier calls from few addresses, for every caller at once.
  twilio: { points: 100_000, perSeconds: 60, bytes: 64 * KB },
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
  'test-call': { points: 20, perSeconds: 600, bytes: KB },
  // Reads a whole menu and plays every scenario, while somebody types.
  'flow-check': { points: 240, perSeconds: 60, bytes: MB, atOnce: 4 },
  // Reads a day of work and runs it over again, twice.
  replay: { points: 30, perSeconds: 600, bytes: 16 * KB, atOnce: 1 },
  // A whole person's data at once (SECURITY A9).
  export: { points: 20, perSeconds: 3600, bytes: KB, atOnce: 2 },
  search: { points: 240, perSeconds: 60, bytes: KB, atOnce: 20 },
  'sign-in-mail': { points: 5, perSeconds: 3600 },
  'widget-session': { points: 30, perSeconds: 60 },
  'widget-site': { points: 600, perSeconds: 60 },
  'widget-desk': { points: 1200, perSeconds: 60 },
  'visitor-message': { points: 40, perSeconds: 60 },
  'visitor-typing': { points: 120, perSeconds: 60 },
  // Sockets of one actor, or of one address without a good token, and the largest frame.
  'socket-connect': { points: 120, perSeconds: 60, bytes: 256 * KB, atOnce: 100 },
  // All of one address, whoever they are: a company's browsers come back at once.
  'socket-address': { points: 3000, perSeconds: 60 },
  'socket-event': { points: 1200, perSeconds: 60 },
  'sandbox-mail': { points: 600, perSeconds: 60, bytes: 300 * KB },
  'carrier-api': { points: 60_000, perSeconds: 60, bytes: 256 * KB },
  'carrier-dial': { points: 60, perSeconds: 60 },
  'carrier-text': { points: 60, perSeconds: 60 },
  'carrier-file': { points: 60, perSeconds: 60, bytes: 5 * MB, atOnce: 10 },
  'carrier-upload': { points: 240, perSeconds: 60, bytes: 256 * KB },
}

/** The table at work: over all processes where there is a Redis; what is under way is counted by each process alone. */
export const createLimits = (table: Record<string, Bounds>, redis?: Redis): Limit => {
  const limiters = new Map(Object.entries(table).map(([name, row]) => [name, { row, limiter: rateLimiter({ name, ...row, redis }) }]))
  const underWay = new Map<string, number>()
  const find = (name: string) => {
    const found = limiters.get(name)
    if (!found) throw new AppError('limit-missing', 'unavailable', `The door ${name} has no row in the table of limits.`)
    return found
  }
  const take = async (name: string, key: string, points?: number): Promise<void> => find(name).limiter.take(key, points)
  const enter: Limit['enter'] = async (name, key, response) => {
    const { atOnce } = find(name).row
    await take(name, key)
    if (atOnce === undefined || response.closed) return
    const whose = `${name} ${key}`
    const now = underWay.get(whose) ?? 0
    if (now >= atOnce)
      throw new AppError('too-many-at-once', 'rate-limited', `No more than ${atOnce} of these at once. Wait for an answer first.`)
    underWay.set(whose, now + 1)
    response.once('close', () => {
      const left = (underWay.get(whose) ?? 1) - 1
      if (left > 0) underWay.set(whose, left)
      else underWay.delete(whose)
    })
  }
  return Object.assign(take, { bounds: (name: string) => find(name).row, enter })
}
