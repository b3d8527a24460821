import * as z from 'zod'
import { CaseQuery, CaseRow } from '../cases/wire.ts'
import { notFound } from '../platform/errors.ts'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { createCaseScreen } from './case-screen.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import type { createMyWork } from './my-work.ts'
import { CaseScreen, MyWork } from './wire.ts'

const One = z.object({ caseId: z.string().max(60) })

export const screenRoutes = (
  deps: ScreenDeps,
  caseScreen: ReturnType<typeof createCaseScreen>,
  myWork: ReturnType<typeof createMyWork>,
): Route<Actor>[] => {
  const join = joinCases(deps)
  return [
    route({
      method: 'get',
      path: '/cases',
      summary: 'Cases, newest change first.',
      may: 'case.read',
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
      params: One,
      answer: CaseScreen,
      run: (actor: Actor, { caseId }) => caseScreen(actor, caseId),
    }),
    route({
      method: 'get',
      path: '/screens/my-work',
      summary: 'What you have to do now: offers, active and snoozed cases.',
      may: 'work.read',
      answer: MyWork,
      run: (actor: Actor) => myWork(actor, actor.id),
    }),
  ]
}
