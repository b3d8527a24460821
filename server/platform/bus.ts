import type { Log } from './log.ts'

/** Of whom a stream is, by its name: `case:x` is that of `x`. */
export const idOfStream = (stream: string): string => stream.slice(stream.indexOf(':') + 1)

/** One line of an append-only stream. `change` holds ids and facts, never content that may have to be erased. */
export interface Entry<C extends Change = Change> {
  /** `${stream}/${key}`: the same command can never stand twice in one stream. */
  id: string
  /** `<kind>:<id>`, such as `case:abc`. */
  stream: string
  /** 1, 2, 3 … without gaps within the stream. */
  seq: number
  at: Date
  /** Who did it: an actor's id. */
  by: string
  change: C
  /** In streams that are an audit: the hash of the entry before. */
  prev?: string
}

export interface Change {
  type: string
}

/** Something that happens and is not kept: presence changes on screen, typing. Names are `<noun>.<past participle>`. */
export interface Passing {
  name: string
  data: unknown
}

type Listener = (entry: Entry, state: unknown) => void | Promise<void>
type PassingListener = (data: unknown) => void | Promise<void>

/**
 * In-process news. Entries are published by the ledger alone, after they are durable; listeners can neither veto nor delay a commit.
 *
 * @example
 * bus.onEntry(({ stream }, state) => {
 *   if (stream.startsWith('queue:')) board.set(stream.slice('queue:'.length), state as QueueState)
 * })
 * bus.tell({ name: 'chat.session-changed', data: { sessionId } })
 */
export interface Bus {
  publish(entry: Entry, state: unknown): void
  onEntry(listener: Listener): () => void
  /** Tells a passing fact to this process. */
  tell(fact: Passing): void
  onPassing(name: string, listener: PassingListener): () => void
}

export const createBus = (log: Pick<Log, 'error'>): Bus => {
  const listeners = new Set<Listener>()
  const passing = new Map<string, Set<PassingListener>>()
  const guard = async (what: string, run: () => void | Promise<void>): Promise<void> => {
    try {
      await run()
    } catch (error) {
      // A listener's fault is its own: the entry is durable, reactions run again, live screens fetch again.
      log.error({ err: error, what }, 'a listener failed')
    }
  }
  return {
    publish: (entry, state) => {
      for (const listener of listeners) void guard(entry.change.type, () => listener(entry, state))
    },
    onEntry: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell: ({ name, data }) => {
      for (const listener of passing.get(name) ?? []) void guard(name, () => listener(data))
    },
    onPassing: (name, listener) => {
      const set = passing.get(name) ?? new Set()
      passing.set(name, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
