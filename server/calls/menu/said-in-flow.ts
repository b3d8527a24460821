import type { FlowState } from '../../ivr/index.ts'
import type { CallChange } from '../entries.ts'

/** Pure: what a turn of the menu changes in the call besides the step itself: whether it may be recorded, and how the talk is rated. */
export const saidInFlow = (before: FlowState, after: FlowState): CallChange[] => {
  const isGiven = after.consent === 'given'
  const consent: CallChange[] = isGiven === (before.consent === 'given') ? [] : [{ type: 'call.consented', isGiven }]
  const ratings = Object.entries(after.survey).filter(([name, rating]) => before.survey[name] !== rating)
  return [...consent, ...ratings.map(([name, rating]): CallChange => ({ type: 'call.rated', name, rating }))]
}
