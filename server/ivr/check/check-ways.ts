import type { Fault } from '../../platform/yaml.ts'
import { compile, edgesOf, isEnd, isSilent, type Machine } from '../compile.ts'
import type { Flow } from '../flow.ts'
import type { Checked, ReadFlow } from './flow-text.ts'

/** Steps that no call ever comes to. Nothing is said while a target is unknown: the step it was meant for would be among them. */
export const checkReachable = ({ flows }: Checked): Fault[] =>
  flows.flatMap(({ flow, fault }) => {
    if (Object.values(flow.steps).some((step) => edgesOf(step).some(({ to }) => !Object.hasOwn(flow.steps, to)))) return []
    const reached = new Set<string>()
    const ahead = Object.keys(flow.steps).slice(0, 1)
    for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
      const step = flow.steps[id]
      if (!step || reached.has(id)) continue
      reached.add(id)
      ahead.push(...edgesOf(step).map(({ to }) => to))
    }
    return Object.keys(flow.steps)
      .filter((id) => !reached.has(id))
      .map((id) => fault(id, [], `No call ever comes to the step ${id}.`))
  })

/** Where a call goes from a place if the caller does nothing; nowhere from where it may rest. */
const silentWays = ({ places, chart }: Machine, state: string): string[] => {
  const place = places.get(state)
  if (!place || (isEnd(place.step) && place.step.do !== 'return')) return []
  return Object.entries(chart[state] ?? {}).flatMap(([on, to]) => (isSilent(place.step, { on }) ? [to] : []))
}

/** The first circle that a caller who does nothing can be led in, as the places along it. */
const silentCircle = (machine: Machine): string[] | null => {
  const done = new Set<string>()
  for (const start of machine.places.keys()) {
    const way: { state: string; ahead: string[] }[] = []
    const enter = (state: string): void => {
      way.push({ state, ahead: silentWays(machine, state) })
    }
    if (!done.has(start)) enter(start)
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const next = here.ahead.pop()
      if (next === undefined) {
        done.add(here.state)
        way.pop()
      } else if (way.some(({ state }) => state === next))
        return way.slice(way.findIndex(({ state }) => state === next)).map(({ state }) => state)
      else if (!done.has(next)) enter(next)
    }
  }
  return null
}

/**
 * Whoever does nothing must come to an end: otherwise a phone left off the hook keeps a line for ever, or the machine turns without a document. As every
 * step has a way for silence, this is also the check that every call can end.
 */
const checkMachine = ({ name, fault }: ReadFlow, flows: Readonly<Record<string, Flow>>, byName: Checked['byName']): Fault[] => {
  const machine = compile(flows, name)
  if (!machine) return [fault(null, ['steps'], 'With its sub-flows, the flow has more than 2,000 steps.')]
  const circle = silentCircle(machine)
  if (!circle) return []
  const last = machine.places.get(circle.at(-1) ?? '')
  const steps = [...circle, circle[0]].map((state) => machine.places.get(state ?? '')?.id).join(' → ')
  const read = byName[last?.flow ?? '']
  if (!last || !read) return []
  const edge = edgesOf(last.step).find(({ on, to }) => isSilent(last.step, { on }) && circle[0]?.split('/').at(-1) === to)
  return [read.fault(last.id, edge?.at ?? [], `A caller who does nothing goes round without end: ${steps}.`)]
}

export const checkCircles = ({ flows, byName }: Checked): Fault[] => {
  const plain = Object.fromEntries(flows.map(({ name, flow }) => [name, flow]))
  return flows.flatMap((read) => checkMachine(read, plain, byName))
}
