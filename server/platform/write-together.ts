import type { Connection, mongo } from 'mongoose'
import { batched, faultOf } from './batch.ts'
import { isDuplicateKey } from './db/database-errors.ts'
import type { WriteOptions } from './db/early.ts'

/** A document that counts, and one made of it. */
export interface Together {
  insert: { collection: string; document: { _id: string } }
  /** Replaces what is older, by `seq`. */
  replace: { collection: string; document: { _id: string; seq: number } }
}

type Writes = readonly mongo.AnyClientBulkWriteModel<mongo.Document>[]

interface BulkFault extends Error {
  writeErrors?: ReadonlyMap<number, { code: number; message: string }>
}

/**
 * Inserts through shared commands, each with the document made of it: one way to the store for both, where two would follow each other. Where the insert
 * is refused (DuplicateKey), the other is not written either. Asks for the command `bulkWrite`, which the embedded store and MongoDB from 8.0 on have.
 */
export const batchTogether = (connection: Connection, options: WriteOptions = {}): ((both: Together) => Promise<void>) => {
  // The driver types its documents by ObjectId; the desk's ids are strings.
  const writesOf = ({ insert, replace }: Together): Writes => [
    { name: 'insertOne', namespace: `${connection.name}.${insert.collection}`, document: insert.document as never },
    {
      name: 'replaceOne',
      namespace: `${connection.name}.${replace.collection}`,
      filter: { _id: replace.document._id as never, seq: { $lt: replace.document.seq } },
      replacement: replace.document,
      upsert: true,
    },
  ]
  return batched(async (items) => {
    const results = new Array<Error | undefined>(items.length).fill(undefined)
    // An ordered command ends with its first refusal: what came after that one is sent again.
    for (let from = 0; from < items.length; )
      try {
        await connection.getClient().bulkWrite(items.slice(from).flatMap(writesOf), { ...options, ordered: true })
        break
      } catch (error) {
        const { writeErrors, cause } = error as BulkFault
        const [refused] = writeErrors ?? []
        // No refusal of one write; the driver wraps what the store says of a whole command.
        if (!refused) return results.fill((cause ?? error) as Error, from)
        const [at, { code, message }] = refused
        const index = from + Math.floor(at / 2)
        const isReplacement = at % 2 === 1
        const fault = faultOf(code, message)
        // The upsert collides with what is already as new or newer: nothing to do.
        if (!(isReplacement && isDuplicateKey(fault))) results[index] = fault
        from = index + 1
      }
    return results
  })
}
