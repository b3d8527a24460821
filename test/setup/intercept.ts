import type { Connection } from 'mongoose'

export interface StoreCall {
  collection: string
  method: string
  args: unknown[]
  /** Lets it through. */
  run(): unknown
}

/** The same store, with a hand in every call to one of its collections. */
export const intercept = (connection: Connection, onCall: (call: StoreCall) => unknown): Connection =>
  new Proxy(connection, {
    get: (target, name) => {
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
