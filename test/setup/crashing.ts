import type { Connection } from 'mongoose'
import { intercept } from './intercept.ts'

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
  intercept(connection, ({ method, run }) => {
    if (!calls.has(method)) return run()
    return (async () => {
      if (chance()) throw new Crash(`before ${method}`)
      const result = await run()
      if (chance()) throw new Crash(`after ${method}`)
      return result
    })()
  })
