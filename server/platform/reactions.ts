import type { Connection } from 'mongoose'
import type { Bus, Change, Entry } from './bus.ts'
import type { Clock } from './clock.ts'
import { createLease } from './lease.ts'
import type { Log } from './log.ts'
import { createRecent } from './recent.ts'

/**
 * What a room does about others' entries. It runs at least once for each entry, so what it writes is keyed by the entry's id and converges.
 * It ignores what it caused itself.
 */
export interface Reaction<C extends Change = Change> {
  /** Stable: its progress is stored under this name. `<room>/<what>`. */
  name: string
  /** The change types it hears. */
  hears: readonly C['type'][]
  run(entry: Entry<C>): Promise<void>
}

export interface Reactions {
  add<C extends Change>(reaction: Reaction<C>): void
  /** Begins to hear entries, and to run again what a crash cut off. */
  start(): Promise<void>
  /** One pass over the entries behind the watermarks; the sweep calls it, and tests. */
  replay(): Promise<void>
  stop(): Promise<void>
}

/** Entries younger than this may still be committed by a slower process with an earlier time: the watermark stays behind them. */
const OVERLAP_MS = 60_000
const EVERY_MS = 5_000
const ATTEMPTS = 8
const PAGE = 500

export const createReactions = ({
  connection,
  clock,
  bus,
  log,
}: {
  connection: Connection
  clock: Clock
  bus: Bus
  log: Log
}): Reactions => {
  const all: Reaction[] = []
  const done = createRecent<string, true>(100_000)
  const failures = createRecent<string, number>(10_000)
  const marks = connection.collection<{ _id: string; at: Date }>('watermarks')
  const entries = connection.collection('entries')
  const lease = createLease(connection, clock, 'replay', 15_000)
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let unhear = (): void => {}
  let replaying: Promise<void> | undefined

  const runOne = async (reaction: Reaction, entry: Entry): Promise<boolean> => {
    const key = `${reaction.name} ${entry.id}`
    if (done.has(key)) return true
    try {
      await reaction.run(entry)
      done.set(key, true)
      return true
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1
      failures.set(key, count)
      log.warn({ err: error, reaction: reaction.name, entry: entry.id, count }, 'a reaction failed and will run again')
      if (count < ATTEMPTS) return false
      log.error({ reaction: reaction.name, entry: entry.id }, 'a reaction failed for good')
      await connection.collection('failed_reactions').updateOne(
        { _id: key } as never,
        {
          $set: {
            reaction: reaction.name,
            entry: entry.id,
            at: new Date(clock.now()),
            error: String((error as Error).message).slice(0, 500),
          },
        },
        { upsert: true },
      )
      done.set(key, true)
      return true
    }
  }

  const replayOne = async (reaction: Reaction): Promise<void> => {
    const from = (await marks.findOne({ _id: reaction.name }))?.at ?? new Date(clock.now() - OVERLAP_MS)
    const limit = new Date(clock.now() - OVERLAP_MS)
    let reached = from
    const cursor = entries
      .find({ at: { $gte: from } } as never)
      .sort({ at: 1 })
      .batchSize(PAGE)
    for await (const stored of cursor) {
      const { _id, ...rest } = stored as unknown as { _id: string } & Omit<Entry, 'id'>
      if (reaction.hears.includes(rest.change.type) && !(await runOne(reaction, { id: _id, ...rest }))) break
      reached = rest.at
    }
    const mark = reached < limit ? reached : limit
    if (mark > from || !(await marks.findOne({ _id: reaction.name })))
      await marks.updateOne({ _id: reaction.name }, { $max: { at: mark } }, { upsert: true })
  }

  const replay = async (): Promise<void> => {
    if (!(await lease.hold())) return
    for (const reaction of all) await replayOne(reaction)
  }

  const replayAlone = (): Promise<void> => {
    replaying ??= replay()
      .catch((error) => log.warn({ err: error }, 'the replay of reactions stopped half way and will go on'))
      .finally(() => {
        replaying = undefined
      })
    return replaying
  }

  return {
    add: (reaction) => {
      all.push(reaction as unknown as Reaction)
    },
    start: async () => {
      unhear = bus.onEntry((entry) => {
        for (const reaction of all) {
          if (!reaction.hears.includes(entry.change.type)) continue
          const run = runOne(reaction, entry).then(() => {})
          running.add(run)
          void run.finally(() => running.delete(run))
        }
      })
      await replayAlone()
      timer = setInterval(() => void replayAlone(), EVERY_MS)
      timer.unref()
    },
    replay: replayAlone,
    stop: async () => {
      unhear()
      clearInterval(timer)
      await replaying
      await Promise.allSettled(running)
      await lease.release()
    },
  }
}
