import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { openPlatform } from '../../server/platform/open-platform.ts'
import type { Reactions } from '../../server/platform/reactions.ts'
import type { Platform, RoomParts } from '../../server/platform/room.ts'
import { limitBy } from './limit-by.ts'

export interface TestPlatformOptions {
  /** A folder that outlives `close`, to open again what a desk left behind. Left out: a temporary one. */
  dataDir?: string
  /** Lets everything through unless given. */
  limit?: Platform['limit']
  publicUrl?: string
  privateHosts?: readonly string[]
  /** Instead of the machine's own. */
  clock?: Clock
  /** False where the test begins further desks on the same store. Left out: as with the embedded store, it is the only one. */
  isOnlyProcess?: boolean
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
  let ahead = 0
  const { now } = options.clock ?? systemClock
  const machine = await openPlatform({
    mongodbUrl: undefined,
    redisUrl: undefined,
    dataDir,
    secretKey: undefined,
    log: createLog({ level: 'silent', secrets: [] }),
    clock: { now: () => now() + ahead },
    publicUrl: () => options.publicUrl ?? 'http://127.0.0.1:3000',
    ...(options.privateHosts ? { privateHosts: options.privateHosts } : {}),
    limit: () => options.limit ?? limitBy(),
    isOnlyProcess: options.isOnlyProcess ?? true,
  })
  const { platform, reactions } = machine
  const abort = new AbortController()
  const started: RoomParts<never>[] = []
  return {
    platform,
    dataDir,
    reactions,
    start: async (...rooms) => {
      await machine.prepare(rooms.flatMap((one) => one.indexes ?? []))
      for (const reaction of rooms.flatMap((one) => one.reactions ?? [])) reactions.add(reaction)
      for (const room of rooms) {
        await room.start?.(abort.signal)
        started.unshift(room)
      }
      await machine.start()
    },
    advance: async (ms) => {
      ahead += ms
      await platform.timers.sweep()
    },
    close: async () => {
      abort.abort()
      for (const room of started) await room.stop?.()
      await machine.stop()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
