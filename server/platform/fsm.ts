import { createMachine, type StateMachine } from '@xstate/fsm'

/** State → event → the state it leads to. */
export type Chart = Record<string, Record<string, string>>

/**
 * A finite state machine, used as a pure function: nothing runs, nothing is remembered. Of the library only `transition` is taken: its
 * interpreter knows neither delays nor what was stored.
 */
export interface Fsm {
  has(state: string): boolean
  /** Null: this event means nothing in this state, or there is no such state (one that was stored under another chart). */
  next(state: string, event: string): string | null
}

type Event = { type: string }
type Machine = StateMachine.Machine<object, Event, { value: string; context: object }>

/** Throws for a chart whose first state or whose targets are not in it: what comes from people is checked before. */
export const createFsm = (initial: string, chart: Chart): Fsm => {
  for (const [state, on] of [['', { begin: initial }] as const, ...Object.entries(chart)])
    for (const target of Object.values(on))
      if (!Object.hasOwn(chart, target)) throw new Error(`${state || 'the chart'} leads to ${target}, which is no state`)
  // The library looks names up in plain objects, where `constructor` would be found; so every name gets a mark no such name has.
  const marked = (on: Record<string, string>) =>
    Object.fromEntries(Object.entries(on).map(([event, target]) => [`:${event}`, `:${target}`]))
  const states = Object.fromEntries(Object.entries(chart).map(([state, on]) => [`:${state}`, { on: marked(on) }]))
  const machine = createMachine({ initial: `:${initial}`, context: {}, states }) as Machine
  const has = (state: string): boolean => Object.hasOwn(chart, state)
  return {
    has,
    next: (state, event) => {
      if (!has(state) || !Object.hasOwn(chart[state] ?? {}, event)) return null
      return machine.transition(`:${state}`, { type: `:${event}` }).value.slice(1)
    },
  }
}
