import * as z from 'zod'
import { notFound } from '../../platform/errors.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import { type Route, route } from '../../platform/routes.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import type { VisitorChange } from './entries.ts'
import { threadKeyOf, visitorIdOf } from './visitor.ts'
import { EndVisitor, VisitorEnded } from './wire.ts'

interface EndState extends Folded {
  endedAt: Date | null
}

const visitorStream: StreamKind<EndState, VisitorChange> = {
  kind: 'visitor',
  collection: 'ended_visitors',
  chained: true,
  start: () => ({ seq: 0, endedAt: null }),
  fold: (_state, { seq, at }) => ({ seq, endedAt: at }),
}

/**
 * Shuts out the visitor who wrote in an interaction of a case: their tokens are good for nothing from now on (SECURITY G1), and what they wrote stays.
 * Throws forbidden, not-found.
 */
export const endVisitor = ({ platform, visitors, hub }: ChatDeps, cutOff: (visitorId: string) => void) => {
  const ledger = platform.ledgers.open(visitorStream)
  return async (actor: Actor, { caseId, interactionId }: { caseId: string; interactionId: string }): Promise<{ endedAt: string }> => {
    allow(actor, 'customer.edit')
    const isOfCase = (await hub.waysOf(actor, caseId)).some((one) => one.interactionId === interactionId)
    const said = isOfCase ? (await hub.messagesOfThread(interactionId)).find(({ direction }) => direction === 'in') : undefined
    const visitor = said ? await visitors.get(visitorIdOf(said.externalId)) : null
    if (!visitor) throw notFound('visitor')
    // Whoever was shut out once is so for good, so the first entry is the only one.
    const { endedAt } = await ledger.settle(visitor._id, 'ended', actor.id, (now) =>
      now.seq > 0 ? null : { type: 'visitor.ended', siteId: visitor.siteId, caseId },
    )
    const at = endedAt ?? new Date(platform.clock.now())
    await visitors.revoke(visitor._id, at)
    cutOff(visitor._id)
    const told = new Set([caseId])
    for (const { id } of [visitor.session, ...visitor.earlier]) {
      const current = await hub.caseOfThread(threadKeyOf(id))
      if (current) told.add(current.id)
    }
    for (const id of told) platform.bus.tell({ name: 'chat.visitor-ended', data: { caseId: id } })
    return { endedAt: at.toISOString() }
  }
}
export type EndVisitorVerb = ReturnType<typeof endVisitor>

export const endVisitorRoute = (end: EndVisitorVerb): Route<Actor> =>
  route({
    method: 'post',
    path: '/cases/:caseId/end-visitor',
    summary:
      'Ends the access of the visitor who wrote in an interaction of the case: their window closes, and they can only come back as somebody new.',
    may: 'customer.edit',
    also: ['case.read'],
    params: z.object({ caseId: z.string().max(60) }),
    body: EndVisitor,
    answer: VisitorEnded,
    run: (actor: Actor, input) => end(actor, input),
  })
