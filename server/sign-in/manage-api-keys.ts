import { AppError, notFound } from '../platform/errors.ts'
import { hashSecret, idFrom, newSecret } from '../platform/ids.ts'
import { type Actor, allow, isAllowed, type Permission, permissions } from '../staff/index.ts'
import { type ApiKeyState, writeKey } from './api-key.ts'
import type { SignInDeps } from './deps.ts'
import type { KeyRing } from './key-ring.ts'
import type { ApiKey, MadeApiKey } from './wire.ts'

type KeyDeps = SignInDeps & { keys: KeyRing }

const DAY_MS = 24 * 3_600_000
/** Few enough for one page and for memory. */
const MOST_KEYS = 100

const present = (id: string, state: ApiKeyState, lastUsedAt: Date | null): ApiKey => ({
  id,
  name: state.name,
  scopes: [...state.scopes],
  source: state.source,
  makerId: state.makerId,
  prefix: writeKey(id.slice(4), '').slice(0, 12),
  madeAt: state.madeAt.toISOString(),
  expiresAt: state.expiresAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})

const isPermission = (scope: string): scope is Permission => (permissions as readonly string[]).includes(scope)

export interface KeyWish {
  name: string
  scopes?: readonly string[]
  source?: string | undefined
  expiresInDays?: number
  commandId: string
}

/**
 * Makes a key; it is in the answer and never to be had again. People and the desk itself make keys; a key makes no keys.
 * Throws forbidden (also for a scope that the maker does not hold), invalid (no such scope), conflict (too many).
 */
export const makeApiKey =
  ({ keys, platform, staff, sandbox }: KeyDeps) =>
  async (actor: Actor, { name, scopes = [], source, expiresInDays = 365, commandId }: KeyWish): Promise<MadeApiKey> => {
    allow(actor, 'api-key.manage')
    if (actor.type === 'key') throw new AppError('not-allowed', 'forbidden', 'A key cannot make keys.')
    for (const scope of scopes) {
      if (!isPermission(scope)) throw new AppError('scope', 'invalid', `There is no scope ${scope}.`)
      if (!isAllowed(actor, scope)) throw new AppError('not-allowed', 'forbidden', `You do not hold ${scope} yourself.`)
    }
    if (keys.live().length >= MOST_KEYS) throw new AppError('too-many-keys', 'conflict', 'There are too many keys. Revoke some first.')
    const key = `${actor.id}:make-api-key:${commandId}`
    const part = idFrom('api-key', key)
    const id = `key_${part}`
    const secret = newSecret()
    const isDemo = actor.type === 'system' ? sandbox !== 'off' : (staff.userState(actor.id)?.isDemo ?? false)
    const hash = hashSecret(secret)
    // The secret first: an entry without one would be a key that nobody can use.
    await keys.secrets.updateOne({ _id: id }, { $set: { hash, lastUsedAt: null } }, { upsert: true })
    keys.holdHash(id, hash)
    const expiresAt = new Date(platform.clock.now() + expiresInDays * DAY_MS)
    const state = await keys.ledger.commit(id, key, actor.id, (now) =>
      now.seq > 0
        ? null
        : { type: 'key.made', name, scopes: scopes.filter(isPermission), source: source ?? id, makerId: actor.id, isDemo, expiresAt },
    )
    keys.put(id, state)
    return { id, key: writeKey(part, secret), apiKey: present(id, state, null) }
  }

/** Keys that are good, newest first; never the keys themselves. Throws forbidden. */
export const listApiKeys =
  ({ keys }: KeyDeps) =>
  async (actor: Actor): Promise<ApiKey[]> => {
    allow(actor, 'api-key.manage')
    const live = keys.live()
    const used = await keys.secrets.find({ _id: { $in: live.map(([id]) => id) } }).toArray()
    const lastUsed = new Map(used.map((one) => [one._id, one.lastUsedAt]))
    return live.map(([id, state]) => present(id, state, lastUsed.get(id) ?? null)).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
  }

/** Ends a key at once. Throws forbidden, not-found. */
export const revokeApiKey =
  ({ keys }: KeyDeps) =>
  async (actor: Actor, { keyId, commandId }: { keyId: string; commandId: string }): Promise<void> => {
    allow(actor, 'api-key.manage')
    const state = await keys.ledger.commit(keyId, `${actor.id}:revoke-api-key:${commandId}`, actor.id, (now) => {
      if (now.seq === 0) throw notFound('api-key')
      return now.isRevoked ? null : { type: 'key.revoked' }
    })
    keys.put(keyId, state)
  }
