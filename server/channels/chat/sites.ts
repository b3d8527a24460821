import type { Entry } from '../../platform/bus.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import type { Platform, RoomParts } from '../../platform/room.ts'
import { type Actor, allow, system } from '../../staff/index.ts'
import type { SiteChange } from './entries.ts'
import { isOrigin, type Site } from './site.ts'
import { siteRoutes } from './site-routes.ts'
import type { EditSite, NewSite, SiteView } from './wire.ts'

interface SiteState extends Folded, Omit<SiteView, 'id'> {
  /** The sandbox made it: a real desk knows nothing of it (SECURITY R2). */
  isDemo: boolean
}
const DEMO = system('sandbox').id

const siteStream: StreamKind<SiteState, SiteChange> = {
  kind: 'site',
  collection: 'sites',
  chained: true,
  start: () => ({ seq: 0, name: '', promise: '', origins: [], isActive: false, isDemo: false }),
  fold: (state, { seq, by, change: { type, ...given } }) => ({
    ...state,
    ...given,
    ...(type === 'site.added' ? { isActive: true, isDemo: by === DEMO } : {}),
    seq,
  }),
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
  parts: RoomParts<Actor>
}

/** Where the widget may be shown. In memory once `parts.start` has run. */
export const createSites = (
  platform: Pick<Platform, 'ledgers' | 'bus' | 'connection' | 'followOthers'>,
  { isSandbox }: { isSandbox: boolean },
): Sites => {
  const { bus, connection, followOthers } = platform
  const ledger = platform.ledgers.open(siteStream)
  const states = new Map<string, SiteState>()
  const put = (id: string, state: SiteState): void => {
    if (state.seq > (states.get(id)?.seq ?? 0)) states.set(id, state)
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
  const present = (id: string, { seq: _, isDemo: __, ...state }: SiteState): SiteView => ({ id, ...state })
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
    active: () => all().filter((one) => one.isActive),
    all,
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
        return Object.keys(change).length === 0 ? null : { type: 'site.edited', ...change }
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
