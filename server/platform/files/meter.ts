import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { fileTooLarge, type StoredFile } from './files.ts'

/** Counts and hashes what passes and breaks the stream off beyond the limit. */
export const createMeter = (maxBytes: number) => {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length
      if (bytes > maxBytes) {
        done(fileTooLarge(maxBytes))
        return
      }
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { stream, result: (): StoredFile => ({ bytes, sha256: hash.digest('hex') }) }
}

export const toStream = (content: Readable | Buffer): Readable => (Buffer.isBuffer(content) ? Readable.from([content]) : content)
