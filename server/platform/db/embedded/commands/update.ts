import type { Doc } from '../bson.ts'
import { StoreError, toWriteError } from '../errors.ts'
import { parseFind, toDocument } from '../find.ts'
import { HANDOVER } from '../scan.ts'
import type { Store } from '../store.ts'
import { compileUpdate } from '../update.ts'
import { type WriteResult, type WriteSpec, writeNow } from '../write.ts'
import { writeLater } from '../write-later.ts'
import { type Call, type Command, documentsOf, isEarly, maxTimeOf, namespaceOf, refuseUnknownIn } from './command.ts'

type Statement = (store: Store) => WriteSpec

const UPDATE_FIELDS = ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'collation', 'sort', 'c']
const DELETE_FIELDS = ['q', 'limit', 'hint', 'collation']

const updateStatement = (call: Call, given: Doc, ns: string, now: Date): WriteSpec => {
  refuseUnknownIn('an update', given, UPDATE_FIELDS)
  const variables = toDocument(call.command.let, 'let')
  const query = { filter: toDocument(given.q, 'q'), sort: given.sort, hint: given.hint, limit: given.multi ? 0 : 1, let: call.command.let }
  const change = compileUpdate(given.u, { now, arrayFilters: given.arrayFilters, let: variables, multi: given.multi === true })
  return { request: parseFind(ns, query), query, change, upsert: given.upsert === true, maxTimeMs: maxTimeOf(call.command) }
}

const deleteStatement = (call: Call, given: Doc, ns: string): WriteSpec => {
  refuseUnknownIn('a delete', given, DELETE_FIELDS)
  const query = { filter: toDocument(given.q, 'q'), hint: given.hint, limit: given.limit ?? 0, let: call.command.let }
  return { request: parseFind(ns, query), query, change: 'remove', upsert: false, maxTimeMs: maxTimeOf(call.command) }
}

interface Outcome {
  results: { index: number; result: WriteResult }[]
  errors: Doc[]
}

/** Runs statements from `from` on in the current transaction; returns the index of one that must go another way. */
const runNow = (store: Store, statements: readonly Statement[], from: number, ordered: boolean, outcome: Outcome): number => {
  for (let index = from; index < statements.length; index++) {
    try {
      outcome.results.push({ index, result: writeNow(store, statements[index]!(store)) })
    } catch (error) {
      if (error === HANDOVER) return index
      if (!(error instanceof StoreError)) throw error
      outcome.errors.push(toWriteError(index, error))
      if (ordered) return statements.length
    }
  }
  return statements.length
}

const runAll = async (store: Store, call: Call, statements: readonly Statement[]): Promise<Outcome> => {
  const ordered = call.command.ordered !== false
  const total: Outcome = { results: [], errors: [] }
  for (let at = 0; at < statements.length; ) {
    // A group that is undone runs again, so each run fills its own lists.
    const { stopped, outcome } = await store.commit.run(() => {
      const outcome: Outcome = { results: [], errors: [] }
      return { stopped: runNow(store, statements, at, ordered, outcome), outcome }
    }, isEarly(call.command))
    total.results.push(...outcome.results)
    total.errors.push(...outcome.errors)
    at = stopped
    if (at >= statements.length) break
    try {
      total.results.push({ index: at, result: await writeLater(store, statements[at]!(store)) })
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      total.errors.push(toWriteError(at, error))
      if (ordered) break
    }
    at++
  }
  return total
}

export const update: Command = {
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    store.disk.assertRoom()
    const now = new Date()
    const statements = documentsOf(call, 'updates').map(
      ({ doc }): Statement =>
        () =>
          updateStatement(call, doc, ns, now),
    )
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
    const statements = documentsOf(call, 'deletes').map(
      ({ doc }): Statement =>
        () =>
          deleteStatement(call, doc, ns),
    )
    const { results, errors } = await runAll(store, call, statements)
    return { n: results.reduce((sum, { result }) => sum + result.matched, 0), ...(errors.length > 0 ? { writeErrors: errors } : {}), ok: 1 }
  },
}
