import { batchFinds, batchInserts, batchWrites, wasFree } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import type { Platform } from '../platform/room.ts'
import type { Message } from './message.ts'

/** A message as it is stored: it is its own inbox and outbox. */
export type StoredMessage = Omit<Message, 'id'> & {
  _id: string
  /** When the sweep takes it up: a new message that was not filed, a pending one that was not sent. Absent when there is nothing left to do. */
  dueAt?: Date
  /** How often filing was begun. */
  attempts: number
  /** The thread it was first taken for (file-message.ts). */
  route?: string
}

export const CLAIM_MS = 30_000

/** What stands in the place of a message that was forgotten: its id alone, so that a second delivery of it is still known. */
const ERASED = 'erased'
/** What is in no case (yet). */
const UNFILED = ['new', 'quarantined', 'failed']
/** The passing fact that there is more, or less, of what waits for a person. It follows the write. */
export const MESSAGES_HELD = 'messages.held'
const HELD = ['quarantined', 'failed']
const isThere = (stored: { state: string }): boolean => stored.state !== ERASED

export const createMessageStore = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>) => {
  const messages = platform.connection.collection<StoredMessage>('messages')
  const insert = batchInserts<StoredMessage>(messages)
  const findById = batchFinds<StoredMessage>(messages as never, '_id')
  const fromStored = (stored: StoredMessage): Message => {
    const { _id, dueAt: _dueAt, attempts: _attempts, route: _route, ...rest } = stored
    return { id: _id, ...rest }
  }
  const readAll = async (filter: object, sort: Record<string, 1 | -1>, limit: number): Promise<Message[]> =>
    (
      await messages
        .find(filter as never)
        .sort(sort)
        .limit(limit)
        .toArray()
    )
      .filter(isThere)
      .map((one) => fromStored(one as StoredMessage))
  /** Claims one due message: whoever moves `dueAt` works on it. */
  const claim = async (filter: object, now: number, change: object = {}): Promise<StoredMessage | null> =>
    (await messages.findOneAndUpdate(
      { ...filter, dueAt: { $lte: new Date(now) } } as never,
      { ...change, $set: { dueAt: new Date(now + CLAIM_MS), ...(change as { $set?: object }).$set } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    )) as StoredMessage | null

  const write = batchWrites(messages as never)
  const changeBy =
    (write: (operation: object) => Promise<void>) =>
    (id: string, fields: Partial<StoredMessage>, unset: readonly (keyof StoredMessage)[] = [], only: object = {}): Promise<void> =>
      write({
        updateOne: {
          filter: { _id: id, state: { $ne: ERASED }, ...only },
          update: { $set: fields, ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((name) => [name, 1])) } : {}) },
        },
      })
  // The entry in the case has said it before: without this mark the message would be filed again, to the same end.
  const mark = changeBy(batchWrites(messages as never, early(platform)))

  return {
    /** False when the same message is there already. */
    add: ({ id, ...rest }: Message, dueAt: Date): Promise<boolean> => wasFree(insert({ _id: id, ...rest, dueAt, attempts: 0 })),
    get: async (id: string): Promise<Message | null> => {
      const found = (await messages.findOne({ _id: id })) as StoredMessage | null
      return found && isThere(found) ? fromStored(found) : null
    },
    /** Also one that was forgotten. */
    isKnown: async (id: string): Promise<boolean> => (await messages.findOne({ _id: id }, { projection: { _id: 1 } })) !== null,
    /** In no order, batched with whatever else is read now. */
    getMany: async (ids: readonly string[]): Promise<Message[]> =>
      (await Promise.all([...new Set(ids)].map(findById))).flat().filter(isThere).map(fromStored),
    find: readAll,
    /** Filed in a case, or held back with it as the likely one. */
    ofCase: async (caseId: string): Promise<Message[]> =>
      (await Promise.all([readAll({ caseId }, {}, 0), readAll({ state: { $in: UNFILED }, suggestedCaseId: caseId }, {}, 0)])).flat(),
    fromStored,
    /** Batched with whatever else is written now. `only`: a condition without which nothing changes. */
    set: changeBy(write),
    /** Says where a message was filed, unless it was said already: whoever moved it since knows better. */
    markFiled: (id: string, fields: Partial<StoredMessage>, unset: readonly (keyof StoredMessage)[] = []): Promise<void> =>
      mark(id, { ...fields, state: 'filed' }, unset, { state: { $nin: ['filed', ERASED] } }),
    /** Writes down which way a message goes, unless it was said already; gives the way it goes. Null when it was forgotten. */
    settleRoute: async (id: string, route: string): Promise<string | null> => {
      const mine = { _id: id, state: { $ne: ERASED }, route: { $exists: false } }
      if ((await messages.updateOne(mine as never, { $set: { route } }, early(platform))).modifiedCount > 0) return route
      return (await messages.findOne({ _id: id }))?.route ?? null
    },
    /** A page of all there are, in the order of their ids, for what no index can find. */
    page: async (afterId: string, limit: number): Promise<Message[]> =>
      (
        (await messages
          .find({ _id: { $gt: afterId } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray()) as StoredMessage[]
      ).map(fromStored),
    /** Forgets what a message says and whose it is. */
    erase: async (id: string): Promise<void> => {
      await messages.replaceOne({ _id: id }, { state: ERASED, attempts: 0 } as never)
    },
    addReceivers: async (id: string, receivedBy: readonly string[]): Promise<void> => {
      await messages.updateOne(
        { _id: id, state: { $ne: ERASED } } as never,
        { $addToSet: { receivedBy: { $each: [...receivedBy] } } } as never,
      )
    },
    claimNew: (now: number): Promise<StoredMessage | null> => claim({ state: 'new' }, now, { $inc: { attempts: 1 } }),
    claimOutgoing: (now: number): Promise<StoredMessage | null> =>
      claim({ 'delivery.state': { $in: ['pending', 'sending'] }, state: 'filed' }, now),
    /** Takes one message for sending; null when someone else has it or it went out. */
    takeForSending: async (id: string, now: number): Promise<StoredMessage | null> =>
      (await messages.findOneAndUpdate(
        { _id: id, 'delivery.state': 'pending' } as never,
        {
          $set: { 'delivery.state': 'sending', 'delivery.at': new Date(now), dueAt: new Date(now + CLAIM_MS) },
          $inc: { 'delivery.attempts': 1 },
        } as never,
        { returnDocument: 'after' },
      )) as StoredMessage | null,
    /** Says beside everything that waits to be sent why it waits. */
    noteWaiting: async (reason: string): Promise<void> => {
      const waits = { dueAt: { $gt: new Date(0) }, 'delivery.state': { $in: ['pending', 'sending'] } }
      await messages.updateMany(waits as never, { $set: { 'delivery.reason': reason } } as never)
    },
    /** Everything unfinished becomes due, in the order it came: for the start of the only process, whose predecessor is certainly gone. */
    makeDue: async (now: number): Promise<void> => {
      const waits = { dueAt: { $gt: new Date(now) } }
      await messages.updateMany({ ...waits, 'delivery.state': 'sending' } as never, { $set: { dueAt: new Date(now) } })
      const unfiled = await messages
        .find({ ...waits, state: 'new' } as never, { projection: { receivedAt: 1 } })
        .sort({ receivedAt: 1 })
        .toArray()
      const dueAt = (index: number): Date => new Date(now - unfiled.length + index)
      await Promise.all(
        unfiled.map(({ _id }, index) => write({ updateOne: { filter: { _id }, update: { $set: { dueAt: dueAt(index) } } } })),
      )
    },
    /** Whether anything waits for a person. */
    hasHeld: async (): Promise<boolean> => (await messages.findOne({ state: { $in: HELD } } as never, { projection: { _id: 1 } })) !== null,
    countNew: (): Promise<number> => messages.countDocuments({ state: 'new' } as never),
    countFailed: (): Promise<number> => messages.countDocuments({ state: 'failed' } as never),
  }
}

export type MessageStore = ReturnType<typeof createMessageStore>

/** What is filed is read through its case, its thread or its time: a message enters those on its way there and no other. */
export const messageIndexes: IndexSpec[] = [
  { collection: 'messages', key: { dueAt: 1 }, sparse: true },
  { collection: 'messages', key: { caseId: 1, receivedAt: 1 }, partialFilterExpression: { caseId: { $gt: '' } } },
  { collection: 'messages', key: { interactionId: 1, receivedAt: 1 }, partialFilterExpression: { interactionId: { $gt: '' } } },
  { collection: 'messages', key: { channel: 1, externalId: 1 } },
  { collection: 'messages', key: { state: 1, receivedAt: -1 }, partialFilterExpression: { state: { $in: UNFILED } } },
  { collection: 'messages', key: { receivedAt: -1 } },
]
