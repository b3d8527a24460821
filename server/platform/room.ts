import type { Connection } from 'mongoose'
import type { Bus } from './bus.ts'
import type { Clock } from './clock.ts'
import type { Cursors } from './cursor.ts'
import type { IndexSpec } from './db/indexes.ts'
import type { Files } from './files/files.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { KeyFor } from './keys.ts'
import type { Ledgers } from './ledger.ts'
import type { Limit } from './limit.ts'
import type { LiveTopic, LiveVerb } from './live.ts'
import type { Log } from './log.ts'
import type { OperatorDoor } from './operator-door.ts'
import type { Outward } from './outward.ts'
import type { Reaction } from './reactions.ts'
import type { Route } from './routes.ts'
import type { Timers } from './timers.ts'
import type { Tombstones } from './tombstones.ts'

/** What every room may use of the machine below it. */
export interface Platform {
  connection: Connection
  /** No other process works on this store: what this one knows of it is how it is. */
  isOnlyProcess: boolean
  /** Runs `look` once a second to take in what other processes wrote; not where there are none. */
  followOthers(name: string, look: () => Promise<void>): void
  clock: Clock
  log: Log
  bus: Bus
  ledgers: Ledgers
  timers: Timers
  jobs: Jobs
  files: Files
  keyFor: KeyFor
  cursors: Cursors
  outward: Outward
  tombstones: Tombstones
  /** What commands beside the running desk may ask it for. */
  operator: Pick<OperatorDoor, 'answer'>
  /** Where links that leave the desk begin (SECURITY W1): known once the desk listens. */
  publicUrl(): string
  /** For `createGuardedFetch`: exact `host:port` pairs inside the network that may be called (SECURITY O1). */
  privateHosts: readonly string[]
  /** The table of limits at work. */
  limit: Limit
}

/**
 * What a room hands to the composition root besides its verbs and reads. Rooms start from left to right and stop the other way round; whatever lives
 * longer than a call ends when the signal does.
 *
 * @example
 * parts: {
 *   routes: queueRoutes(face),
 *   start: async (signal) => {
 *     await board.load()
 *     const timer = setInterval(board.refresh, 60_000)
 *     signal.addEventListener('abort', () => clearInterval(timer), { once: true })
 *   },
 * }
 */
export interface RoomParts<A> {
  routes?: readonly Route<A>[]
  topics?: readonly LiveTopic<A>[]
  liveVerbs?: readonly LiveVerb<A>[]
  reactions?: readonly Reaction<never>[]
  indexes?: readonly IndexSpec[]
  start?(signal: AbortSignal): Promise<void> | void
  /** The desk stands and its doors are open: what nobody should wait for until then begins. */
  opened?(): void
  stop?(): Promise<void> | void
}
