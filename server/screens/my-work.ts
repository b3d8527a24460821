import type { WorkView } from '../routing/wire.ts'
import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import type { MyWork, OfferView } from './wire.ts'

const LAST = 4

/** An offer with what its agent should know before accepting. Null when its case is gone from sight. */
export const createOfferView = (deps: ScreenDeps) => {
  const join = joinCases(deps)
  return async (actor: Actor, work: WorkView): Promise<OfferView | null> => {
    const { cases, customers, hub, calls } = deps
    const [state] = await cases.getStates(actor, [work.caseId])
    if (!state) return null
    const customer = await customers.getCustomer(actor, await customers.currentOf(state.customerId))
    const history = await cases.historyOf(actor, [customer.id, ...customer.merged])
    const rows = await join(actor, [state, ...history.filter((one) => one.id !== state.id)])
    const [row, ...others] = rows
    if (!row) return null
    const [call] = await calls.callsOfInteractions([work.interactionId])
    const [last] = (await hub.byIds([state.lastMessageId])).filter((one) => one.direction === 'in')
    return {
      work,
      case: row,
      customer,
      said: (last?.context.visibleText || last?.text || '').slice(0, 400),
      call: call ?? null,
      openCases: others.filter((one) => one.status !== 'closed').slice(0, LAST),
      lastCases: others.filter((one) => one.status === 'closed').slice(0, LAST),
    }
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
