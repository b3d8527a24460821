import type { Connection } from 'mongoose'

/** A process that dies: thrown by a store call before or after it took effect. */
export class Crash extends Error {}

const calls = new Set([
  'insertOne',
  'insertMany',
  'bulkWrite',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'findOne',
  'findOneAndUpdate',
])

/**
 * The same store seen by a process that dies now and then: each call may throw Crash before it reaches the store or after it took effect there.
 * `chance` is asked at each of the two moments and says whether to die.
 */
export const crashing = (connection: Connection, chance: () => boolean): Connection =>
  new Proxy(connection, {
    get: (target, name) => {
      if (name !== 'collection') return Reflect.get(target, name)
      return (collection: string) =>
        new Proxy(target.collection(collection), {
          get: (inner, method) => {
            const value = Reflect.get(inner, method)
            if (typeof value !== 'function') return value
            if (!calls.has(String(method))) return value.bind(inner)
            return async (...args: unknown[]) => {
              if (chance()) throw new Crash(`before ${String(method)}`)
              const result = await (value as (...given: unknown[]) => Promise<unknown>).apply(inner, args)
              if (chance()) throw new Crash(`after ${String(method)}`)
              return result
            }
          },
        })
    },
  })
