import type { Connection } from 'mongoose'
import type { Bus, Change, Entry } from './bus.ts'
import type { Clock } from './clock.ts'
import { createLease } from './lease.ts'
import { ENTRY_UNSURE } from './ledger.ts'
import type { Log } from './log.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createRecent } from './recent.ts'
import { createSetAside, entryOf } from './set-aside.ts'

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
  /** All that has been heard until now is done, or has failed and will run again. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Entries younger than this may still be committed by a slower process with an earlier time: the watermark stays behind them. */
const OVERLAP_MS = 60_000
const EVERY_MS = 5_000
/** So often at once; after that what comes later is not held up any longer. */
const ATTEMPTS = 8
const PAGE = 500

export const createReactions = ({
  connection,
  clock,
  bus,
  log,
  isOnlyProcess = false,
}: {
  connection: Connection
  clock: Clock
  bus: Bus
  log: Log
  /** No other process works on this store: what was committed since the start was heard here, and needs no second look. */
  isOnlyProcess?: boolean
}): Reactions => {
  const all: Reaction[] = []
  const done = createRecent<string, true>(100_000)
  const failures = createRecent<string, number>(10_000)
  const marks = connection.collection<{ _id: string; at: Date }>('watermarks')
  const entries = connection.collection('entries')
  const lease = createLease(connection, clock, 'replay', 15_000)
  const setAside = createSetAside({ connection, clock, log, reactions: all })
  const running = new Map<Promise<void>, Entry>()
  /** Heard here, failed, and to be run again. */
  const failed = new Map<string, { reaction: Reaction; entry: Entry }>()
  /** Everything from before this process is done; asked of the only process alone. */
  let isCaughtUp = false
  let isHearing = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let unhear = (): void => {}

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
      log.error({ reaction: reaction.name, entry: entry.id }, 'a reaction failed again and again: it will run less and less often')
      await setAside.put(reaction, entry, error)
      done.set(key, true)
      return true
    }
  }

  interface Progress {
    reaction: Reaction
    from: Date
    reached: Date
    isStuck: boolean
  }

  /** Many at once: reactions of one kind share their writes, and one after another each would wait for its own. */
  const runPage = async (progress: Progress, page: readonly Entry[]): Promise<void> => {
    const { reaction, from } = progress
    if (progress.isStuck) return
    const heard = page.filter((entry) => entry.at >= from && reaction.hears.includes(entry.change.type))
    const ended = await Promise.all(heard.map((entry) => runOne(reaction, entry)))
    const stuckAt = heard[ended.indexOf(false)]
    progress.isStuck = stuckAt !== undefined
    progress.reached = stuckAt?.at ?? page.at(-1)?.at ?? progress.reached
  }

  const saveMarks = async (reached: readonly { name: string; at: Date }[]): Promise<void> => {
    if (reached.length === 0) return
    await marks.bulkWrite(
      reached.map(({ name, at }) => ({ updateOne: { filter: { _id: name }, update: { $max: { at } }, upsert: true } })),
      { ordered: false },
    )
  }

  /** One pass over the entries for all reactions together. False when one of them is stuck. */
  const replayFromMarks = async (): Promise<boolean> => {
    const limit = new Date(clock.now() - OVERLAP_MS)
    const known = new Map((await marks.find().toArray()).map((one) => [one._id, one.at]))
    const stages = all.map((reaction): Progress => {
      const from = known.get(reaction.name) ?? limit
      return { reaction, from, reached: from, isStuck: false }
    })
    const least = new Date(Math.min(...stages.map((one) => one.from.getTime())))
    let page: Entry[] = []
    const runAll = async (): Promise<void> => {
      await Promise.all(stages.map((one) => runPage(one, page)))
      page = []
    }
    const cursor = entries
      .find({ at: { $gte: least } } as never)
      .sort({ at: 1 })
      .batchSize(PAGE)
    for await (const stored of cursor) {
      page.push(entryOf(stored))
      if (page.length >= PAGE) await runAll()
      if (isStopped) return false
    }
    await runAll()
    await saveMarks(
      stages
        .map(({ reaction, reached }) => ({ name: reaction.name, at: reached < limit ? reached : limit }))
        .filter(({ name, at }) => at > (known.get(name) ?? new Date(0))),
    )
    return stages.every((one) => !one.isStuck)
  }

  /** What only the only process may do: run again what failed here, and move the marks past all that is done. */
  const retryFailed = async (): Promise<void> => {
    await Promise.all(
      [...failed].map(async ([key, { reaction, entry }]) => {
        if (await runOne(reaction, entry)) failed.delete(key)
      }),
    )
    const open = [...running.values(), ...[...failed.values()].map((one) => one.entry)]
    const at = new Date(Math.min(clock.now() - OVERLAP_MS, ...open.map((entry) => entry.at.getTime())))
    await saveMarks(all.map(({ name }) => ({ name, at })))
  }

  const replay = async (): Promise<void> => {
    if (all.length === 0 || isStopped) return
    if (isCaughtUp) {
      await retryFailed()
      return setAside.runDue()
    }
    if (!isOnlyProcess && !(await lease.hold())) return
    isCaughtUp = isOnlyProcess && isHearing
    try {
      if (!(await replayFromMarks())) isCaughtUp = false
      await setAside.runDue()
    } catch (error) {
      isCaughtUp = false
      throw error
    }
  }

  const { run: replayAlone, settled } = oneAtATime(() =>
    replay().catch((error) => log.warn({ err: error }, 'the replay of reactions stopped half way and will go on')),
  )

  return {
    add: (reaction) => {
      all.push(reaction as unknown as Reaction)
    },
    start: async () => {
      const unhearUnsure = bus.onPassing(ENTRY_UNSURE, () => {
        isCaughtUp = false
      })
      const unhearEntries = bus.onEntry((entry) => {
        for (const reaction of all) {
          if (!reaction.hears.includes(entry.change.type)) continue
          const run = runOne(reaction, entry).then((isDone) => {
            if (!isDone && isOnlyProcess) failed.set(`${reaction.name} ${entry.id}`, { reaction, entry })
          })
          running.set(run, entry)
          void run.finally(() => running.delete(run))
        }
      })
      unhear = () => {
        unhearUnsure()
        unhearEntries()
      }
      isHearing = true
      const caughtUp = replayAlone()
      // A desk that stands alone opens its doors meanwhile: after a busy minute this may take a while.
      if (!isOnlyProcess) await caughtUp
      timer = setInterval(() => void replayAlone(), EVERY_MS)
      timer.unref()
    },
    replay: replayAlone,
    settled: async () => {
      while (running.size > 0) await Promise.allSettled(running.keys())
    },
    stop: async () => {
      isStopped = true
      setAside.stop()
      unhear()
      clearInterval(timer)
      await settled()
      await Promise.allSettled(running.keys())
      if (!isOnlyProcess) await lease.release()
    },
  }
}
