import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../errors.ts'

/**
 * A stream cut into frames, each with its own tag, so that a restore notices a changed, missing, moved or cut-off part before it
 * uses it. Encrypted: AES-256-GCM, the nonce being a random prefix, the frame's number and whether it is the last (as in the
 * STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár). Plain: a hash over the same, against damage only.
 */
const MAGIC = Buffer.from('PATCHBAY-BACKUP-1\n')
const SALT = 16
const NONCE_PREFIX = 7
const HEADER = MAGIC.length + 1 + SALT + NONCE_PREFIX
const TAG = 16
const FRAME = 1024 * 1024

type Mode = 'encrypted' | 'plain'

const damaged = (): AppError =>
  new AppError('backup-damaged', 'invalid', 'The backup is damaged or incomplete, or BACKUP_KEY is not the one it was made with.')

const keyFrom = (passphrase: string, salt: Buffer): Buffer =>
  scryptSync(passphrase, salt, 32, { N: 2 ** 15, r: 8, maxmem: 64 * 1024 * 1024 })

const nonceOf = (prefix: Buffer, number: number, last: boolean): Buffer => {
  const rest = Buffer.alloc(5)
  rest.writeUInt32BE(number)
  rest[4] = last ? 1 : 0
  return Buffer.concat([prefix, rest])
}

interface Sealer {
  seal(bytes: Buffer, number: number, last: boolean): Buffer
  open(bytes: Buffer, number: number, last: boolean): Buffer
}

const encrypted = (header: Buffer, passphrase: string): Sealer => {
  const salt = header.subarray(MAGIC.length + 1, MAGIC.length + 1 + SALT)
  const prefix = header.subarray(HEADER - NONCE_PREFIX, HEADER)
  const key = keyFrom(passphrase, salt)
  return {
    seal: (bytes, number, last) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(prefix, number, last)).setAAD(header)
      return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    open: (bytes, number, last) => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(prefix, number, last), { authTagLength: TAG })
      decipher.setAAD(header).setAuthTag(bytes.subarray(-TAG))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(0, -TAG)), decipher.final()])
      } catch {
        // The tag does not fit; which of the reasons it is cannot be told.
        throw damaged()
      }
    },
  }
}

const plain = (header: Buffer): Sealer => {
  const tagOf = (bytes: Buffer, number: number, last: boolean) =>
    createHash('sha256')
      .update(header)
      .update(nonceOf(Buffer.alloc(0), number, last))
      .update(bytes)
      .digest()
      .subarray(0, TAG)
  return {
    seal: (bytes, number, last) => Buffer.concat([bytes, tagOf(bytes, number, last)]),
    open: (bytes, number, last) => {
      const content = bytes.subarray(0, -TAG)
      if (!timingSafeEqual(tagOf(content, number, last), bytes.subarray(-TAG))) throw damaged()
      return content
    },
  }
}

const withLength = (bytes: Buffer): Buffer[] => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}

/** Cuts what comes into pieces of `size`; the last may be shorter or empty. */
async function* inPieces(source: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let length = 0
  for await (const chunk of source) {
    held.push(chunk)
    length += chunk.length
    while (length > size) {
      const all = Buffer.concat(held)
      yield all.subarray(0, size)
      held = [all.subarray(size)]
      length -= size
    }
  }
  yield Buffer.concat(held)
}

/** Seals a stream; with a passphrase nobody reads it without. */
export async function* seal(source: AsyncIterable<Buffer>, passphrase: string | undefined): AsyncGenerator<Buffer> {
  const mode: Mode = passphrase ? 'encrypted' : 'plain'
  const header = Buffer.concat([MAGIC, Buffer.from(mode === 'encrypted' ? 'E' : 'P'), randomBytes(SALT + NONCE_PREFIX)])
  const sealer = passphrase ? encrypted(header, passphrase) : plain(header)
  yield header
  let number = 0
  let held: Buffer | undefined
  for await (const piece of inPieces(source, FRAME)) {
    if (held) yield* withLength(sealer.seal(held, number++, false))
    held = piece
  }
  yield* withLength(sealer.seal(held ?? Buffer.alloc(0), number, true))
}

/** Gives exact amounts of a stream. */
const readerOf = (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const fill = async (length: number): Promise<boolean> => {
    const parts = [held]
    let have = held.length
    while (have < length) {
      const next = await chunks.next()
      if (next.done) break
      parts.push(next.value)
      have += next.value.length
    }
    held = Buffer.concat(parts)
    return have >= length
  }
  return {
    take: async (length: number): Promise<Buffer> => {
      if (!(await fill(length))) throw damaged()
      const taken = held.subarray(0, length)
      held = held.subarray(length)
      return taken
    },
    atEnd: async (): Promise<boolean> => !(await fill(1)),
  }
}

/** Opens what `seal` made. Throws `backup-damaged`, `backup-key-needed`, `backup-unknown`. */
export async function* unseal(source: AsyncIterable<Buffer>, passphrase: string | undefined): AsyncGenerator<Buffer> {
  const reader = readerOf(source)
  const header = await reader.take(HEADER).catch(() => Buffer.alloc(HEADER))
  if (!header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new AppError('backup-unknown', 'invalid', 'This file is not a backup of a desk.')
  const isEncrypted = header[MAGIC.length] === 'E'.charCodeAt(0)
  if (isEncrypted && !passphrase)
    throw new AppError('backup-key-needed', 'invalid', 'The backup is encrypted: set BACKUP_KEY to the key it was made with.')
  const sealer = isEncrypted ? encrypted(header, passphrase!) : plain(header)
  for (let number = 0; ; number++) {
    const length = (await reader.take(4)).readUInt32BE()
    if (length < TAG || length > FRAME + TAG) throw damaged()
    const frame = await reader.take(length)
    const last = await reader.atEnd()
    yield sealer.open(frame, number, last)
    if (last) return
  }
}
