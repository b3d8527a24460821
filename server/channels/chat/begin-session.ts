import { AppError } from '../../platform/errors.ts'
import { keyedId, newId } from '../../platform/ids.ts'
import { addressPrefix } from './address-prefix.ts'
import type { ChatDeps } from './deps.ts'
import { type Identity, readIdentity } from './read-identity.ts'
import { type Site, siteOf } from './site.ts'
import { newSession, type Visitor } from './visitor.ts'
import type { BeginSession, SessionBegun } from './wire.ts'

const fresh = (id: string, siteId: string, now: Date): Visitor => ({
  _id: id,
  siteId,
  createdAt: now,
  seenAt: now,
  revokedAt: null,
  name: '',
  verified: null,
  typed: [],
  session: newSession(newId()),
  earlier: [],
})

/** Who came, and by which proof. */
interface Come {
  visitor: Visitor
  proof?: string | undefined
}

/** The visitor a valid token belongs to. An old or foreign token is no error: it continues nothing. */
const continued = async ({ visitors, verifyVisitor }: ChatDeps, site: Site, token: string | undefined): Promise<Come | null> => {
  if (!token) return null
  try {
    const actor = verifyVisitor(token)
    return actor.siteId === site.id ? { visitor: await visitors.live(actor), proof: actor.proof } : null
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unauthenticated') return null
    throw error
  }
}

/** The same customer of the site is the same visitor on every device; a revoked one begins anew. */
const proven = async ({ visitors, platform }: ChatDeps, site: Site, identity: Identity, now: Date): Promise<Come> => {
  const { proof } = identity
  const key = platform.keyFor('visitor')
  for (let round = 0; round < 100; round++) {
    const id = keyedId(key, JSON.stringify([site.id, identity.sub, round]))
    const known = await visitors.get(id)
    if (known?.revokedAt) continue
    const said = { name: identity.name ?? known?.name ?? '', verified: { sub: identity.sub, email: identity.email?.toLowerCase() ?? '' } }
    if (!known) return { visitor: await visitors.add({ ...fresh(id, site.id, now), ...said }), proof }
    await visitors.seen(id, said)
    return { visitor: { ...known, ...said }, proof }
  }
  throw new AppError('visit-over', 'forbidden', 'This customer was shut out too often.')
}

/** False when the site or the desk has had as many new visitors as it takes: then the widget is "away" (SECURITY G7). */
const takesVisitors = async ({ platform }: ChatDeps, site: Site): Promise<boolean> => {
  try {
    await platform.limit('widget-site', site.id)
    await platform.limit('widget-desk', 'all')
    return true
  } catch (error) {
    if (error instanceof AppError && error.kind === 'rate-limited') return false
    throw error
  }
}

/**
 * Begins or continues a visit. Throws rate-limited (by address), not-found (site), forbidden or unauthenticated (identity missing where the
 * site asks for one, bad, old or used).
 */
export const beginSession =
  (deps: ChatDeps) =>
  async ({ site: siteId, token, identity }: BeginSession, address: string): Promise<SessionBegun> => {
    await deps.platform.limit('widget-session', addressPrefix(address))
    const site = siteOf(deps.sites(), siteId)
    const now = new Date(deps.platform.clock.now())
    const isAway = (await deps.isOpen?.(site.id)) === false
    if (!identity && site.identity?.isRequired)
      throw new AppError('identity-needed', 'unauthenticated', 'Sign in to the site to write to us.')
    let come = identity
      ? await proven(deps, site, await readIdentity(deps.platform.connection, site, identity, now.getTime()), now)
      : await continued(deps, site, token)
    if (!come) {
      if (!(await takesVisitors(deps, site))) return { token: null, sessions: [], isAway: true, isVerified: false, name: '' }
      come = { visitor: await deps.visitors.add(fresh(newId(), site.id, now)) }
    } else await deps.visitors.seen(come.visitor._id, { seenAt: now })
    const { visitor, proof } = come
    return {
      token: deps.signVisitor({ visitorId: visitor._id, siteId: site.id, proof }),
      sessions: [...visitor.earlier.map((one) => one.id), visitor.session.id],
      isAway,
      isVerified: visitor.verified !== null,
      name: visitor.name,
    }
  }
