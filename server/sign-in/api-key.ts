import type { Entry } from '../platform/bus.ts'
import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { Permission } from '../staff/index.ts'

export type ApiKeyChange =
  | {
      type: 'key.made'
      name: string
      scopes: readonly Permission[]
      source: string
      /** A user's id, or `system:<what>`. */
      makerId: string
      /** Belongs to the sandbox and ends with it (SECURITY R2). */
      isDemo: boolean
      expiresAt: Date
    }
  | { type: 'key.revoked' }

export interface ApiKeyState extends Folded {
  name: string
  scopes: readonly Permission[]
  source: string
  makerId: string
  isDemo: boolean
  isRevoked: boolean
  madeAt: Date
  expiresAt: Date
  updatedAt: Date
}

const never = new Date(0)

/** The stream `key:<id>`; what the key itself is hashed to lies elsewhere. */
export const apiKeyStream: StreamKind<ApiKeyState, ApiKeyChange> = {
  kind: 'key',
  collection: 'api_keys',
  chained: true,
  start: () => ({
    seq: 0,
    name: '',
    scopes: [],
    source: '',
    makerId: '',
    isDemo: false,
    isRevoked: false,
    madeAt: never,
    expiresAt: never,
    updatedAt: never,
  }),
  fold: (state, { seq, at, change }: Entry<ApiKeyChange>) => {
    const folded = { ...state, seq, updatedAt: at }
    if (change.type === 'key.revoked') return { ...folded, isRevoked: true }
    const { type: _, ...facts } = change
    return { ...folded, ...facts, madeAt: at }
  },
}

/** `pbk_<id>_<secret>`: the first part finds it, the second proves it. */
export const writeKey = (id: string, secret: string): string => `pbk_${id}_${secret}`

export const readKey = (text: string): { keyId: string; secret: string } | undefined => {
  const match = /^pbk_([a-z2-7]{24})_([a-z2-7]{52})$/.exec(text)
  return match ? { keyId: `key_${match[1]}`, secret: match[2] as string } : undefined
}
