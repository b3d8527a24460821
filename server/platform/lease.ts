import type { Connection } from 'mongoose'
import type { Clock } from './clock.ts'
import { isDuplicateKey } from './db/database-errors.ts'
import { newId } from './ids.ts'

/** A claim on being the one process that does something. It only saves work: unique keys keep what two holders do right. */
export interface Lease {
  /** True when this process holds it now; takes or renews it when free, run out or its own. */
  hold(): Promise<boolean>
  /** Whether any process holds it now. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

export const createLease = (connection: Connection, clock: Clock, name: string, forMs: number, holder = newId()): Lease => {
  const leases = connection.collection('leases')
  return {
    hold: async () => {
      const now = clock.now()
      try {
        const held = await leases.findOneAndUpdate(
          { _id: name, $or: [{ holder }, { until: { $lt: new Date(now) } }] } as never,
          { $set: { holder, until: new Date(now + forMs) } },
          { upsert: true, returnDocument: 'after' },
        )
        return held?.holder === holder
      } catch (error) {
        // The upsert collides with a lease that another process holds.
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    isHeld: async () => (await leases.findOne({ _id: name, until: { $gte: new Date(clock.now()) } } as never)) !== null,
    release: async () => {
      await leases.deleteOne({ _id: name, holder } as never)
    },
  }
}
