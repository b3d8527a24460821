import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { base32, idFrom } from '../../platform/ids.ts'
import type { KeyFor } from '../../platform/keys.ts'
import { TOKEN_DAYS } from './limits.ts'

/** Names the key a token was made with, so that keys can be changed while old tokens still route. The first one makes new tokens. */
const KEY_IDS = ['a'] as const
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const DAY_MS = 86_400_000
const THREAD = 15
const DAY = 2
const RECIPIENT = 2
const MAC = 16

/**
 * The marks by which our own mail is known again (SECURITY E3, E6): all end in 128 bits of an HMAC, are read in any case of letters and compared in
 * constant time. They route; they prove nothing about who brings them.
 */
export const createTokens = (keyFor: KeyFor) => {
  const key = (purpose: string, id: string) => keyFor(`email-${purpose}:${id}`)
  const mac = (purpose: string, id: string, bytes: Buffer | string): Buffer =>
    createHmac('sha256', key(purpose, id)).update(bytes).digest().subarray(0, MAC)
  const isMac = (purpose: string, bytes: Buffer | string, given: Buffer): boolean =>
    KEY_IDS.some((id) => given.length === MAC && timingSafeEqual(mac(purpose, id, bytes), given))
  const [current] = KEY_IDS
  return {
    /** One for each thread and recipient: key id, thread, day, recipient, HMAC over all of them. 57 characters. */
    reply: (threadKey: string, recipient: string, now: number): string => {
      const day = Buffer.alloc(DAY)
      day.writeUInt16BE(Math.floor(now / DAY_MS))
      const bytes = Buffer.concat([handleBytes(threadKey), day, createHash('sha256').update(recipient).digest().subarray(0, RECIPIENT)])
      return current + base32(Buffer.concat([bytes, mac('reply', current, bytes)]))
    },
    /** The thread key a token names; null when it is not ours. `isOld`: it routes no more if its case was closed too long ago. */
    readReply: (token: string, now: number): { threadKey: string; isOld: boolean } | null => {
      const id = KEY_IDS.find((one) => one === token[0]?.toLowerCase())
      const all = fromBase32(token.slice(1).toLowerCase())
      if (!id || all?.length !== THREAD + DAY + RECIPIENT + MAC) return null
      const bytes = all.subarray(0, -MAC)
      if (!timingSafeEqual(mac('reply', id, bytes), all.subarray(-MAC))) return null
      const age = Math.floor(now / DAY_MS) - bytes.readUInt16BE(THREAD)
      return { threadKey: handleKey(base32(bytes.subarray(0, THREAD))), isOld: age > TOKEN_DAYS }
    },
    /** What `readReply` will name for a thread: stored as one of its keys before the token goes out. */
    threadKeyOf: (threadKey: string): string => handleKey(base32(handleBytes(threadKey))),
    /** The local part of the envelope sender of one message. */
    bounce: (messageId: string): string => `bounce+${messageId}.${base32(mac('bounce', current, messageId))}`,
    readBounce: (local: string): string | null => {
      const found = /^bounce\+([a-z0-9_-]{1,30})\.([a-z2-7]{26})$/.exec(local.toLowerCase())
      if (!found) return null
      const [, messageId = '', given = ''] = found
      const bytes = fromBase32(given)
      return bytes && isMac('bounce', messageId, bytes) ? messageId : null
    },
    /** Our Message-ID, fixed before sending. */
    messageId: (messageId: string, domain: string): string => `<${messageId}.${base32(mac('message-id', current, messageId))}@${domain}>`,
    readMessageId: (id: string): string | null => {
      const found = /^<([a-z0-9_-]{1,30})\.([a-z2-7]{26})@[^@]+>$/.exec(id.toLowerCase())
      if (!found) return null
      const [, messageId = '', given = ''] = found
      const bytes = fromBase32(given)
      return bytes && isMac('message-id', messageId, bytes) ? messageId : null
    },
  }
}

export type Tokens = ReturnType<typeof createTokens>

const handleBytes = (threadKey: string): Buffer => createHash('sha256').update(`thread:${threadKey}`).digest().subarray(0, THREAD)
const handleKey = (handle: string): string => `email:t:${handle}`

/** The thread key of a Message-ID. */
export const keyOfMessageId = (messageId: string): string => `email:${idFrom('message-id', messageId)}`

/** Null for anything `base32` would not write. */
export const fromBase32 = (text: string): Buffer | null => {
  const bytes: number[] = []
  let value = 0
  let bits = 0
  for (const char of text) {
    const digit = ALPHABET.indexOf(char)
    if (digit < 0) return null
    value = ((value << 5) | digit) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >>> bits) & 255)
    }
  }
  const made = Buffer.from(bytes)
  // One value has one spelling: spare bits at the end must be zero.
  return base32(made) === text ? made : null
}
