import { batchFinds, batchInserts, wasFree } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { createRecent } from '../platform/recent.ts'
import type { Platform } from '../platform/room.ts'
import type { Thread } from './thread.ts'

type Stored = Omit<Thread, 'id'> & { _id: string }
const fromStored = ({ _id, ...rest }: Stored): Thread => ({ id: _id, ...rest })

/** Threads by any of their keys. What is remembered may be old; the caller asks afresh before it refuses anyone. */
export const createThreadStore = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>) => {
  const { connection } = platform
  const threads = connection.collection<Stored>('threads')
  const aliases = connection.collection<{ _id: string; threadId: string }>('thread_keys')
  const insert = batchInserts<Stored>(threads, early(platform))
  const find = batchFinds<Stored>(threads, '_id')
  const findOf = batchFinds<Stored>(threads, 'interactionId')
  const insertAlias = batchInserts<{ _id: string; threadId: string }>(aliases)
  const findAlias = batchFinds<{ _id: string; threadId: string }>(aliases, '_id')
  const recent = createRecent<string, Thread>(20_000)
  const recentAlias = createRecent<string, string>(20_000)
  const remember = (thread: Thread): Thread => {
    recent.set(thread.id, thread)
    return thread
  }
  const findByKeys = async (keys: readonly string[], fresh: boolean): Promise<Map<string, Thread>> => {
    const found = new Map<string, Thread>()
    const open = new Set(keys)
    if (!fresh)
      for (const key of keys) {
        const thread = recent.get(recentAlias.get(key) ?? key)
        if (!thread) continue
        found.set(key, thread)
        open.delete(key)
      }
    // The most specific key decides: when it is remembered, the others need not be asked for.
    if (open.size === 0 || (keys[0] !== undefined && found.has(keys[0]))) return found
    const read = async (key: string): Promise<void> => {
      const [[alias], [own]] = await Promise.all([findAlias(key), find(key)])
      if (alias) recentAlias.set(key, alias.threadId)
      const [row] = alias ? await find(alias.threadId) : [own]
      if (row) found.set(key, remember(fromStored(row)))
    }
    await Promise.all([...open].map(read))
    return found
  }
  return {
    /** Forgets threads and the keys that led to them: what comes by one of these begins anew. */
    erase: async (interactionIds: readonly string[], keys: readonly string[]): Promise<void> => {
      const gone = await threads.find({ interactionId: { $in: [...interactionIds] } }).toArray()
      const ids = gone.map((one) => one._id)
      await aliases.deleteMany({ _id: { $in: [...keys] }, threadId: { $in: ids } })
      await threads.deleteMany({ _id: { $in: ids } })
      for (const id of ids) recent.delete(id)
      for (const key of keys) recentAlias.delete(key)
    },
    findByKeys,
    byInteraction: async (interactionId: string): Promise<Thread | null> => {
      const [row] = await findOf(interactionId)
      return row ? remember(fromStored(row)) : null
    },
    /** Makes the thread, unless somebody was faster: then theirs is the answer. */
    begin: async (thread: Thread): Promise<Thread> => {
      const { id, ...rest } = thread
      if (await wasFree(insert({ _id: id, ...rest }))) return remember(thread)
      const [row] = await find(id)
      return remember(fromStored(row as Stored))
    },
    /** Lets more people write into it. */
    admit: async (thread: Thread, participants: readonly string[]): Promise<void> => {
      const missing = participants.filter((one) => !thread.participants.includes(one))
      if (missing.length === 0) return
      await threads.updateOne({ _id: thread.id }, { $addToSet: { participants: { $each: missing } } } as never)
      const now = recent.get(thread.id) ?? thread
      remember({ ...now, participants: [...new Set([...now.participants, ...missing])] })
    },
    /** Sends the thread's next messages to another case. */
    moveOn: async (thread: Thread, caseId: string): Promise<void> => {
      await threads.updateOne({ _id: thread.id }, { $set: { current: caseId }, $addToSet: { cases: caseId } } as never)
      const now = recent.get(thread.id) ?? thread
      remember({ ...now, current: caseId, cases: [...now.cases, caseId] })
    },
    /** Further keys by which messages name the thread; the first thread to have a key keeps it. */
    addKeys: async (threadId: string, keys: readonly string[]): Promise<void> => {
      const add = async (key: string): Promise<void> => {
        await wasFree(insertAlias({ _id: key, threadId }))
        recentAlias.set(key, threadId)
      }
      await Promise.all(keys.filter((key) => key !== threadId && !recentAlias.has(key)).map(add))
    },
  }
}

export type ThreadStore = ReturnType<typeof createThreadStore>
export const threadIndexes: IndexSpec[] = [{ collection: 'threads', key: { interactionId: 1 } }]
