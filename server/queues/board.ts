import type { Entry } from '../platform/bus.ts'
import type { Platform } from '../platform/room.ts'
import { presentQueue, type QueueState, queueStream, sourceKey } from './queue.ts'
import type { Queue } from './wire.ts'

/** All queues in memory: read once at the start, kept current by entries and by a look at what other processes wrote. */
export const createBoard = ({
  connection,
  ledgers,
  bus,
  clock,
  isOnlyProcess,
}: Pick<Platform, 'connection' | 'ledgers' | 'bus' | 'clock' | 'isOnlyProcess'>) => {
  const ledger = ledgers.open(queueStream)
  const states = new Map<string, QueueState>()
  let bySource = new Map<string, string>()
  let defaultId: string | undefined
  let lookedAt = new Date(0)
  const listeners: (() => void)[] = []

  const put = (id: string, state: QueueState): void => {
    if (state.seq <= (states.get(id)?.seq ?? 0)) return
    states.set(id, state)
    const rank = (one: QueueState): number => one.defaultSince?.getTime() ?? -1
    // Ordered by time, then id: every process sees the same default and the same owner of a source.
    const all = [...states].sort(([aId, a], [bId, b]) => rank(b) - rank(a) || (aId < bId ? -1 : 1))
    defaultId = all[0]?.[0]
    bySource = new Map(all.reverse().flatMap(([queueId, { sources }]) => sources.map((one) => [sourceKey(one), queueId] as const)))
    for (const heard of listeners) heard()
  }
  bus.onEntry((entry, state) => {
    if (entry.stream.startsWith('queue:')) put(entry.stream.slice(6), state as QueueState)
  })

  const byId = (id: string): Queue | undefined => {
    const state = states.get(id)
    return state && presentQueue(id, state, id === defaultId)
  }
  return {
    ledger,
    put,
    onChanged: (heard: () => void): void => void listeners.push(heard),
    byId,
    state: (id: string): QueueState | undefined => states.get(id),
    ids: (): string[] => [...states.keys()],
    defaultId: (): string | undefined => defaultId,
    idBySource: (source: string): string | undefined => bySource.get(sourceKey(source)),
    all: (): Queue[] =>
      [...states.keys()]
        .map(byId)
        .filter((one) => one !== undefined)
        .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name)),
    load: async (): Promise<void> => {
      lookedAt = new Date(clock.now())
      const entries = connection.collection<Entry>('entries')
      for (const { stream } of await entries.find({ stream: { $gte: 'queue:', $lt: 'queue;' }, seq: 1 }).toArray())
        put(stream.slice(6), await ledger.load(stream.slice(6)))
    },
    /** Reads those of the queues that another process may have made since the last look. */
    learn: async (ids: readonly string[]): Promise<void> => {
      const unknown = isOnlyProcess ? [] : [...new Set(ids)].filter((id) => id !== '' && !states.has(id))
      // One that is nowhere stays unknown.
      await Promise.all(unknown.map(async (id) => put(id, await ledger.load(id))))
    },
    refresh: async (): Promise<void> => {
      const after = new Date(lookedAt.getTime() - 10_000)
      lookedAt = new Date(clock.now())
      const queues = connection.collection<QueueState & { _id: string }>('queues')
      for (const { _id, ...state } of await queues.find({ updatedAt: { $gt: after } } as never).toArray())
        put(_id as string, { ...queueStream.start(_id as string), ...(state as unknown as QueueState) })
    },
  }
}
export type Board = ReturnType<typeof createBoard>
