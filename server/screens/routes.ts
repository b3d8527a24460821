import * as z from 'zod'
import { CaseQuery, CaseRow } from '../cases/wire.ts'
import { notFound } from '../platform/errors.ts'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { createCaseScreen } from './case-screen.ts'
import type { ScreenDeps } from './deps.ts'
import { exportCustomer } from './export-customer.ts'
import { joinCases } from './join-cases.ts'
import type { createMyWork } from './my-work.ts'
import { createPop } from './pop.ts'
import { CaseScreen, CustomerExport, MyWork, Pop } from './wire.ts'

const One = z.object({ caseId: z.string().max(60) })

export const screenRoutes = (
  deps: ScreenDeps,
  caseScreen: ReturnType<typeof createCaseScreen>,
  myWork: ReturnType<typeof createMyWork>,
): Route<Actor>[] => {
  const join = joinCases(deps)
  const pop = createPop(deps)
  const exported = exportCustomer(deps)
  return [
    route({
      method: 'get',
      path: '/cases',
      summary: 'Cases, newest change first.',
      may: 'case.read',
      also: ['customer.read'],
      query: CaseQuery,
      answer: page(CaseRow),
      run: async (actor: Actor, query) => {
        const { customers, cases } = deps
        const customer = query.customerId ? await customers.getCustomer(actor, await customers.currentOf(query.customerId)) : null
        const { states, nextCursor } = await cases.findCases(actor, query, customer ? [customer.id, ...customer.merged] : undefined)
        return { items: await join(actor, states), nextCursor }
      },
    }),
    route({
      method: 'get',
      path: '/cases/:caseId',
      summary: 'One case.',
      may: 'case.read',
      also: ['customer.read'],
      params: One,
      answer: CaseRow,
      run: async (actor: Actor, { caseId }) => {
        const [row] = await join(actor, [await deps.cases.getState(actor, caseId)])
        if (!row) throw notFound('case')
        return row
      },
    }),
    route({
      method: 'get',
      path: '/screens/case/:caseId',
      summary: 'Everything of one case on one screen: timeline, customer, ways to answer, history, work and why it was offered.',
      may: 'case.read',
      also: ['customer.read', 'work.read'],
      params: One,
      answer: CaseScreen,
      run: (actor: Actor, { caseId }) => caseScreen(actor, caseId),
    }),
    route({
      method: 'post',
      path: '/customers/:customerId/export',
      summary: 'Everything known of one customer, as one answer to keep. It is written down that you took it.',
      may: 'customer.export',
      also: ['customer.read', 'case.read'],
      limit: 'export',
      params: z.object({ customerId: z.string().max(60) }),
      answer: CustomerExport,
      secretAnswer: true,
      run: (actor: Actor, { customerId }, { commandId }) => exported(actor, { customerId, commandId }),
    }),
    route({
      method: 'get',
      path: '/screens/call/:callId',
      summary: 'What to know while speaking on a call: open cases with the likely one first, last contacts, articles.',
      may: 'call.read',
      also: ['case.read', 'customer.read'],
      params: z.object({ callId: z.string().max(60) }),
      answer: Pop,
      run: async (actor: Actor, { callId }) => {
        const { calls, cases } = deps
        const call = await calls.getCall(actor, callId)
        if (call.caseId === null) throw notFound('case')
        const own = await cases.getState(actor, call.caseId)
        const work = { interactionId: call.interactionId, queueId: call.queueId ?? own.queueId }
        const found = await pop(actor, { own, calling: Promise.resolve(call), work })
        if (!found) throw notFound('customer')
        const { said: _said, case: _case, customer: _customer, call: _call, ...known } = found
        return known
      },
    }),
    route({
      method: 'get',
      path: '/screens/my-work',
      summary: 'What you have to do now: offers, active and snoozed cases.',
      may: 'work.read',
      also: ['case.read', 'customer.read'],
      answer: MyWork,
      run: (actor: Actor) => myWork(actor, actor.id),
    }),
  ]
}
