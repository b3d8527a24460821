import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { AppError } from '../platform/errors.ts'
import { hashSecret, newId, newSecret } from '../platform/ids.ts'
import type { Platform } from '../platform/room.ts'

/** How somebody came in. */
export type WayIn = 'password' | 'link'

/** One browser's sign-in. Parallel tabs may make a sibling: same family, own secret. Secrets are kept as hashes only. */
interface StoredSession {
  _id: string
  family: string
  userId: string
  /** The user's authVersion at sign-in: an older one than the user's `sessionsFrom` is over. */
  version: number
  how: WayIn
  startedAt: Date
  current: string
  previous: string | null
  rotatedAt: Date
  hasSibling: boolean
  endedAt: Date | null
  expiresAt: Date
}

export const sessionIndexes: IndexSpec[] = [
  { collection: 'sessions', key: { family: 1 } },
  { collection: 'sessions', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
]

const DAY_MS = 24 * 3_600_000
/** Unused for a week, or a month old: sign in again. */
const IDLE_MS = 7 * DAY_MS
const WHOLE_MS = 30 * DAY_MS
/** Tabs that wake together send the same token: the second within this time is no thief. */
const GRACE_MS = 10_000

export interface OpenSession {
  family: string
  userId: string
  version: number
  refreshToken: string
  expiresAt: Date
}

export const sessionOver = (): AppError => new AppError('session-over', 'unauthenticated', 'Sign in again.')

export const createSessions = ({ connection, clock, keyFor }: Pick<Platform, 'connection' | 'clock' | 'keyFor'>) => {
  const sessions = connection.collection<StoredSession>('sessions')
  const key = keyFor('refresh')

  const macOf = (body: string): string => createHmac('sha256', key).update(body).digest().subarray(0, 16).toString('base64url')
  /** The mark tells a token that was once ours from one that never was: only the former, coming back, is a copy. */
  const seal = (id: string, secret: string): string => `${id}.${secret}.${macOf(`${id}.${secret}`)}`
  const unseal = (token: string): { id: string; hash: string } | undefined => {
    const match = /^([a-z2-7]{24})\.([a-z2-7]{52})\.([\w-]{22})$/.exec(token)
    if (!match) return undefined
    const [, id = '', secret = '', mac = ''] = match
    if (!timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(`${id}.${secret}`)))) return undefined
    return { id, hash: hashSecret(secret) }
  }
  const endOf = (startedAt: Date): Date => new Date(Math.min(clock.now() + IDLE_MS, startedAt.getTime() + WHOLE_MS))

  const insert = async (of: Pick<StoredSession, 'family' | 'userId' | 'version' | 'how' | 'startedAt'>): Promise<OpenSession> => {
    const [id, secret] = [newId(), newSecret()]
    const expiresAt = endOf(of.startedAt)
    await sessions.insertOne({
      _id: id,
      ...of,
      current: hashSecret(secret),
      previous: null,
      rotatedAt: new Date(clock.now()),
      hasSibling: false,
      endedAt: null,
      expiresAt,
    })
    return { family: of.family, userId: of.userId, version: of.version, refreshToken: seal(id, secret), expiresAt }
  }

  const endFamily = async (family: string): Promise<void> => {
    await sessions.updateMany({ family }, { $set: { endedAt: new Date(clock.now()) } })
  }

  return {
    begin: (userId: string, version: number, how: WayIn): Promise<OpenSession> =>
      insert({ family: newId(), userId, version, how, startedAt: new Date(clock.now()) }),

    /** The session a token names, whatever state it is in; undefined for a token that was never ours. */
    find: async (token: string): Promise<StoredSession | undefined> => {
      const named = unseal(token)
      return named && ((await sessions.findOne({ _id: named.id })) ?? undefined)
    },

    /** Whether some session of the family could still be renewed. */
    isAlive: async (family: string): Promise<boolean> =>
      (await sessions.findOne({ family, endedAt: null, expiresAt: { $gt: new Date(clock.now()) } })) !== null,

    startOf: async (family: string): Promise<{ how: WayIn; startedAt: Date } | null> => sessions.findOne({ family }),

    /**
     * Gives the next token for this one. An old one within the grace gives one sibling, and to further tabs the advice to try again with the
     * cookie they have by now. An old one later is a copy: `reused`, and the caller ends the family.
     */
    rotate: async (token: string): Promise<OpenSession | 'reused'> => {
      const named = unseal(token)
      if (!named) throw sessionOver()
      const now = new Date(clock.now())
      const held = await sessions.findOne({ _id: named.id })
      if (!held || held.endedAt || held.expiresAt <= now) throw sessionOver()
      const secret = newSecret()
      const expiresAt = endOf(held.startedAt)
      const rotated = await sessions.findOneAndUpdate(
        { _id: named.id, current: named.hash, endedAt: null },
        { $set: { current: hashSecret(secret), previous: named.hash, rotatedAt: now, hasSibling: false, expiresAt } },
        { returnDocument: 'after' },
      )
      const { family, userId, version, how, startedAt } = held
      if (rotated) return { family, userId, version, refreshToken: seal(named.id, secret), expiresAt }
      const after = await sessions.findOne({ _id: named.id })
      if (!after || after.endedAt) throw sessionOver()
      if (after.previous !== named.hash || now.getTime() - after.rotatedAt.getTime() > GRACE_MS) return 'reused'
      const claimed = await sessions.findOneAndUpdate(
        { _id: named.id, previous: named.hash, hasSibling: false, endedAt: null },
        { $set: { hasSibling: true } },
      )
      if (!claimed) throw new AppError('renewed-elsewhere', 'conflict', 'Another tab has just renewed this sign-in. Try again.')
      const sibling = await insert({ family, userId, version, how, startedAt })
      // The family may have ended between the claim and the insert.
      if ((await sessions.findOne({ _id: named.id }))?.endedAt) await endFamily(family)
      return sibling
    },

    endFamily,
  }
}
export type Sessions = ReturnType<typeof createSessions>
