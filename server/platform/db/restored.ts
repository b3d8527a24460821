import type { Connection } from 'mongoose'

interface RestoredRow {
  _id: 'restored'
  at: Date
}

/** The collection with the one row. */
export const RESTORED = 'restored'

const rows = (connection: Connection) => connection.collection<RestoredRow>(RESTORED)

/** Written by a restore into the restored database itself, so that it cannot be forgotten. */
export const markRestored = async (connection: Connection): Promise<void> => {
  await rows(connection).updateOne({ _id: 'restored' }, { $set: { at: new Date() } }, { upsert: true })
}

/** When this database was restored and nobody has confirmed yet: until then nothing may leave the desk by itself (SECURITY R6). */
export const restoredAt = async (connection: Connection): Promise<Date | null> =>
  (await rows(connection).findOne({ _id: 'restored' }))?.at ?? null

/** Somebody looked at the restored desk and lets its outward jobs go on. */
export const confirmRestore = async (connection: Connection): Promise<void> => {
  await rows(connection).deleteOne({ _id: 'restored' })
}
