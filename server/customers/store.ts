import { batchFinds, batchInserts } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import type { Platform } from '../platform/room.ts'
import type { CustomerState } from './customer.ts'
import type { Trust } from './identity.ts'

/** Erasable: an address and whose it is. `_id` holds the address, so entries and other rooms use `ref`. */
export interface IdentityDocument {
  _id: string
  ref: string
  channel: string
  address: string
  trust: Trust
  customerId: string
  since: Date
  /** Folded name and company domain; '' when they say nothing. */
  nameKey: string
}

export interface ProfileFields {
  name: string
  company: string
  title: string
  plan: string
  timezone: string
  language: string
}

/** Erasable: what is known of a customer in words. */
export interface ProfileDocument extends ProfileFields {
  _id: string
  /** Where the name came from: a better source replaces a weaker one. */
  nameFrom: 'address' | 'party' | 'staff'
  sortName: string
  terms: string[]
}

/** Erasable: an address that somebody typed. It is nobody's identity. */
export interface TypedDocument {
  _id: string
  customerId: string
  /** Of the address: `email`, `phone`. */
  channel: string
  address: string
  /** Which part of the desk it was typed into: `chat`. */
  where: string
  at: Date
}

export type ReasonKind = 'same-address' | 'typed' | 'same-name' | 'same-phone' | 'other'
export interface Reason {
  kind: ReasonKind
  /** Plain words for staff. Erasable, because it may name an address. */
  text: string
}

export interface SuggestionDocument {
  _id: string
  aId: string
  bId: string
  /** Both again, for one index. */
  of: string[]
  reasons: Reason[]
  state: 'open' | 'dismissed'
  /** The kinds of reason known when somebody said no: only a new kind asks again. */
  dismissedKinds: ReasonKind[]
  /** The keys of the answers that are carried out. */
  dismissals: string[]
  at: Date
  v: number
}

/** What a merge was asked for, so that a repeated command and an undo find it. What became of it stands in the entries. */
export interface MergeDocument {
  _id: string
  intoId: string
  fromId: string
  /** Whose cases were whose before the merge. */
  intoFamily: string[]
  fromFamily: string[]
  withOpenCases: boolean
  by: string
  at: Date
  casesMerged: number | null
}

/** How many identities and typed addresses are looked at to find out whose an address may be. */
export const MOST = 20

export const openStore = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>) => {
  const { connection } = platform
  const customers = connection.collection<CustomerState & { _id: string }>('customers')
  const identities = connection.collection<IdentityDocument>('identities')
  const profiles = connection.collection<ProfileDocument>('profiles')
  const typed = connection.collection<TypedDocument>('typed_addresses')
  return {
    customers,
    identities,
    profiles,
    typed,
    suggestions: connection.collection<SuggestionDocument>('suggestions'),
    merges: connection.collection<MergeDocument>('customer_merges'),
    /** What every new customer and every view of one asks and writes, together with what others ask and write at the same moment. */
    together: {
      customer: batchFinds<CustomerState & { _id: string }>(customers, '_id'),
      mergedInto: batchFinds<CustomerState & { _id: string }>(customers, 'mergedInto'),
      identity: batchFinds<IdentityDocument>(identities, '_id'),
      identitiesOf: batchFinds<IdentityDocument>(identities, 'customerId'),
      profile: batchFinds<ProfileDocument>(profiles, '_id'),
      identityByRef: batchFinds<IdentityDocument>(identities, 'ref'),
      identitiesAt: batchFinds<IdentityDocument>(identities, 'address', { most: MOST }),
      identitiesNamed: batchFinds<IdentityDocument>(identities, 'nameKey', { most: MOST }),
      typedAs: batchFinds<TypedDocument>(typed, 'address', { most: MOST }),
      addIdentity: batchInserts<IdentityDocument>(identities, early(platform)),
      addProfile: batchInserts<ProfileDocument>(profiles, early(platform)),
    },
  }
}
export type Store = ReturnType<typeof openStore>

export const customerIndexes: IndexSpec[] = [
  { collection: 'customers', key: { mergedInto: 1 } },
  { collection: 'customers', key: { erasedAt: 1 }, partialFilterExpression: { erasedAt: { $gte: new Date(0) } } },
  { collection: 'identities', key: { customerId: 1 } },
  { collection: 'identities', key: { address: 1 } },
  { collection: 'identities', key: { nameKey: 1 } },
  { collection: 'identities', key: { ref: 1 } },
  { collection: 'profiles', key: { sortName: 1, _id: 1 } },
  { collection: 'profiles', key: { terms: 1, sortName: 1 } },
  { collection: 'typed_addresses', key: { address: 1 } },
  { collection: 'typed_addresses', key: { customerId: 1 } },
  { collection: 'suggestions', key: { of: 1 } },
]
