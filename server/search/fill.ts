import type { Connection } from 'mongoose'
import { system } from '../staff/index.ts'
import { documentId, openDocuments, ranks, type SearchDocument } from './document.ts'
import type { SearchFaces } from './faces.ts'
import { inBatches } from './in-batches.ts'
import { termsOfCase, termsOfCustomer, termsOfMessage } from './terms-of.ts'

const by = system('search')

/** Writes the small documents, many in one call. Written again from what is there now, so the order of calls does not matter. */
export const createFill = (connection: Connection, { cases, hub, customers }: SearchFaces) => {
  const documents = openDocuments(connection)

  const write = async (fresh: readonly SearchDocument[], gone: readonly string[]): Promise<void> => {
    const operations = [
      ...fresh.map((one) => ({ replaceOne: { filter: { _id: one._id }, replacement: one, upsert: true } })),
      ...gone.map((_id) => ({ deleteOne: { filter: { _id } } })),
    ]
    if (operations.length > 0) await documents.bulkWrite(operations as never, { ordered: false })
  }

  const fillMessages = async (ids: readonly string[]): Promise<void> => {
    const messages = (await hub.byIds(ids)).filter((one) => one.caseId !== '')
    const states = await cases.getStates(by, [...new Set(messages.map((one) => one.caseId))])
    const queueOf = new Map(states.map((one) => [one.id, one.queueId]))
    const fresh = messages.map((one): SearchDocument => {
      const { id, caseId, customerId } = one
      return {
        _id: documentId('message', id),
        kind: 'message',
        rank: ranks.message,
        of: id,
        caseId,
        customerId,
        queueId: queueOf.get(caseId) ?? '',
        terms: termsOfMessage(one),
        at: one.receivedAt,
      }
    })
    const there = new Set(messages.map((one) => one.id))
    await write(
      fresh,
      ids.filter((id) => !there.has(id)).map((id) => documentId('message', id)),
    )
  }

  const fillCases = async (ids: readonly string[]): Promise<void> => {
    const [states, titles] = await Promise.all([cases.getStates(by, ids), cases.readTitles(ids)])
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
    for (const queueId of new Set(states.map((one) => one.queueId))) {
      const own = states.filter((one) => one.queueId === queueId).map((one) => one.id)
      await documents.updateMany({ caseId: { $in: own }, queueId: { $ne: queueId } }, { $set: { queueId } })
    }
  }

  const fillCustomers = async (ids: readonly string[]): Promise<void> => {
    const found = await customers.getMany(by, ids)
    const fresh = [...new Map([...found.values()].map((one) => [one.id, one])).values()].map(
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
    const gone = ids.filter((id) => found.get(id)?.id !== id)
    await write(
      fresh,
      gone.map((id) => documentId('customer', id)),
    )
  }

  return { messages: inBatches(fillMessages), cases: inBatches(fillCases), customers: inBatches(fillCustomers) }
}
export type Fill = ReturnType<typeof createFill>
