import { createHash, createHmac, randomBytes, randomFillSync } from 'node:crypto'

const ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz234567')

/**
 * RFC 4648 base32 in lower case without padding: survives mail systems that fold case. Put together in a buffer: a string that grows by a letter is kept
 * as the chain of its pieces, thirty times its size.
 */
export const base32 = (bytes: Uint8Array): string => {
  const out = Buffer.allocUnsafe(Math.ceil((bytes.length * 8) / 5))
  let length = 0
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out[length++] = ALPHABET[(value >>> bits) & 31] as number
    }
  }
  if (bits > 0) out[length] = ALPHABET[(value << (5 - bits)) & 31] as number
  return out.toString('latin1')
}

const ID_BYTES = 15
/** Drawn for many ids at once: one call of the generator costs more than all else that makes an id. */
const drawn = Buffer.alloc(256 * ID_BYTES)
let used = drawn.length

/** A random id: 120 bits, base32. */
export const newId = (): string => {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += ID_BYTES
  return base32(drawn.subarray(used - ID_BYTES, used))
}

/** A random secret for a link, key or token: 256 bits, base32. */
export const newSecret = (): string => base32(randomBytes(32))

/** The same parts give the same id everywhere; parts are length-prefixed, so no two lists run together. 120 bits. */
export const idFrom = (...parts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part};`)
  return base32(hash.digest().subarray(0, 15))
}

/** An id nobody outside can compute: an HMAC with a purpose-named key. 120 bits. */
export const keyedId = (key: Buffer, value: string): string => base32(createHmac('sha256', key).update(value).digest().subarray(0, 15))

/** How a secret is stored: sha256 suffices because the secret itself is 256 random bits. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
