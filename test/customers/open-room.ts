import { type Customers, createCustomers, type Party } from '../../server/customers/index.ts'
import { newId } from '../../server/platform/ids.ts'
import type { Actor, StaffActor } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

export const agent: StaffActor = { type: 'staff', id: 'u-ines', name: 'Ines Duarte', role: 'agent', teams: [] }
export const marketing: StaffActor = { type: 'staff', id: 'u-lena', name: 'Lena Vogt', role: 'marketing', teams: [] }

/** What the room asked of cases, which lie to its right. */
export interface CaseCalls {
  merged: { actor: Actor; intoCustomerIds: string[]; fromCustomerIds: string[]; mergeId: string }[]
  unmerged: string[]
}

export interface Room {
  desk: TestPlatform
  customers: Customers
  calls: CaseCalls
  mail(address: string, name?: string): Promise<string>
  claimed(address: string, name?: string): Promise<string>
  chat(name?: string): Promise<string>
  merge(into: string, from: string): Promise<string>
  undo(customerId: string, mergeId: string): Promise<void>
  close(): Promise<void>
}

export const openRoom = async (isSandbox = true): Promise<Room> => {
  const desk = await openTestPlatform()
  const calls: CaseCalls = { merged: [], unmerged: [] }
  const customers = createCustomers(desk.platform, {
    isSandbox,
    mergeOpenCases: async (actor, merge) => {
      if (!calls.merged.some((one) => one.mergeId === merge.mergeId)) calls.merged.push({ actor, ...merge })
      return 1
    },
    unmergeCases: async (_actor, { mergeId }) => calls.unmerged.push(mergeId),
  })
  await desk.start(customers.parts)
  const known = async (party: Party): Promise<string> => (await customers.resolveIdentity(party)).customerId
  const named = (name?: string) => (name ? { name } : {})
  return {
    desk,
    customers,
    calls,
    mail: (address, name) => known({ channel: 'email', address, trust: 'channel-verified', ...named(name) }),
    claimed: (address, name) => known({ channel: 'email', address, trust: 'claimed', ...named(name) }),
    chat: (name) => known({ channel: 'chat', address: newId(), trust: 'claimed', ...named(name) }),
    merge: async (into, from) =>
      (await customers.mergeCustomers(agent, { customerId: into, otherId: from, withOpenCases: true, commandId: newId() })).mergeId,
    undo: async (customerId, mergeId) => {
      await customers.unmergeCustomers(agent, { customerId, mergeId, commandId: newId() })
    },
    close: desk.close,
  }
}
