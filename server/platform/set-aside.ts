import type { Connection } from 'mongoose'
import type { Entry } from './bus.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Reaction } from './reactions.ts'

const LOOK_MS = 60_000
const LONGEST_MS = 6 * 3_600_000
const MOST = 100

interface Row {
  _id: string
  reaction: string
  entry: string
  tries: number
  at: Date
  dueAt: Date
  error: string
}

/** An entry as the store has it. */
export const entryOf = (stored: unknown): Entry => {
  const { _id, ...rest } = stored as { _id: string } & Omit<Entry, 'id'>
  return { id: _id, ...rest }
}

/**
 * Reactions that failed too often to hold up what comes after them. What they lacked, a carrier or a disk, may be there again later: they run after a
 * minute, then less and less often, at least four times a day. Nothing that follows from an entry is given up.
 */
export const createSetAside = ({
  connection,
  clock,
  log,
  reactions,
}: {
  connection: Connection
  clock: Clock
  log: Log
  reactions: readonly Reaction[]
}) => {
  const rows = connection.collection<Row>('failed_reactions')
  const entries = connection.collection('entries')
  let lookAt = 0
  let isStopped = false

  const write = async (reaction: string, entry: string, tries: number, error: unknown): Promise<void> => {
    const now = clock.now()
    const dueAt = new Date(now + Math.min(LOOK_MS * 2 ** tries, LONGEST_MS))
    const about = { at: new Date(now), dueAt, error: String((error as Error).message).slice(0, 500) }
    await rows.updateOne({ _id: `${reaction} ${entry}` }, { $set: { reaction, entry, tries, ...about } }, { upsert: true })
  }

  const runAgain = async ({ _id, reaction: name, entry, tries }: Row): Promise<void> => {
    const reaction = reactions.find((one) => one.name === name)
    const stored = await entries.findOne({ _id: entry } as never)
    try {
      // Without either there is nothing left to do.
      if (reaction && stored) await reaction.run(entryOf(stored))
      await rows.deleteOne({ _id })
    } catch (error) {
      log.warn({ err: error, reaction: name, entry, tries }, 'a reaction failed once more')
      await write(name, entry, tries + 1, error)
    }
  }

  return {
    put: ({ name }: Reaction, { id }: Entry, error: unknown): Promise<void> => write(name, id, 0, error),
    /** Looks once a minute. */
    runDue: async (): Promise<void> => {
      const now = clock.now()
      if (now < lookAt) return
      lookAt = now + LOOK_MS
      const due = await rows
        .find({ dueAt: { $lte: new Date(now) } })
        .limit(MOST)
        .toArray()
      for (const row of due) if (!isStopped) await runAgain(row)
    },
    stop: (): void => {
      isStopped = true
    },
  }
}
