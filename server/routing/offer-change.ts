import type { Entry } from '../platform/bus.ts'
import type { WorkChange } from './entries.ts'
import { presentWork } from './present-work.ts'
import type { WorkView } from './wire.ts'
import type { WorkState } from './work.ts'

/**
 * For screens: whose offers an entry of a work's stream changes, and the work as it is then. Of these agents it is offered to the one it names; from
 * the others' screens it is gone.
 */
export const offerChange = (entry: Entry, state: unknown): { agents: string[]; work: WorkView | null } => {
  if (!entry.stream.startsWith('work:')) return { agents: [], work: null }
  const change = entry.change as WorkChange
  const work = presentWork(state as WorkState)
  const agents = [work.offeredTo, work.agentId, 'agentId' in change ? change.agentId : null, 'from' in change ? change.from : null]
  return { agents: [...new Set(agents.filter((one) => one !== null))], work }
}
