import type { Doc, Raw } from '../bson.ts'
import { StoreError, toWriteError } from '../errors.ts'
import type { Store } from '../store.ts'
import { type Command, documentsOf, isEarly, namespaceOf } from './command.ts'

const insertAll = (store: Store, ns: string, rows: readonly { doc: Doc; raw?: Raw }[], ordered: boolean): { n: number; errors: Doc[] } => {
  const errors: Doc[] = []
  let n = 0
  const collection = store.catalog.ensure(ns)
  for (const [i, { doc, raw }] of rows.entries()) {
    try {
      store.documents.insert(collection, doc, raw)
      n++
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      errors.push(toWriteError(i, error))
      if (ordered) break
    }
  }
  return { n, errors }
}

export const insert: Command = {
  fields: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: async (store, call) => {
    const ns = namespaceOf(call)
    const rows = documentsOf(call, 'documents')
    store.disk.assertRoom()
    const { n, errors } = await store.commit.run(() => insertAll(store, ns, rows, call.command.ordered !== false), isEarly(call.command))
    return { n, ...(errors.length > 0 ? { writeErrors: errors } : {}), ok: 1 }
  },
}
