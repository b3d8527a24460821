import { createReadStream } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { bson, type Doc } from '../embedded/bson.ts'

/**
 * mongodump's layout: a collection is `<name>.bson`, its documents one after the other, and `<name>.metadata.json` in canonical
 * extended JSON beside it. https://github.com/mongodb/mongo-tools
 */
export const DOCUMENTS = '.bson'
export const METADATA = '.metadata.json'

/** What a server takes as one document, and what it allows itself beyond that. */
const LARGEST = 16 * 1024 * 1024 + 16 * 1024
const SMALLEST = 5

const metadataSchema = z.object({
  indexes: z.array(z.record(z.string(), z.unknown())).default([]),
  options: z.record(z.string(), z.unknown()).default({}),
  type: z.string().default('collection'),
  /** Ours alone, other tools pass over it: a file cut off between two documents looks whole without. */
  patchbay: z.object({ documents: z.number(), sha256: z.string() }).optional(),
})

export type Metadata = z.infer<typeof metadataSchema>

/** A name may hold what a file's name may not. */
export const fileNameOf = (collection: string): string => encodeURIComponent(collection)

const named = (path: string): string => join(basename(dirname(path)), basename(path))

export const damagedFile = (path: string, why: string): AppError =>
  new AppError('import-damaged', 'invalid', `${named(path)} is damaged or incomplete: ${why} Nothing was changed.`)

export const formatMetadata = (metadata: Metadata, collectionName: string): string =>
  bson.EJSON.stringify({ ...metadata, collectionName }, { relaxed: false })

/** Throws `import-damaged`. */
export const parseMetadata = (path: string, text: string): Metadata => {
  try {
    return metadataSchema.parse(bson.EJSON.parse(text))
  } catch {
    throw damagedFile(path, 'it does not hold what mongodump writes about a collection.')
  }
}

/** Every value keeps its type, so that a document is written again byte for byte. */
const decodeExactly = (raw: Uint8Array): Doc => bson.deserialize(raw, { promoteValues: false, promoteBuffers: false, bsonRegExp: true })

/** The documents of a `.bson` file, one at a time. Throws `import-damaged` when it reaches what is none. */
export async function* readDocuments(path: string): AsyncGenerator<{ raw: Buffer; document: Doc }> {
  let held: Buffer = Buffer.alloc(0)
  let at = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    held = held.length === 0 ? (chunk as Buffer) : Buffer.concat([held, chunk as Buffer])
    while (held.length >= 4) {
      const length = held.readInt32LE()
      if (length < SMALLEST || length > LARGEST) throw damagedFile(path, `there is no document at byte ${at}.`)
      if (held.length < length) break
      const raw = held.subarray(0, length)
      let document: Doc
      try {
        document = decodeExactly(raw)
      } catch {
        throw damagedFile(path, `there is no document at byte ${at}.`)
      }
      yield { raw, document }
      held = held.subarray(length)
      at += length
    }
  }
  if (held.length > 0) throw damagedFile(path, `it ends in the middle of the document at byte ${at}.`)
}
