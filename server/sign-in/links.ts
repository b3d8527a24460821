import type { IndexSpec } from '../platform/db/indexes.ts'
import { AppError } from '../platform/errors.ts'
import { hashSecret, newSecret } from '../platform/ids.ts'
import type { Platform } from '../platform/room.ts'

export type LinkPurpose = 'sign-in' | 'invitation' | 'password'

interface StoredLink {
  /** Of the token the hash alone (SECURITY W4). */
  _id: string
  purpose: LinkPurpose
  userId: string
  /** The user's `sessionsFrom` when it was made: signing out everywhere ends open links too. */
  version: number
  usedAt: Date | null
  expiresAt: Date
}

export const linkIndexes: IndexSpec[] = [{ collection: 'links', key: { expiresAt: 1 }, expireAfterSeconds: 0 }]

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
/** No link lives longer, whoever asks. */
const LONGEST_MS = DAY_MS

export const badLink = (): AppError =>
  new AppError('link', 'unauthenticated', 'This link was used already, is too old or is not whole. Ask for a new one.')

/** Links that let somebody in once. 256 random bits; exactly the same string, once, before its end. */
export const createLinks = ({ connection, clock }: Pick<Platform, 'connection' | 'clock'>) => {
  const links = connection.collection<StoredLink>('links')
  const live = (purpose: LinkPurpose, token: unknown) =>
    typeof token === 'string' && /^[a-z2-7]{52}$/.test(token)
      ? { _id: hashSecret(token), purpose, usedAt: null, expiresAt: { $gt: new Date(clock.now()) } }
      : undefined
  return {
    make: async (
      purpose: LinkPurpose,
      { userId, version, lastsMs }: { userId: string; version: number; lastsMs: number },
    ): Promise<string> => {
      const token = newSecret()
      const expiresAt = new Date(clock.now() + Math.min(lastsMs, LONGEST_MS))
      await links.insertOne({ _id: hashSecret(token), purpose, userId, version, usedAt: null, expiresAt })
      return token
    },
    /** Whether it would let somebody in; spends nothing. Throws unauthenticated. */
    look: async (purpose: LinkPurpose, token: unknown): Promise<{ userId: string; version: number }> => {
      const query = live(purpose, token)
      const link = query && (await links.findOne(query))
      if (!link) throw badLink()
      return link
    },
    /** Of two who come with the same link, one gets in. Throws unauthenticated. */
    spend: async (purpose: LinkPurpose, token: unknown): Promise<{ userId: string; version: number }> => {
      const query = live(purpose, token)
      const link = query && (await links.findOneAndUpdate(query, { $set: { usedAt: new Date(clock.now()) } }))
      if (!link) throw badLink()
      return link
    },
  }
}
export type Links = ReturnType<typeof createLinks>
