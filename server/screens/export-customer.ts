import { type Actor, allow } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import { readTimeline } from './timeline.ts'
import type { CustomerExport } from './wire.ts'

const PAGE = 100

/**
 * Everything that is known of one customer and of everyone merged into them: who they are, their cases, what was said, noted and done. That it was
 * taken out stands in the audit, with counts (SECURITY A9). Throws forbidden, not-found.
 */
export const exportCustomer = (deps: ScreenDeps) => {
  const { platform, customers, cases } = deps
  const join = joinCases(deps)
  const timeline = readTimeline(deps)
  return async (actor: Actor, { customerId, commandId }: { customerId: string; commandId: string }): Promise<CustomerExport> => {
    allow(actor, 'customer.export')
    await customers.getCustomer(actor, customerId)
    const customer = await customers.getCustomer(actor, await customers.currentOf(customerId))
    const found: CustomerExport['cases'] = []
    let cursor: string | undefined
    do {
      const query = { view: 'all' as const, limit: PAGE, ...(cursor ? { cursor } : {}) }
      const { states, nextCursor } = await cases.findCases(actor, query, [customer.id, ...customer.merged])
      const rows = await join(actor, states)
      for (const [at, state] of states.entries()) {
        const row = rows[at]
        if (row) found.push({ case: row, timeline: await timeline(actor, state) })
      }
      cursor = nextCursor ?? undefined
    } while (cursor)
    const messages = found.flatMap((one) => one.timeline).filter((one) => one.type === 'message').length
    await customers.noteExport(actor, { customerId: customer.id, cases: found.length, messages, commandId })
    return { exportedAt: new Date(platform.clock.now()).toISOString(), customer, cases: found }
  }
}
