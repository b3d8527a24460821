import type { FlowGraph, LocalStep } from '../../ivr/index.ts'
import type { CallState } from '../call.ts'

/** What figures need to know of a call. */
export type CountedCall = Pick<CallState, 'isLive' | 'isOnLine' | 'phase' | 'outcome' | 'answeredAt' | 'callback'>

/** One call and its way through one flow. `hasEnded`: the menu itself hung up. */
export interface Walk {
  call: CountedCall
  steps: readonly LocalStep[]
  hasEnded: boolean
}

export interface StepFigures {
  /** Calls that came here. */
  reached: number
  /** Calls whose caller hung up here, in the menu or while waiting. */
  left: number
  /** Mean time until the next step, or until a person answered; null when no call went on from here. */
  seconds: number | null
  /** Calls that are here now. */
  now: number
}

export interface Outcomes {
  person: number
  served: number
  message: number
  hungUp: number
}

export interface FlowFigures {
  calls: number
  now: number
  outcomes: Outcomes
  steps: ReadonlyMap<string, StepFigures>
  /** By `from on`. */
  took: ReadonlyMap<string, number>
}

export const edgeKey = (from: string, on: string): string => `${from} ${on}`

/** How a call came out; null while it is with the menu, or when its line failed. */
export const cameTo = ({ call, hasEnded }: Pick<Walk, 'call' | 'hasEnded'>): keyof Outcomes | null => {
  if (call.callback || call.outcome === 'voicemail' || call.outcome === 'callback') return 'message'
  if (call.answeredAt) return 'person'
  if (call.isLive || call.outcome === 'failed') return null
  if (call.outcome === 'turned-away') return 'served'
  return hasEnded ? 'served' : 'hungUp'
}

const isHere = ({ isLive, isOnLine, phase }: CountedCall): boolean => isLive && isOnLine && (phase === 'menu' || phase === 'waiting')

/** Counts calls over a flow; a call counts once for each step and each way, however often it came by. Pure. */
export const countFlow = ({ nodes, edges }: Pick<FlowGraph, 'nodes' | 'edges'>, walks: Iterable<Walk>): FlowFigures => {
  const tallies = new Map(nodes.map(({ id }) => [id, { reached: 0, left: 0, now: 0, ms: 0, stays: 0 }]))
  const targets = new Map(edges.map(({ from, on, to }) => [edgeKey(from, on), to]))
  const took = new Map([...targets.keys()].map((key) => [key, 0]))
  const outcomes: Outcomes = { person: 0, served: 0, message: 0, hungUp: 0 }
  let calls = 0
  let now = 0
  for (const walk of walks) {
    const { call, steps } = walk
    const reached = new Set(steps.flatMap(({ id }) => (id !== null && tallies.has(id) ? [id] : [])))
    if (reached.size === 0) continue
    calls++
    const ways = new Set<string>()
    for (const [index, { id, at }] of steps.entries()) {
      const tally = id === null ? undefined : tallies.get(id)
      if (id === null || !tally) continue
      const next = steps[index + 1]
      // A way that led elsewhere in an older version of the flow is not this way.
      if (next && targets.get(edgeKey(id, next.on)) === next.id) ways.add(edgeKey(id, next.on))
      const until = next ? Date.parse(next.at) : call.answeredAt?.getTime()
      if (until === undefined || until < Date.parse(at)) continue
      tally.stays++
      tally.ms += until - Date.parse(at)
    }
    for (const id of reached) (tallies.get(id) as { reached: number }).reached++
    for (const key of ways) took.set(key, (took.get(key) ?? 0) + 1)
    const outcome = cameTo(walk)
    if (outcome) outcomes[outcome]++
    const last = tallies.get(steps.at(-1)?.id ?? '')
    if (last && isHere(call)) {
      last.now++
      now++
    } else if (last && outcome === 'hungUp') last.left++
  }
  const steps = new Map(
    [...tallies].map(([id, { ms, stays, ...counts }]) => [
      id,
      { ...counts, seconds: stays > 0 ? Math.round(ms / stays / 100) / 10 : null },
    ]),
  )
  return { calls, now, outcomes, steps, took }
}
