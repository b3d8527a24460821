import type { Doc } from '../bson.ts'
import { parseFind, toDocument } from '../find.ts'
import { compileUpdate } from '../update.ts'
import type { WriteSpec } from '../write.ts'
import { type Call, type Command, documentsOf, maxTimeOf, namespaceOf, refuseUnknownIn } from './command.ts'
import { changeStatement, runAll } from './statements.ts'

const UPDATE_FIELDS = ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort', 'c']
const DELETE_FIELDS = ['q', 'limit', 'hint', 'collation']

export const updateSpec = (call: Call, given: Doc, ns: string, now: Date): WriteSpec => {
  refuseUnknownIn('an update', given, UPDATE_FIELDS)
  const variables = toDocument(call.command.let, 'let')
  const query = { filter: toDocument(given.q, 'q'), sort: given.sort, hint: given.hint, limit: given.multi ? 0 : 1, let: call.command.let }
  const change = compileUpdate(given.u, { now, arrayFilters: given.arrayFilters, let: variables, multi: given.multi === true })
  return { request: parseFind(ns, query), query, change, upsert: given.upsert === true, maxTimeMs: maxTimeOf(call.command) }
}

const deleteSpec = (call: Call, given: Doc, ns: string): WriteSpec => {
  refuseUnknownIn('a delete', given, DELETE_FIELDS)
  const query = { filter: toDocument(given.q, 'q'), hint: given.hint, limit: given.limit ?? 0, let: call.command.let }
  return { request: parseFind(ns, query), query, change: 'remove', upsert: false, maxTimeMs: maxTimeOf(call.command) }
}

export const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    store.disk.assertRoom()
    const now = new Date()
    const statements = documentsOf(call, 'updates').map(({ doc }) => changeStatement(() => updateSpec(call, doc, ns, now)))
    const { results, errors } = await runAll(store, call, statements)
    const upserted = results.flatMap(({ index, result }) => (result.upserted ? [{ index, _id: result.upserted.id }] : []))
    return {
      n: results.reduce((sum, { result }) => sum + result.matched, 0) + upserted.length,
      nModified: results.reduce((sum, { result }) => sum + result.modified, 0),
      ...(upserted.length > 0 ? { upserted } : {}),
      ...(errors.length > 0 ? { writeErrors: errors } : {}),
      ok: 1,
    }
  },
}

export const remove: Command = {
  fields: ['deletes', 'ordered', 'let'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    const statements = documentsOf(call, 'deletes').map(({ doc }) => changeStatement(() => deleteSpec(call, doc, ns)))
    const { results, errors } = await runAll(store, call, statements)
    return { n: results.reduce((sum, { result }) => sum + result.matched, 0), ...(errors.length > 0 ? { writeErrors: errors } : {}), ok: 1 }
  },
}
