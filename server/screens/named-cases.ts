import type { CaseState } from '../cases/index.ts'
import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import type { NamedCase, TimelineItem } from './wire.ts'

/** The facts of a line that say which other case it is about: merged, taken apart, moved to or from, followed. */
const NAMING = ['from', 'into', 'to', 'caseId', 'followUpOf'] as const

/** The other cases that a timeline names, as far as the reader sees them: lines hold ids, and an undone merge leaves the other nowhere else on screen. */
export const readNamed =
  ({ cases }: Pick<ScreenDeps, 'cases'>) =>
  async (actor: Actor, { id: own }: CaseState, timeline: readonly TimelineItem[]): Promise<NamedCase[]> => {
    const told = timeline.flatMap((item) => (item.type === 'event' ? NAMING.map((name) => item.facts[name]) : []))
    const ids = new Set(told.filter((one): one is string => typeof one === 'string' && one !== '' && one !== own))
    const states = ids.size > 0 ? await cases.getStates(actor, [...ids]) : []
    return states.map(({ id, number }) => ({ id, number })).sort((a, b) => a.number - b.number)
  }
