import type { CaseDeps } from './deps.ts'
import type { Slots } from './open-slot.ts'

type SlotDeps = Pick<CaseDeps, 'connection' | 'customers' | 'ledger'> & { slots: Slots }

/** Puts an open case in its customer's place in its queue, if nobody is there, and out of every other; one that is not open holds none. */
export const holdSlot = async (deps: SlotDeps, caseId: string): Promise<void> => {
  const { customers, ledger, slots } = deps
  const read = async () => {
    const { isOpen, customerId, queueId, mergedInto } = await ledger.load(caseId)
    return { isOpen, place: isOpen ? `${await customers.currentOf(customerId)} ${queueId}` : '', customerId, queueId, mergedInto }
  }
  let now = await read()
  for (;;) {
    if (now.isOpen) await slots.move(caseId, await customers.currentOf(now.customerId), now.queueId)
    else await slots.clear(caseId)
    const later = await read()
    if (later.place === now.place) break
    now = later
  }
  // The one it went into may have had no place, because this one had it.
  if (now.mergedInto) await holdSlot(deps, now.mergedInto)
}

/** The same for every open case of the person that this customer is now. */
export const holdSlotsOf = async (deps: SlotDeps, customerId: string): Promise<void> => {
  const open = await deps.connection
    .collection<{ _id: string; customerId: string; isOpen: boolean }>('cases')
    .find({ customerId: { $in: await deps.customers.familyOf(customerId) }, isOpen: true }, { projection: { _id: 1 } })
    .toArray()
  for (const { _id } of open) await holdSlot(deps, _id)
}
