import { timingSafeEqual } from 'node:crypto'
import type { Entry } from '../platform/bus.ts'
import { AppError } from '../platform/errors.ts'
import { hashSecret } from '../platform/ids.ts'
import type { KeyActor } from '../staff/index.ts'
import { type ApiKeyState, apiKeyStream, readKey } from './api-key.ts'
import type { SignInDeps } from './deps.ts'
import { mayEnter } from './enter.ts'

const USED_EVERY_MS = 60_000
const refused = (): AppError => new AppError('api-key', 'unauthenticated', 'This key is not good, or not any more.')

/** All keys in memory, for a request to cost no look-up: read at the start, kept current by entries and by a look at what other processes wrote. */
export const createKeyRing = ({ platform, staff, sandbox }: Pick<SignInDeps, 'platform' | 'staff' | 'sandbox'>) => {
  const { connection, ledgers, bus, clock, log } = platform
  const ledger = ledgers.open(apiKeyStream)
  const secrets = connection.collection<{ _id: string; hash: string; lastUsedAt: Date | null }>('api_key_secrets')
  const states = new Map<string, ApiKeyState>()
  const hashes = new Map<string, string>()
  const usedAt = new Map<string, number>()
  let lookedAt = new Date(0)

  const put = (keyId: string, state: ApiKeyState): void => {
    if (state.seq > (states.get(keyId)?.seq ?? 0)) states.set(keyId, state)
  }
  const putWithHash = async (keyId: string, state: ApiKeyState): Promise<void> => {
    if (!hashes.has(keyId)) {
      const stored = await secrets.findOne({ _id: keyId })
      if (!stored) return
      hashes.set(keyId, stored.hash)
    }
    put(keyId, state)
  }
  bus.onEntry((entry, state) => {
    if (entry.stream.startsWith('key:')) put(entry.stream.slice(4), state as ApiKeyState)
  })

  const noteUse = (keyId: string): void => {
    const now = clock.now()
    if (now - (usedAt.get(keyId) ?? 0) < USED_EVERY_MS) return
    usedAt.set(keyId, now)
    secrets
      .updateOne({ _id: keyId }, { $set: { lastUsedAt: new Date(now) } })
      // Only a hint for whoever cleans up keys.
      .catch((error) => log.warn({ err: error, keyId }, 'the use of a key could not be noted'))
  }

  /** What the maker may do now; null when they may not come in any more. A key of the desk itself has an admin's role. */
  const rightsOf = (state: ApiKeyState): Pick<KeyActor, 'role' | 'teams'> | null => {
    if (state.makerId.startsWith('system:')) return { role: 'admin', teams: [] }
    const maker = staff.userState(state.makerId)
    return mayEnter({ sandbox }, maker) ? { role: maker.role, teams: maker.teams } : null
  }

  return {
    ledger,
    secrets,
    put,
    holdHash: (keyId: string, hash: string): void => {
      hashes.set(keyId, hash)
    },
    state: (keyId: string): ApiKeyState | undefined => states.get(keyId),
    live: (): [string, ApiKeyState][] => [...states].filter(([, one]) => !one.isRevoked && one.expiresAt.getTime() > clock.now()),

    /** Whose key this is, with the rights its maker has now (SECURITY A6). Throws unauthenticated. */
    authenticate: (text: string): KeyActor => {
      const given = readKey(text)
      const hash = given && hashes.get(given.keyId)
      const state = given && states.get(given.keyId)
      if (!given || !hash || !state || !timingSafeEqual(Buffer.from(hashSecret(given.secret)), Buffer.from(hash))) throw refused()
      if (state.isRevoked || state.expiresAt.getTime() <= clock.now() || (state.isDemo && sandbox === 'off')) throw refused()
      const rights = rightsOf(state)
      if (!rights) throw refused()
      noteUse(given.keyId)
      return { type: 'key', id: given.keyId, name: state.name, scopes: state.scopes, source: state.source, ...rights }
    },

    load: async (): Promise<void> => {
      lookedAt = new Date(clock.now())
      const entries = connection.collection<Entry>('entries')
      for (const { stream } of await entries.find({ stream: { $gte: 'key:', $lt: 'key;' }, seq: 1 }).toArray())
        await putWithHash(stream.slice(4), await ledger.load(stream.slice(4)))
    },
    refresh: async (): Promise<void> => {
      const after = new Date(lookedAt.getTime() - 10_000)
      lookedAt = new Date(clock.now())
      const keys = connection.collection<ApiKeyState & { _id: string }>('api_keys')
      for (const { _id, ...state } of await keys.find({ updatedAt: { $gt: after } } as never).toArray())
        await putWithHash(_id as string, state as unknown as ApiKeyState)
    },
  }
}
export type KeyRing = ReturnType<typeof createKeyRing>
