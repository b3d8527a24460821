import { isOfCall } from '../calls/index.ts'
import type { WorkView } from '../routing/wire.ts'
import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import { createPop } from './pop.ts'
import type { MyWork, OfferView } from './wire.ts'

/** An offer with what its agent should know before accepting. Null when its case is gone from sight. */
export const createOfferView = (deps: ScreenDeps) => {
  const pop = createPop(deps)
  return async (actor: Actor, work: WorkView): Promise<OfferView | null> => {
    const { cases, calls } = deps
    const [own] = await cases.getStates(actor, [work.caseId])
    if (!own) return null
    const calling = calls.callsOfInteractions(isOfCall(work.channel) ? [work.interactionId] : []).then(([call = null]) => call)
    const known = await pop(actor, { own, calling, work })
    return known && { work, ...known }
  }
}

/** What one member of the staff has to do now. */
export const createMyWork = (deps: ScreenDeps) => {
  const join = joinCases(deps)
  const offerView = createOfferView(deps)
  return async (actor: Actor, memberId: string): Promise<MyWork> => {
    const [offered, assigned] = await Promise.all([deps.routing.offersOf(memberId), deps.cases.assignedTo(actor, memberId)])
    const [offers, rows] = await Promise.all([Promise.all(offered.map((work) => offerView(actor, work))), join(actor, assigned)])
    return {
      offers: offers.filter((one) => one !== null),
      active: rows.filter((one) => one.status !== 'snoozed'),
      snoozed: rows.filter((one) => one.status === 'snoozed'),
    }
  }
}
