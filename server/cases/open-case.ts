import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import type { Settling } from '../platform/ledger.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CaseKind, CaseState } from './case.ts'
import type { CaseDeps } from './deps.ts'
import type { Slots } from './open-slot.ts'
import { keepFirstTitle } from './title-case.ts'

export interface NewCase {
  caseId: string
  customerId: string
  queueId: string
  title: string
  kind?: CaseKind
  followUpOf?: string
  /** What `prepare` gave for it. */
  number?: number
}

/** What a case has before its first entry: a number, which it gives, and a title. The same case gets the same again. */
export const prepareCase = (deps: CaseDeps, numberOf: (caseId: string) => Promise<number>) => {
  const keepTitle = keepFirstTitle(deps)
  return async ({ caseId, title }: Pick<NewCase, 'caseId' | 'title'>): Promise<number> => {
    const [number] = await Promise.all([numberOf(caseId), keepTitle(caseId, title)])
    return number
  }
}

/** Writes the first entry of a case, unless it has one. A case is born by this entry, so there are no empty ones. */
export const beginCase =
  (deps: CaseDeps, prepare: ReturnType<typeof prepareCase>) =>
  async (
    by: string,
    { caseId, customerId, queueId, title, kind = 'question', followUpOf, number: given }: NewCase,
    how?: Settling,
  ): Promise<CaseState> => {
    const number = given ?? (await prepare({ caseId, title }))
    return deps.ledger.begin(
      caseId,
      'opened',
      by,
      (now) => (now.seq === 0 ? { type: 'case.opened', number, queueId, customerId, kind, ...(followUpOf ? { followUpOf } : {}) } : null),
      how,
    )
  }

/** Opens a case for a customer, before any message. Throws forbidden, not-found (customer, queue), conflict (erased). */
export const openCase =
  (deps: CaseDeps, begin: ReturnType<typeof beginCase>, slots: Slots) =>
  async (
    actor: Actor,
    {
      customerId,
      queueId,
      title,
      kind,
      commandId,
    }: { customerId: string; queueId?: string | undefined; title: string; kind: CaseKind; commandId: string },
  ): Promise<CaseState> => {
    allow(actor, 'case.open')
    const customer = await deps.customers.getCustomer(actor, customerId)
    if (customer.erasedAt !== null)
      throw new AppError('customer-erased', 'conflict', 'This customer was erased: nobody is there to open a case for.')
    const queue = queueId ? await deps.queues.getQueue(actor, queueId) : deps.queues.queueFor('')
    const caseId = `c_${idFrom('opened', actor.id, commandId)}`
    const state = await begin(actor.id, { caseId, customerId: customer.id, queueId: queue.id, title, kind })
    // When the slot is taken the agent has begun a second matter on purpose: messages without a thread go on to the first.
    await slots.claim(customer.id, queue.id, caseId)
    return state
  }
