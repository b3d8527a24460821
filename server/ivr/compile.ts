import { createFsm, type Fsm } from '../platform/fsm.ts'
import type { Path } from '../platform/yaml.ts'
import type { Flow, Step } from './flow.ts'

/** One way out of a step: what happens, where it leads, and where that is written. */
export interface Edge {
  on: string
  to: string
  at: Path
}

const TARGETS = ['next', 'found', 'missing', 'otherwise', 'after'] as const
const LISTS = ['choices', 'when'] as const

/** Every way out of a step; a choice or a condition goes by its place in the list. */
export const edgesOf = (step: Step): Edge[] => {
  const fields = step as unknown as Record<string, unknown>
  const edges: Edge[] = TARGETS.flatMap((on) => (typeof fields[on] === 'string' ? [{ on, to: fields[on], at: [on] }] : []))
  for (const list of LISTS)
    for (const [at, one] of ((fields[list] ?? []) as { next: string }[]).entries())
      edges.push({ on: String(at), to: one.next, at: [list, at, 'next'] })
  if (step.do === 'voicemail' && !step.otherwise) edges.push({ on: 'otherwise', to: step.next, at: ['next'] })
  return edges
}

/** Here a call may rest for good, or is over. */
export const isEnd = (step: Step): boolean => ['wait', 'transfer', 'hang-up', 'return'].includes(step.do)

const NEEDS_CALLER: Partial<Record<Step['do'], readonly string[]>> = {
  gather: ['otherwise'],
  menu: ['otherwise'],
  callback: ['otherwise'],
  voicemail: ['otherwise'],
}
/** The ways a call takes when the caller does nothing at all, whatever the world is like. */
export const isSilent = (step: Step, { on }: Pick<Edge, 'on'>): boolean => NEEDS_CALLER[step.do]?.includes(on) ?? true

export interface Place {
  /** The flow the step is written in; a sub-flow's own. */
  flow: string
  id: string
  step: Step
}

export interface Machine {
  first: string
  /** By `a/b`: step b of the sub-flow that step a calls. */
  places: ReadonlyMap<string, Place>
  chart: Record<string, Record<string, string>>
  fsm: Fsm
}

/** With every sub-flow written out once for each call of it. More is no menu that anybody finds the way through. */
const MOST_PLACES = 2000

/**
 * Makes one machine of a flow and its sub-flows. Null when it has more than 2,000 places. Every target and every sub-flow must be there, and no flow
 * may go through itself: the check has seen to that.
 */
export const compile = (flows: Readonly<Record<string, Flow>>, name: string): Machine | null => {
  const places = new Map<string, Place>()
  const chart: Machine['chart'] = {}
  const firstOf = (flow: string): string => Object.keys(flows[flow]?.steps ?? {})[0] ?? ''
  const write = (flow: string, prefix: string, back: string | null): void => {
    for (const [id, step] of Object.entries(flows[flow]?.steps ?? {})) {
      if (places.size > MOST_PLACES) return
      const state = prefix + id
      places.set(state, { flow, id, step })
      if (step.do === 'sub-flow') {
        chart[state] = { next: `${state}/${firstOf(step.flow)}` }
        write(step.flow, `${state}/`, prefix + step.next)
      } else if (step.do === 'return') chart[state] = back === null ? {} : { next: back }
      else chart[state] = Object.fromEntries(edgesOf(step).map(({ on, to }) => [on, prefix + to]))
    }
  }
  write(name, '', null)
  if (places.size > MOST_PLACES) return null
  const first = firstOf(name)
  return { first, places, chart, fsm: createFsm(first, chart) }
}
