import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBus } from '../../server/platform/bus.ts'
import { createCursors } from '../../server/platform/cursor.ts'
import { openDatabase } from '../../server/platform/db/connect.ts'
import { ensureIndexes } from '../../server/platform/db/indexes.ts'
import { createFolderFiles } from '../../server/platform/files/folder-files.ts'
import { createLocalJobs } from '../../server/platform/jobs/local.ts'
import { openKeys } from '../../server/platform/keys.ts'
import { createLedgers, ledgerIndexes } from '../../server/platform/ledger.ts'
import { createLog } from '../../server/platform/log.ts'
import { createOutward } from '../../server/platform/outward.ts'
import { createReactions } from '../../server/platform/reactions.ts'
import { createRepair } from '../../server/platform/repair.ts'
import type { Platform } from '../../server/platform/room.ts'
import { createTimers } from '../../server/platform/timers.ts'
import { createTombstones } from '../../server/platform/tombstones.ts'
import { crashing } from './crashing.ts'
import { limitBy } from './limit-by.ts'
import { composeRooms } from './rooms.ts'

const log = createLog({ level: 'silent', secrets: [] })

/** One store and any number of desk processes on it, each with memory of its own, and each able to die at every call to the store. */
export const openProcesses = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'processes-'))
  const database = await openDatabase({ dataDir, log })
  const keyFor = openKeys({ dataDir, secretKey: undefined })
  const jobs = createLocalJobs({ log })

  /** A process; `chance` says at each moment whether it dies, `aheadMs` how far its clock is ahead. */
  const begin = async (chance: () => boolean = () => false, aheadMs = 0) => {
    let isStarted = false
    const connection = crashing(database.connection, () => isStarted && chance())
    const clock = { now: () => Date.now() + aheadMs }
    const bus = createBus(log)
    const ledgers = createLedgers({ connection, clock, bus })
    const timers = createTimers({ connection, clock, log })
    const reactions = createReactions({ connection, clock, bus, log })
    const platform: Platform = {
      isOnlyProcess: false,
      followOthers: () => {},
      connection,
      clock,
      log,
      bus,
      ledgers,
      timers,
      // Handlers are named once a process; this one store of jobs would refuse the second.
      jobs: { ...jobs, process: () => {}, repeat: () => {}, add: async () => {} },
      files: createFolderFiles(join(dataDir, 'files')),
      keyFor,
      cursors: createCursors(keyFor('cursor')),
      outward: createOutward(connection),
      tombstones: createTombstones(dataDir),
      operator: { answer: () => {} },
      publicUrl: () => 'http://127.0.0.1:3000',
      privateHosts: [],
      limit: limitBy(),
    }
    const { staff, queues, customers, cases, hub } = composeRooms(platform)
    const rooms = [staff, queues, customers, cases, hub].map((one) => one.parts)
    await ensureIndexes(database.connection, [...ledgerIndexes, ...rooms.flatMap((one) => [...(one.indexes ?? [])])])
    for (const one of rooms) for (const reaction of one.reactions ?? []) reactions.add(reaction as never)
    await staff.parts.start?.(new AbortController().signal)
    await queues.parts.start?.(new AbortController().signal)
    isStarted = true
    return { platform, staff, queues, customers, cases, hub, reactions, ledgers, repair: createRepair({ connection, clock, ledgers, log }) }
  }
  return {
    connection: database.connection,
    begin,
    close: async () => {
      await jobs.stop()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type Process = Awaited<ReturnType<Awaited<ReturnType<typeof openProcesses>>['begin']>>
