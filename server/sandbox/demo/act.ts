import { system } from '../../staff/index.ts'
import type { DemoFaces } from './faces.ts'
import type { createPastAnswers, Written } from './past-answer.ts'
import { type createPastMessages, customerOf, eventOf, partyOf } from './past-message.ts'
import type { Step } from './plan.ts'
import type { DemoCompany } from './seed-company.ts'

/** Carries one step out through the rooms' own verbs, at the time the clock shows. The same step again does nothing new. */
export const createAct = (
  faces: DemoFaces,
  { actors, queueIds }: DemoCompany,
  messages: ReturnType<typeof createPastMessages>,
  { answer }: ReturnType<typeof createPastAnswers>,
) => {
  const { cases, customers } = faces
  const written = new Map<string, { last: Written; count: number }>()
  const described = new Set<string>()

  const actorOf = (key: string) => {
    const actor = actors.get(key)
    if (!actor) throw new Error(`Nobody called ${key} works in the demo.`)
    return actor
  }

  const describe = async (key: string, customerId: string): Promise<void> => {
    if (described.has(key)) return
    described.add(key)
    const { company = '', title = '', plan = '', timezone, language } = customerOf(key)
    await customers.editCustomer(system('demo'), { customerId, company, title, plan, timezone, language, commandId: key })
  }

  return async ({ act, matter }: Step, nth: number): Promise<void> => {
    const commandId = `demo-${nth}`
    if (act.do === 'write') {
      const before = written.get(matter)
      const last = await messages.write(eventOf(act, matter, before?.count ?? 0))
      written.set(matter, { last, count: (before?.count ?? 0) + 1 })
      return describe(act.customer, last.customerId)
    }
    if (act.do === 'type') {
      const { typed } = customerOf(act.customer)
      const customerId = written.get(matter)?.last.customerId
      if (typed && customerId) await customers.noteTyped(system('chat'), { customerId, ...typed })
      return
    }
    const actor = actorOf(act.agent)
    if (act.do === 'unite') {
      const customer = customerOf(act.customer)
      const ids = await Promise.all(customer.identities.map((one) => customers.resolveIdentity(partyOf(customer, one))))
      const [into, from] = ids.map((one) => one.customerId)
      if (into && from) await customers.mergeCustomers(actor, { customerId: into, otherId: from, withOpenCases: false, commandId })
      return
    }
    const last = written.get(matter)?.last
    if (!last) throw new Error(`Nobody has written about ${matter} yet.`)
    const { caseId } = last
    switch (act.do) {
      case 'assign': {
        // What comes by chat or form comes to the desk's first queue.
        if (act.queue !== 'general' && last.message.channel !== 'email')
          await cases.transferCase(actor, { caseId, queueId: queueIds.get(act.queue) ?? '', note: '', commandId: `${commandId}-to` })
        await cases.assignCase(actor, { caseId, assigneeId: actor.id, commandId })
        return
      }
      case 'sort':
        if (act.kind !== 'question') await cases.setKind(actor, { caseId, kind: act.kind, commandId: `${commandId}-kind` })
        if (act.tags.length > 0) await cases.setTags(actor, { caseId, tags: [...act.tags], commandId })
        if (act.priority) await cases.setPriority(actor, { caseId, priority: act.priority, commandId: `${commandId}-priority` })
        return
      case 'answer':
        return answer(last, { key: `${matter}:${nth}`, text: act.text, authorId: actor.id })
      case 'note':
        await cases.noteCase(actor, { caseId, text: act.text, mentions: [], commandId })
        return
      case 'snooze':
        await cases.snoozeCase(actor, { caseId, until: new Date(act.until).toISOString(), commandId })
        return
      case 'close':
        await cases.closeCase(actor, { caseId, disposition: act.disposition, commandId })
        // Nobody may be listening yet, so the customer's place for an open case is given back here.
        await cases.intake.slots.clear(caseId)
        return
    }
  }
}
