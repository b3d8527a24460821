import type { Connection } from 'mongoose'

/** The same store, counting every call to it. */
export const counting = (connection: Connection): { connection: Connection; calls: { count: number } } => {
  const calls = { count: 0 }
  const counted = new Proxy(connection, {
    get: (target, name) => {
      if (name !== 'collection') return Reflect.get(target, name)
      return (collection: string) =>
        new Proxy(target.collection(collection), {
          get: (inner, method) => {
            const value = Reflect.get(inner, method)
            if (typeof value !== 'function') return value
            return (...args: unknown[]) => {
              calls.count += 1
              return (value as (...given: unknown[]) => unknown).apply(inner, args)
            }
          },
        })
    },
  })
  return { connection: counted, calls }
}
