import { batchInserts, batchWrites, wasFree } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import { createRecent } from '../platform/recent.ts'
import type { Platform } from '../platform/room.ts'
import { system } from '../staff/index.ts'
import { documentId, openDocuments, ranks, type SearchDocument } from './document.ts'
import type { SearchFaces } from './faces.ts'
import { inBatches } from './in-batches.ts'
import { termsOfCase, termsOfCustomer, termsOfMessage } from './terms-of.ts'

const by = system('search')

/** A message and its place, as the entry tells it: the message itself is marked a moment later. */
export interface FiledMessage {
  messageId: string
  caseId: string
  customerId: string
  /** The entry moved it there; else it was filed there, and may have been moved since. */
  isMoved?: true
}

/** Writes the small documents, many in one call. Written again from what is there now, so the order of calls does not matter. */
export const createFill = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>, { cases, hub, customers }: SearchFaces) => {
  const documents = openDocuments(platform.connection)

  const insert = batchInserts<SearchDocument>(documents, early(platform))
  const replaceOne = batchWrites(documents as never, early(platform))
  /** Nearly all are new, and to insert costs the store half of what replacing does. */
  const put = async (one: SearchDocument): Promise<void> => {
    if (!(await wasFree(insert(one)))) await replaceOne({ replaceOne: { filter: { _id: one._id }, replacement: one, upsert: true } })
  }
  /** Cases and messages erased lately. */
  const erased = createRecent<string, true>(10_000)
  /** A message, or a case with everything said in it. */
  const forget = async (what: { messageId: string } | { caseId: string }): Promise<void> => {
    erased.set('messageId' in what ? what.messageId : what.caseId, true)
    await documents.deleteMany('messageId' in what ? { _id: documentId('message', what.messageId) } : { caseId: what.caseId })
  }
  const write = async (fresh: readonly SearchDocument[], gone: readonly string[]): Promise<void> => {
    await Promise.all([...fresh.map(put), gone.length > 0 && documents.deleteMany({ _id: { $in: [...gone] } })])
    // Read before it was erased, written after.
    const late = fresh.filter((one) => erased.has(one.of) || erased.has(one.caseId)).map((one) => one._id)
    if (late.length > 0) await documents.deleteMany({ _id: { $in: late } })
  }

  const fillMessages = async (filed: readonly FiledMessage[]): Promise<void> => {
    const messages = await hub.byIds(filed.map((one) => one.messageId))
    const messageOf = new Map(messages.map((one) => [one.id, one]))
    const placeOf = ({ messageId, caseId, isMoved }: FiledMessage): string => (isMoved ? '' : messageOf.get(messageId)?.caseId) || caseId
    const states = await cases.getStates(by, [...new Set(filed.map(placeOf))])
    const queueOf = new Map(states.map((one) => [one.id, one.queueId]))
    const fresh: SearchDocument[] = []
    const gone: string[] = []
    for (const one of filed) {
      const { messageId, customerId } = one
      const caseId = placeOf(one)
      const _id = documentId('message', messageId)
      const message = messageOf.get(messageId)
      if (!message) gone.push(_id)
      else
        fresh.push({
          _id,
          kind: 'message',
          rank: ranks.message,
          of: messageId,
          caseId,
          customerId,
          queueId: queueOf.get(caseId) ?? '',
          terms: termsOfMessage(message),
          at: message.receivedAt,
        })
    }
    await write(fresh, gone)
  }

  const fillCases = async (changed: readonly { id: string; isNew: boolean }[]): Promise<void> => {
    const ids = changed.map((one) => one.id)
    const [all, titles] = await Promise.all([cases.getStates(by, ids), cases.readTitles(ids)])
    const states = all.filter((one) => one.erasedAt === null)
    const fresh = states.map(
      (one): SearchDocument => ({
        _id: documentId('case', one.id),
        kind: 'case',
        rank: ranks.case,
        of: one.id,
        caseId: one.id,
        customerId: one.customerId,
        queueId: one.queueId,
        terms: termsOfCase(one, titles.get(one.id) ?? ''),
        at: one.updatedAt ?? new Date(0),
      }),
    )
    await write(fresh, [])
    // Its messages follow it into another queue, where perhaps fewer people see them.
    const old = states.filter(({ id }) => changed.some((one) => one.id === id && !one.isNew))
    for (const queueId of new Set(old.map((one) => one.queueId))) {
      const own = old.filter((one) => one.queueId === queueId).map((one) => one.id)
      await documents.updateMany({ caseId: { $in: own }, queueId: { $ne: queueId } }, { $set: { queueId } })
    }
  }

  const fillCustomers = async (ids: readonly string[]): Promise<void> => {
    const found = await customers.getMany(by, ids, { isFresh: true })
    const standing = [...found.values()].filter((one) => one.erasedAt === null)
    const fresh = [...new Map(standing.map((one) => [one.id, one])).values()].map(
      (one): SearchDocument => ({
        _id: documentId('customer', one.id),
        kind: 'customer',
        rank: ranks.customer,
        of: one.id,
        caseId: '',
        customerId: one.id,
        queueId: '',
        terms: termsOfCustomer(one),
        at: new Date(one.since),
      }),
    )
    // Whoever is merged is found through the customer they went into.
    const gone = ids.filter((id) => found.get(id)?.id !== id || found.get(id)?.erasedAt !== null)
    await write(
      fresh,
      gone.map((id) => documentId('customer', id)),
    )
  }

  const self = (id: string): string => id
  return {
    messages: inBatches((one: FiledMessage) => one.messageId, fillMessages),
    cases: inBatches((one: { id: string; isNew: boolean }) => one.id, fillCases),
    customers: inBatches(self, fillCustomers),
    forget,
  }
}
export type Fill = ReturnType<typeof createFill>
