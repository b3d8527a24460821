import { system } from '../../staff/index.ts'
import type { DemoFaces } from './faces.ts'
import type { createPastAnswers, Written } from './past-answer.ts'
import type { createPastCalls } from './past-call.ts'
import type { PastClock } from './past-clock.ts'
import { type createPastMessages, customerOf, eventOf, partyOf } from './past-message.ts'
import type { Act, Step } from './plan.ts'
import type { DemoCompany } from './seed-company.ts'

const desk = system('calls')

/** Carries one step out through the rooms' own verbs, at the time the clock shows. The same step again does nothing new. */
export const createAct = (
  faces: DemoFaces,
  { actors, queueIds }: DemoCompany,
  messages: ReturnType<typeof createPastMessages>,
  { answer }: ReturnType<typeof createPastAnswers>,
  /** Null: the desk has no phone. */
  calls: ReturnType<typeof createPastCalls> | null,
  past: PastClock,
) => {
  const { cases, customers } = faces
  const written = new Map<string, { last: Written; count: number }>()
  const described = new Set<string>()
  const called = new Map<string, { caseId: string; first: string; count: number }>()

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

  const ring = async (
    { customer: key, call: story, kind, tags, isLast }: Extract<Act, { do: 'call' }>,
    { at, matter }: Step,
    commandId: string,
  ): Promise<void> => {
    const { name, identities } = customerOf(key)
    const number = identities.find((one) => one.channel === 'phone')?.address
    if (!calls || number === undefined) return
    const before = called.get(matter)
    const count = before?.count ?? 0
    const told = await calls.tell({ key: `${matter}:${count}`, start: at, number, name, story, caseId: before?.caseId ?? null })
    const { caseId, interactionId, takenAt, endedAt } = told
    const first = before?.first ?? interactionId
    called.set(matter, { caseId, first, count: count + 1 })
    const { status, interactions } = await cases.getState(desk, caseId)
    // What belonged to another matter goes on as that matter does.
    const isOwn = interactions[0]?.id === first
    // Closed by a seeding that was cut off.
    const goesOn = isOwn && status !== 'closed'
    const agent = story.goesTo?.agent ?? story.agent
    const actor = agent === undefined ? null : actorOf(agent)
    if (actor && goesOn) await past.at(takenAt, () => cases.assignCase(actor, { caseId, assigneeId: actor.id, commandId }))
    await past.at(endedAt, async () => {
      await told.tidyCase()
      if (!isOwn || !isLast) return
      if (actor && goesOn) {
        if (kind !== 'question') await cases.setKind(actor, { caseId, kind, commandId: `${commandId}-kind` })
        if (tags.length > 0) await cases.setTags(actor, { caseId, tags: [...tags], commandId })
        await cases.closeCase(actor, { caseId, disposition: story.disposition ?? 'Solved', commandId })
      }
      await cases.intake.slots.clear(caseId)
    })
  }

  return async (step: Step, nth: number): Promise<void> => {
    const { act, matter } = step
    const commandId = `demo-${nth}`
    if (act.do === 'call') return ring(act, step, commandId)
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
    if (act.do === 'attend')
      return faces.staff.tellPresence(system('attendance'), { userId: actor.id, isThere: act.isThere, key: commandId })
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
