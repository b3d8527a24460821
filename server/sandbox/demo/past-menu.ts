import { type CallChange, saidInFlow } from '../../calls/index.ts'
import { advance, beginFlow, type FlowAct, type FlowEvent, type FlowFacts, type FlowSet, type FlowState, hasFlow } from '../../ivr/index.ts'
import { findOrder } from './orders.ts'

const FLOW = 'main'

/** A caller in the desk's own menu. Each turn gives what it changes in the call besides the step itself. */
export interface PastMenu {
  state(): FlowState
  turn(at: number, event: FlowEvent): CallChange[]
}

/** Null when the desk has no menu that a call could begin with. */
export const openMenu = (
  flows: FlowSet | null,
  world: { hoursAt(now: Date): FlowFacts['hours']; queues: readonly string[]; caller: FlowFacts['caller'] },
  start: number,
): PastMenu | null => {
  if (!flows || !hasFlow(flows, FLOW)) return null
  const factsAt = (at: number): FlowFacts => ({
    now: new Date(at),
    hours: world.hoursAt(new Date(at)),
    queues: Object.fromEntries(
      world.queues.map((name) => [name, { waiting: 0, longestWaitSeconds: 0, estimate: null, position: 1, isStaffed: true }]),
    ),
    caller: world.caller,
    articles: {},
  })
  let { state, act } = advance(flows, beginFlow(flows, FLOW), { type: 'begin' }, factsAt(start))

  /** What the flow asks of the desk on the way; null when it waits for the caller. */
  const answerTo = (asked: FlowAct, at: number): FlowEvent | null => {
    if (asked.type === 'callback') return { type: 'callback-made' }
    if (asked.type !== 'look-up') return null
    const found = findOrder(asked.arguments.order, asked.arguments.phone, at)
    if (!found) return { type: 'looked-up', outcome: 'missing', values: {} }
    return { type: 'looked-up', outcome: 'found', values: { state: found.state, 'day-en': found.day.en, 'day-de': found.day.de } }
  }
  return {
    state: () => state,
    turn: (at, given) => {
      const before = state
      for (let event: FlowEvent | null = given; event; event = answerTo(act, at))
        ({ state, act } = advance(flows, state, event, factsAt(at)))
      return saidInFlow(before, state)
    },
  }
}
