import type { Redis } from 'ioredis'
import { createBus } from './bus.ts'
import type { Clock } from './clock.ts'
import { createCursors } from './cursor.ts'
import { type Database, openDatabase } from './db/connect.ts'
import { assertDiskRoom } from './db/disk-room.ts'
import { ensureIndexes, type IndexSpec } from './db/indexes.ts'
import { migrate } from './db/migrate.ts'
import { createJobs } from './jobs/index.ts'
import { openKeys } from './keys.ts'
import { createLedgers, ledgerIndexes } from './ledger.ts'
import type { Limit } from './limit.ts'
import type { LiveOptions } from './live.ts'
import type { Log } from './log.ts'
import { createOperatorDoor } from './operator-door.ts'
import { createOutward } from './outward.ts'
import { createReactions, type Reactions } from './reactions.ts'
import { createRefold } from './refold.ts'
import { createRepair } from './repair.ts'
import type { Platform } from './room.ts'
import { idempotencyIndexes } from './routes.ts'
import { createTimers, timerIndexes } from './timers.ts'
import { createTombstones } from './tombstones.ts'

export interface Machine {
  platform: Platform
  database: Database
  reactions: Reactions
  /** For sockets over several processes; absent without Redis. */
  adapter?: LiveOptions['adapter']
  /** Where jobs and wake-ups go; without Redis for a while the desk goes on by its sweeps, and says so (DESIGN section 6). */
  jobsHealth(): { kind: 'redis' | 'in-process'; ok: boolean; detail: string }
  /** Brings the store and the documents in it up to this version, and makes missing indexes: before any room starts. */
  prepare(indexes: readonly IndexSpec[]): Promise<void>
  /** Timers, reactions and repair begin: after every room is there to hear them. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface MachineOptions {
  mongodbUrl: string | undefined
  redisUrl: string | undefined
  dataDir: string
  secretKey: string | undefined
  log: Log
  clock: Clock
  publicUrl(): string
  /** PRIVATE_HOSTS. */
  privateHosts?: readonly string[]
  /** No other process works on this store, as with the embedded one. */
  isOnlyProcess?: boolean
  /** It is only looked into, which a nearly full disk does not forbid. */
  isOnlyRead?: boolean
  limit(redis: Redis | undefined): Limit
}

const REPAIR_EVERY_MS = 60_000
const OTHERS_MS = 1_000

/** Opens everything a room stands on. */
export const openPlatform = async ({
  mongodbUrl,
  redisUrl,
  dataDir,
  secretKey,
  log,
  clock,
  publicUrl,
  privateHosts = [],
  isOnlyProcess = false,
  isOnlyRead = false,
  limit,
}: MachineOptions): Promise<Machine> => {
  if (!mongodbUrl && !isOnlyRead) assertDiskRoom(dataDir)
  const keyFor = openKeys({ dataDir, secretKey })
  const database = await openDatabase({ ...(mongodbUrl ? { mongodbUrl } : {}), dataDir, log })
  const { connection } = database
  // Loaded only when it is wanted, as the sockets' part and the jobs'.
  const redis = redisUrl ? (await import('./redis.ts')).connectRedis(redisUrl) : undefined
  // Said once a time by the jobs; here it would only be said again, at each try to reconnect.
  redis?.on('error', () => {})
  const sockets = redisUrl ? (await import('./live-adapter.ts')).openLiveAdapter(redisUrl) : undefined
  const bus = createBus(log)
  const ledgers = createLedgers({ connection, clock, bus, isOnlyProcess })
  const timers = createTimers({ connection, clock, log })
  const jobs = await createJobs({ redisUrl, log })
  const reactions = createReactions({ connection, clock, bus, log, isOnlyProcess })
  const refold = createRefold({ connection, ledgers, log })
  const repair = createRepair({ connection, clock, ledgers, log, isOnlyProcess })
  const operator = createOperatorDoor({ dataDir, log })
  const platform: Platform = {
    connection,
    isOnlyProcess,
    followOthers: (name, look) => {
      if (!isOnlyProcess) jobs.repeat(name, OTHERS_MS, look)
    },
    clock,
    log,
    bus,
    ledgers,
    timers,
    jobs,
    files: database.files,
    keyFor,
    cursors: createCursors(keyFor('cursor')),
    outward: createOutward(connection),
    tombstones: createTombstones(dataDir),
    operator,
    publicUrl,
    privateHosts,
    limit: limit(redis),
  }
  return {
    platform,
    database,
    reactions,
    ...(sockets ? { adapter: sockets.adapter } : {}),
    jobsHealth: () => {
      if (!redis) return { kind: 'in-process', ok: true, detail: 'one process' }
      const ok = redis.status === 'ready'
      const detail = ok ? 'connected' : 'Redis is away: jobs run where they are made, and screens hear of this process alone'
      return { kind: 'redis', ok, detail }
    },
    prepare: async (indexes) => {
      await migrate(connection)
      await ensureIndexes(connection, [...ledgerIndexes, ...timerIndexes, ...idempotencyIndexes, ...indexes])
      await refold()
    },
    start: async () => {
      await repair()
      jobs.repeat('repair', REPAIR_EVERY_MS, repair)
      await reactions.start()
      timers.start()
      await operator.open()
    },
    stop: async () => {
      await operator.close()
      await jobs.stop()
      await timers.stop()
      await reactions.stop()
      redis?.disconnect()
      sockets?.close()
      await database.close()
    },
  }
}
