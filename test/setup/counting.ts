import type { Connection } from 'mongoose'
import { intercept } from './intercept.ts'

/** The same store, counting every call to it. */
export const counting = (connection: Connection): { connection: Connection; calls: { count: number } } => {
  const calls = { count: 0 }
  const counted = intercept(connection, ({ run }) => {
    calls.count += 1
    return run()
  })
  return { connection: counted, calls }
}
