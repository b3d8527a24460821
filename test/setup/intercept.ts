import type { Connection } from 'mongoose'

export interface StoreCall {
  collection: string
  method: string
  args: unknown[]
  /** Lets it through. */
  run(): unknown
}

/** Of the driver's `client.bulkWrite`: each collection once. */
const collectionsIn = (writes: readonly { namespace: string }[]): string =>
  [...new Set(writes.map(({ namespace }) => namespace.slice(namespace.indexOf('.') + 1)))].join(' + ')

/** The same store, with a hand in every call to one of its collections, and in those to several at once (`a + b`). */
export const intercept = (connection: Connection, onCall: (call: StoreCall) => unknown): Connection =>
  new Proxy(connection, {
    get: (target, name) => {
      if (name === 'getClient')
        return () => {
          const client = target.getClient()
          const bulkWrite: typeof client.bulkWrite = (...args) =>
            onCall({ collection: collectionsIn(args[0]), method: 'bulkWrite', args, run: () => client.bulkWrite(...args) }) as never
          return { bulkWrite }
        }
      if (name !== 'collection') return Reflect.get(target, name)
      return (collection: string) =>
        new Proxy(target.collection(collection), {
          get: (inner, method) => {
            const value = Reflect.get(inner, method)
            if (typeof value !== 'function') return value
            return (...args: unknown[]) =>
              onCall({ collection, method: String(method), args, run: () => Reflect.apply(value, inner, args) })
          },
        })
    },
  })
