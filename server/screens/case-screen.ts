import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import { readNamed } from './named-cases.ts'
import { readTimeline } from './timeline.ts'
import type { CaseScreen } from './wire.ts'

/** Everything of one case. Throws forbidden, not-found. */
export const createCaseScreen = (deps: ScreenDeps) => {
  const join = joinCases(deps)
  const timeline = readTimeline(deps)
  return async (actor: Actor, caseId: string): Promise<CaseScreen> => {
    const { cases, customers, hub, routing } = deps
    const state = await cases.getState(actor, caseId)
    const customer = await customers.getCustomer(actor, await customers.currentOf(state.customerId))
    const [[row], items, suggestions, ways, history, work, decisions] = await Promise.all([
      join(actor, [state]),
      timeline(actor, state),
      customers.suggestionsFor(actor, customer.id),
      hub.waysOf(actor, caseId),
      cases.historyOf(actor, [customer.id, ...customer.merged]).then((states) =>
        join(
          actor,
          states.filter((one) => one.id !== caseId),
        ),
      ),
      routing.workOfCase(actor, caseId),
      routing.decisionsOf(actor, caseId),
    ])
    const named = await readNamed(deps)(actor, state, items)
    if (!row) throw new Error('a case that was just read is gone')
    return { case: row, timeline: items, customer, suggestions, ways, history, named, work, decisions }
  }
}
