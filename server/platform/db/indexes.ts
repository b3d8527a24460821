import type { Connection } from 'mongoose'

/** An index as a room declares it; the contract suite shows which options both stores understand. */
export interface IndexSpec {
  collection: string
  key: Record<string, 1 | -1>
  unique?: boolean
  sparse?: boolean
  partialFilterExpression?: Record<string, unknown>
  /** Seconds after the date in the indexed field at which a document may go. */
  expireAfterSeconds?: number
  name?: string
}

/** Creates the indexes that are missing; one that exists with other options is an error, never silently kept. All at once: the embedded store commits them together. */
export const ensureIndexes = async (connection: Connection, specs: readonly IndexSpec[]): Promise<void> => {
  const collections = new Map<string, IndexSpec[]>()
  for (const spec of specs) collections.set(spec.collection, [...(collections.get(spec.collection) ?? []), spec])
  await Promise.all(
    [...collections].map(([name, wanted]) =>
      connection.collection(name).createIndexes(wanted.map(({ collection: _collection, ...spec }) => spec)),
    ),
  )
}
