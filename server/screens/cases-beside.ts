import type { CaseState } from '../cases/index.ts'
import type { CustomerForgotten } from '../customers/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import { system } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'

const desk = system('screens')

/** A customer's cases, and those of everyone who is one person with them now: each shows on the screens of the others. */
export const casesWith = async ({ customers, cases }: ScreenDeps, customerId: string): Promise<CaseState[]> =>
  cases.historyOf(desk, await customers.familyOf(customerId))
/** The same beside a case whose entry is told: read once, whichever topics tell it. */
export const createBeside = (deps: ScreenDeps) => {
  const known = new WeakMap<Entry, Promise<CaseState[]>>()
  return (entry: Entry, { customerId }: CaseState): Promise<CaseState[]> => {
    const reading = known.get(entry) ?? casesWith(deps, customerId)
    known.set(entry, reading)
    return reading
  }
}
export type Beside = ReturnType<typeof createBeside>
/** The cases a customer's entry shows in. */
export const casesOfCustomer = async (deps: ScreenDeps, { stream, change }: Entry): Promise<CaseState[]> => {
  const id = idOfStream(stream)
  if (change.type !== 'customer.added') return casesWith(deps, id)
  // Who is just being added has none yet, and is about to be shown with the first: read while that is being made.
  await deps.customers.getMany(desk, [id])
  return []
}
/** The cases of everybody who showed something of a customer that is forgotten. */
export const casesForgotten = async (deps: ScreenDeps, data: unknown): Promise<CaseState[]> =>
  (await Promise.all((data as CustomerForgotten).customerIds.map((id) => casesWith(deps, id)))).flat()
