import { AppError } from '../platform/errors.ts'
import { createRecent } from '../platform/recent.ts'
import type { Platform } from '../platform/room.ts'
import type { CustomerState } from './customer.ts'
import type { Store } from './store.ts'

/** Who a customer is now: each merged customer points at the one it went into. */
export interface Pointers {
  /** Undefined: no such customer is stored. */
  into(id: string): Promise<string | null | undefined>
  /** As fresh as the pointers. */
  isErased(id: string): Promise<boolean>
  /** Follows the pointers to the customer that stands; the id itself when it is merged into nobody. */
  currentOf(id: string): Promise<string>
  currentOfAll(ids: readonly string[]): Promise<Map<string, string>>
  /** For each id: itself and everyone merged into it now, directly or through others; itself first. */
  familiesOf(ids: readonly string[]): Promise<Map<string, string[]>>
}

/** How long a pointer may be behind another process; what happens in this process is known at once, and nothing else happens where it is the only one. */
const TRUSTED_MS = 2_000
const REMEMBERED = 100_000
const REMEMBERED_FAMILIES = 20_000

/** After these somebody else points at somebody. */
const movesPointers = new Set(['customer.merged', 'customer.unmerged'])

/** Who was merged into whom, as it was read last: nothing is remembered over a merge or its undo. */
const rememberMerged = (read: Store['together']['mergedInto']) => {
  let known = createRecent<string, Awaited<ReturnType<typeof read>>>(REMEMBERED_FAMILIES)
  return {
    read: async (id: string) => {
      const held = known.get(id)
      if (held) return held
      const now = known
      const found = await read(id)
      // Into what is given up already, if there was a merge meanwhile.
      now.set(id, found)
      return found
    },
    forget: (): void => {
      known = createRecent(REMEMBERED_FAMILIES)
    },
  }
}

export const createPointers = (store: Store, { bus, isOnlyProcess }: Pick<Platform, 'bus' | 'isOnlyProcess'>): Pointers => {
  const trustedMs = isOnlyProcess ? Number.POSITIVE_INFINITY : TRUSTED_MS
  const known = createRecent<string, { into: string | null; isErased: boolean; until: number }>(REMEMBERED)
  const remember = (id: string, { mergedInto, erasedAt = null }: Pick<CustomerState, 'mergedInto'> & Partial<CustomerState>): void =>
    known.set(id, { into: mergedInto, isErased: erasedAt !== null, until: performance.now() + trustedMs })
  const merged = rememberMerged(store.together.mergedInto)
  const mergedInto = isOnlyProcess ? merged.read : store.together.mergedInto
  bus.onEntry((entry, state) => {
    if (!entry.stream.startsWith('customer:')) return
    if (movesPointers.has(entry.change.type)) merged.forget()
    remember((state as CustomerState).id, state as CustomerState)
  })

  const read = async (id: string): Promise<string | null | undefined> => {
    const before = known.get(id)
    const [stored] = await store.together.customer(id)
    if (!stored) return undefined
    // Something happened to this customer while it was read: what was read may be the older of the two.
    if (before === known.get(id)) remember(id, stored)
    return stored.mergedInto
  }
  const into = async (id: string): Promise<string | null | undefined> => {
    const held = known.get(id)
    return held && held.until > performance.now() ? held.into : read(id)
  }

  const follow = async (id: string, next: typeof into): Promise<string | null> => {
    const seen = new Set<string>()
    let here = id
    while (!seen.has(here)) {
      seen.add(here)
      const further = await next(here)
      if (!further) return here
      here = further
    }
    return null
  }
  const currentOf = async (id: string): Promise<string> => {
    // An old pointer in memory and a new one from the store can lead in a circle, where the store has none.
    const found = (await follow(id, into)) ?? (await follow(id, read))
    if (found === null) throw new AppError('customer-circle', 'unavailable', 'These customers are being merged at this moment. Try again.')
    return found
  }

  return {
    into,
    isErased: async (id) => (await into(id)) !== undefined && known.get(id)?.isErased === true,
    currentOf,
    currentOfAll: async (ids) => new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await currentOf(id)] as const))),
    familiesOf: async (ids) => {
      const families = new Map([...new Set(ids)].map((id) => [id, [id]]))
      // For each member found in the last round, the families it brings its own members to.
      let edge = new Map([...families.keys()].map((id) => [id, [id]]))
      while (edge.size > 0) {
        const found = (await Promise.all([...edge.keys()].map(mergedInto))).flat()
        found.sort((a, b) => (a._id < b._id ? -1 : 1))
        const next = new Map<string, string[]>()
        for (const { _id, mergedInto } of found)
          for (const root of edge.get(mergedInto ?? '') ?? []) {
            const family = families.get(root)
            if (!family || family.includes(_id)) continue
            family.push(_id)
            next.set(_id, [...(next.get(_id) ?? []), root])
          }
        edge = next
      }
      return families
    },
  }
}
