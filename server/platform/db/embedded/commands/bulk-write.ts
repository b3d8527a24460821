import { asNumber, bson, type Doc, isDocument } from '../bson.ts'
import { badValue, notSupported } from '../errors.ts'
import { nothing } from '../write.ts'
import { type Call, type Command, documentsOf, namespaceOf, refuseUnknownIn } from './command.ts'
import { changeStatement, runAll, type Statement } from './statements.ts'
import { updateSpec } from './update.ts'

const INSERT_FIELDS = ['insert', 'document']

/** MongoDB names the database in each namespace: this command itself goes to `admin`. */
const namespacesOf = (call: Call): string[] =>
  documentsOf(call, 'nsInfo').map(({ doc }) => {
    refuseUnknownIn('nsInfo', doc, ['ns'])
    const ns = String(doc.ns)
    const cut = ns.indexOf('.')
    return namespaceOf({ ...call, db: ns.slice(0, cut), subject: ns.slice(cut + 1) })
  })

const insertStatement = (given: Doc, ns: string): Statement => {
  const now: Statement['now'] = (store) => {
    refuseUnknownIn('an insert', given, INSERT_FIELDS)
    if (!isDocument(given.document)) throw badValue("'document' must be a document")
    store.documents.insert(store.catalog.ensure(ns), given.document)
    return nothing()
  }
  return { now, later: async (store) => now(store) }
}

/** Writes to several collections in one command, in one transaction where no query takes long (MongoDB 8.0, "bulkWrite"). */
export const bulkWrite: Command = {
  fields: ['ops', 'nsInfo', 'ordered', 'errorsOnly', 'bypassDocumentValidation', 'let'],
  run: async (store, call) => {
    const namespaces = namespacesOf(call)
    store.disk.assertRoom()
    const now = new Date()
    const given = documentsOf(call, 'ops').map(({ doc }) => doc)
    const statements = given.map((op): Statement => {
      const what = Object.keys(op)[0] ?? ''
      if (what !== 'insert' && what !== 'update') throw notSupported(`'${what}' in bulkWrite`)
      const ns = namespaces[asNumber(op[what]) ?? -1]
      if (!ns) throw badValue(`BulkWrite ${what} names a namespace that nsInfo does not have`)
      if (what === 'insert') return insertStatement(op, ns)
      const { update: _ns, filter, updateMods, ...rest } = op
      return changeStatement(() => updateSpec(call, { q: filter, u: updateMods, ...rest }, ns, now))
    })
    const { results, errors } = await runAll(store, call, statements)
    const count = (of: (one: (typeof results)[number]) => number): number => results.reduce((sum, one) => sum + of(one), 0)
    const isInsert = (index: number): boolean => given[index]?.insert !== undefined
    const done = results.map(({ index, result: { matched, modified, upserted } }) => ({
      ok: 1,
      idx: index,
      ...(isInsert(index) ? { n: 1 } : { n: matched + (upserted ? 1 : 0), nModified: modified }),
      ...(upserted ? { upserted: { _id: upserted.id } } : {}),
    }))
    const failed = errors.map(({ index, ...error }) => ({ ok: 0, idx: index as number, n: 0, ...error }))
    const firstBatch = [...(call.command.errorsOnly ? [] : done), ...failed].sort((a, b) => a.idx - b.idx)
    return {
      cursor: { id: bson.Long.ZERO, firstBatch, ns: 'admin.$cmd.bulkWrite' },
      nErrors: errors.length,
      nInserted: count(({ index }) => (isInsert(index) ? 1 : 0)),
      nMatched: count(({ result }) => result.matched),
      nModified: count(({ result }) => result.modified),
      nUpserted: count(({ result }) => (result.upserted ? 1 : 0)),
      nDeleted: 0,
      ok: 1,
    }
  },
}
