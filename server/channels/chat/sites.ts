import { createHmac } from 'node:crypto'
import type { Entry } from '../../platform/bus.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import type { Platform, RoomParts } from '../../platform/room.ts'
import { type Actor, allow, system } from '../../staff/index.ts'
import type { SiteChange } from './entries.ts'
import { isOrigin, type Site } from './site.ts'
import { siteRoutes } from './site-routes.ts'
import type { EditSite, MadeSiteKey, NewSite, SiteView } from './wire.ts'

interface SiteState extends Folded, Omit<SiteView, 'id' | 'signedSince' | 'oldKeysUntil' | 'isIdentityRequired'> {
  /** How many identity keys there were, and since when the last one is good. */
  keys?: number
  keyMadeAt?: Date | null
  /** Those before it that the site's server may still sign with, oldest first. */
  oldKeys?: { number: number; until: Date }[]
  isIdentityRequired?: boolean
  /** The sandbox made it: a real desk knows nothing of it (SECURITY R2). */
  isDemo: boolean
}
const DEMO = system('sandbox').id
/** For the site's server to get the new key meanwhile. */
const OLD_STAYS_MS = 86_400_000

const withKey = ({ oldKeys = [], ...state }: SiteState, at: Date, oldStaysMs: number | undefined): SiteState => {
  const { keyMadeAt, keys = 0 } = state
  const next = { ...state, keys: keys + 1, keyMadeAt: at }
  if (!keyMadeAt || !oldStaysMs) return next
  const before = { number: keys, until: new Date(at.getTime() + oldStaysMs) }
  return { ...next, oldKeys: [...oldKeys.filter(({ until }) => until > at), before] }
}

const siteStream: StreamKind<SiteState, SiteChange> = {
  kind: 'site',
  collection: 'sites',
  chained: true,
  start: () => ({ seq: 0, name: '', promise: '', origins: [], isActive: false, isDemo: false }),
  fold: (state, { seq, at, by, change }) => {
    const { oldKeys: _ended, ...newestOnly } = state
    switch (change.type) {
      case 'site.key-made':
        return { ...withKey(state, at, change.oldStaysMs), seq }
      case 'site.key-ended':
        return { ...newestOnly, keyMadeAt: null, isIdentityRequired: false, seq }
      case 'site.old-keys-ended':
        return { ...newestOnly, seq }
      default: {
        const { type, ...given } = change
        return { ...state, ...given, ...(type === 'site.added' ? { isActive: true, isDemo: by === DEMO } : {}), seq }
      }
    }
  },
}

const goodKeys = ({ keyMadeAt, keys = 0, oldKeys = [] }: SiteState): number[] => [
  ...(keyMadeAt ? [keys] : []),
  ...oldKeys.map(({ number }) => number),
]
/** Whether somebody who was let in before may not be now. */
const isNarrower = (before: SiteState, now: SiteState): boolean => {
  const keys = goodKeys(now)
  return (
    (before.isActive && !now.isActive) ||
    (!before.isIdentityRequired && now.isIdentityRequired === true) ||
    goodKeys(before).some((one) => !keys.includes(one))
  )
}

const needOrigins = (origins: readonly string[] | undefined): void => {
  const wrong = origins?.find((one) => !isOrigin(one))
  if (wrong !== undefined)
    throw new AppError(
      'not-an-origin',
      'invalid',
      `“${wrong}” is no address of a site. Give its beginning and nothing else: https://shop.example`,
    )
}

export interface Sites {
  /** Those whose widget opens. */
  active(): readonly Site[]
  /** Those that ended too, behind the others. */
  all(): SiteView[]
  /** Throws forbidden. */
  list(actor: Actor): Promise<SiteView[]>
  /** Throws forbidden, conflict (the id is taken), invalid. */
  add(actor: Actor, site: NewSite & { commandId: string }): Promise<SiteView>
  /** Changes what is given and leaves the rest. Throws forbidden, not-found, invalid. */
  edit(actor: Actor, change: EditSite & { siteId: string; commandId: string }): Promise<SiteView>
  /** Gives the site a key to sign its customers in with; one that it had is good for a day more. Throws forbidden, not-found. */
  makeKey(actor: Actor, command: { siteId: string; commandId: string }): Promise<MadeSiteKey>
  /** The site signs nobody in any more, with whatever key. Throws forbidden, not-found. */
  endKey(actor: Actor, command: { siteId: string; commandId: string }): Promise<SiteView>
  /** Only the newest key is good from now on. Throws forbidden, not-found. */
  endOldKeys(actor: Actor, command: { siteId: string; commandId: string }): Promise<SiteView>
  /** Hears of a site that lets in fewer than before: it ended, asks for a sign-in, or has keys fewer. */
  onNarrowed(listener: (siteId: string) => void): void
  parts: RoomParts<Actor>
}

/** Where the widget may be shown. In memory once `parts.start` has run. */
export const createSites = (
  platform: Pick<Platform, 'ledgers' | 'bus' | 'connection' | 'clock' | 'followOthers' | 'keyFor'>,
  { isSandbox }: { isSandbox: boolean },
): Sites => {
  const { bus, connection, followOthers } = platform
  const ledger = platform.ledgers.open(siteStream)
  const states = new Map<string, SiteState>()
  const narrowed = new Set<(siteId: string) => void>()
  const put = (id: string, state: SiteState): void => {
    const before = states.get(id)
    if (state.seq <= (before?.seq ?? 0)) return
    states.set(id, state)
    if (before && isNarrower(before, state)) for (const listener of narrowed) listener(id)
  }
  const idOf = (stream: string): string => stream.slice('site:'.length)
  bus.onEntry(({ stream }, state) => {
    if (stream.startsWith('site:')) put(idOf(stream), state as SiteState)
  })
  const load = async (): Promise<void> => {
    const first = { stream: { $gte: 'site:', $lt: 'site;' }, seq: 1 }
    for (const { stream } of await connection.collection<Entry>('entries').find(first).toArray())
      put(idOf(stream), await ledger.load(idOf(stream)))
  }
  const isKnown = ({ seq, isDemo }: SiteState): boolean => seq > 0 && (isSandbox || !isDemo)
  const keyOf = (id: string, number = 0): string =>
    createHmac('sha256', platform.keyFor('site-identity'))
      .update(JSON.stringify([id, number]))
      .digest('base64url')
  const goodOldKeys = ({ oldKeys = [] }: SiteState) => oldKeys.filter(({ until }) => until.getTime() > platform.clock.now())
  const present = (id: string, state: SiteState): SiteView => {
    const { name, promise, origins, isActive, keyMadeAt = null, isIdentityRequired = false } = state
    return {
      id,
      name,
      promise,
      origins,
      isActive,
      signedSince: keyMadeAt?.toISOString() ?? null,
      // The last of them is good the longest.
      oldKeysUntil: goodOldKeys(state).at(-1)?.until.toISOString() ?? null,
      isIdentityRequired,
    }
  }
  const withIdentity = (site: SiteView): Site => {
    const state = states.get(site.id)
    if (!state?.keyMadeAt) return site
    const oldKeys = goodOldKeys(state).map(({ number }) => keyOf(site.id, number))
    return { ...site, identity: { key: keyOf(site.id, state.keys), oldKeys, isRequired: site.isIdentityRequired } }
  }
  const all = (): SiteView[] =>
    [...states]
      .filter(([, state]) => isKnown(state))
      .map(([id, state]) => present(id, state))
      .sort((a, b) => Number(b.isActive) - Number(a.isActive) || a.name.localeCompare(b.name))
  const commit = async (actor: Actor, id: string, key: string, decide: (now: SiteState) => SiteChange | null): Promise<SiteView> => {
    const state = await ledger.commit(id, `${actor.id}:${key}`, actor.id, decide)
    put(id, state)
    return present(id, state)
  }
  const sites: Omit<Sites, 'parts'> = {
    active: () =>
      all()
        .filter((one) => one.isActive)
        .map(withIdentity),
    all,
    onNarrowed: (listener) => void narrowed.add(listener),
    list: async (actor) => {
      allow(actor, 'queue.read')
      return all()
    },
    add: async (actor, { commandId, id, ...given }) => {
      allow(actor, 'settings.manage')
      needOrigins(given.origins)
      return commit(actor, id, `add:${commandId}`, (now) => {
        // One that ended comes back with what is said of it now.
        if (now.isActive && isKnown(now)) throw new AppError('site-exists', 'conflict', 'There is a site of this name for queues already.')
        return { type: 'site.added', ...given }
      })
    },
    edit: async (actor, { siteId, commandId, ...given }) => {
      allow(actor, 'settings.manage')
      needOrigins(given.origins)
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      return commit(actor, siteId, `edit:${commandId}`, (now) => {
        if (!isKnown(now)) throw notFound('site')
        if (given.isIdentityRequired && !now.keyMadeAt)
          throw new AppError('no-site-key', 'conflict', 'The site has no key to sign its customers in with. Make one first.')
        return Object.keys(change).length === 0 ? null : { type: 'site.edited', ...change }
      })
    },
    makeKey: async (actor, { siteId, commandId }) => {
      allow(actor, 'settings.manage')
      const site = await commit(actor, siteId, `key:${commandId}`, (now) => {
        if (!isKnown(now)) throw notFound('site')
        return { type: 'site.key-made', oldStaysMs: OLD_STAYS_MS }
      })
      return { key: keyOf(siteId, states.get(siteId)?.keys), site }
    },
    endKey: async (actor, { siteId, commandId }) => {
      allow(actor, 'settings.manage')
      return commit(actor, siteId, `end-key:${commandId}`, (now) => {
        if (!isKnown(now)) throw notFound('site')
        return now.keyMadeAt ? { type: 'site.key-ended' } : null
      })
    },
    endOldKeys: async (actor, { siteId, commandId }) => {
      allow(actor, 'settings.manage')
      return commit(actor, siteId, `end-old-keys:${commandId}`, (now) => {
        if (!isKnown(now)) throw notFound('site')
        return goodOldKeys(now).length > 0 ? { type: 'site.old-keys-ended' } : null
      })
    },
  }
  return {
    ...sites,
    parts: {
      routes: siteRoutes(sites),
      start: async () => {
        await load()
        followOthers('chat/sites', load)
      },
    },
  }
}
