import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBus } from '../../server/platform/bus.ts'
import { createCursors } from '../../server/platform/cursor.ts'
import { openDatabase } from '../../server/platform/db/connect.ts'
import { ensureIndexes } from '../../server/platform/db/indexes.ts'
import { createLocalJobs } from '../../server/platform/jobs/local.ts'
import { openKeys } from '../../server/platform/keys.ts'
import { createLedgers, ledgerIndexes } from '../../server/platform/ledger.ts'
import { createLog } from '../../server/platform/log.ts'
import { createReactions, type Reactions } from '../../server/platform/reactions.ts'
import type { Platform, RoomParts } from '../../server/platform/room.ts'
import { idempotencyIndexes } from '../../server/platform/routes.ts'
import { createTimers, timerIndexes } from '../../server/platform/timers.ts'

export interface TestPlatformOptions {
  /** A folder that outlives `close`, to open again what a desk left behind. Left out: a temporary one. */
  dataDir?: string
  /** Lets everything through unless given. */
  limit?: Platform['limit']
  publicUrl?: string
}

export interface TestPlatform {
  platform: Platform
  dataDir: string
  reactions: Reactions
  /** Makes the rooms' indexes, adds their reactions and starts them, in this order. Call it once, with all rooms of the test. */
  // biome-ignore lint/suspicious/noExplicitAny: rooms of every audience
  start(...rooms: RoomParts<any>[]): Promise<void>
  /** Moves the clock and runs the timers that have come due. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** The real platform on the embedded store in a temporary folder, with a clock that can be moved forward. */
export const openTestPlatform = async (options: TestPlatformOptions = {}): Promise<TestPlatform> => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'patchbay-test-')))
  const log = createLog({ level: 'silent', secrets: [] })
  const database = await openDatabase({ dataDir, log })
  const { connection } = database
  let ahead = 0
  const clock = { now: () => Date.now() + ahead }
  const bus = createBus(log)
  const keyFor = openKeys({ dataDir, secretKey: undefined })
  const timers = createTimers({ connection, clock, log })
  const reactions = createReactions({ connection, clock, bus, log })
  const jobs = createLocalJobs({ log })
  const platform: Platform = {
    connection,
    clock,
    log,
    bus,
    ledgers: createLedgers({ connection, clock, bus }),
    timers,
    jobs,
    files: undefined as never,
    keyFor,
    cursors: createCursors(keyFor('cursor')),
    publicUrl: () => options.publicUrl ?? 'http://127.0.0.1:3000',
    limit: options.limit ?? (async () => {}),
  }
  const abort = new AbortController()
  const started: RoomParts<never>[] = []
  return {
    platform,
    dataDir,
    reactions,
    start: async (...rooms) => {
      const indexes = rooms.flatMap((one) => one.indexes ?? [])
      await ensureIndexes(connection, [...ledgerIndexes, ...timerIndexes, ...idempotencyIndexes, ...indexes])
      for (const reaction of rooms.flatMap((one) => one.reactions ?? [])) reactions.add(reaction)
      for (const room of rooms) {
        await room.start?.(abort.signal)
        started.unshift(room)
      }
      await reactions.start()
      timers.start()
    },
    advance: async (ms) => {
      ahead += ms
      await timers.sweep()
    },
    close: async () => {
      abort.abort()
      await timers.stop()
      await reactions.stop()
      await jobs.stop()
      for (const room of started) await room.stop?.()
      await database.close()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
