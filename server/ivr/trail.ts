import type { TrailStep } from './face.ts'
import type { FlowSet } from './flow-set.ts'

/** One stay of a call at a step of one flow. `id` null: it is in another flow, or at a step that is there no more. */
export interface LocalStep {
  id: string | null
  /** The way out of the step before. */
  on: string
  /** ISO 8601. */
  at: string
}

/** The flows that a call may begin with and then come through this one. */
export const rootsOf = ({ machines }: FlowSet, flow: string): string[] =>
  [...machines].filter(([, { places }]) => [...places.values()].some((place) => place.flow === flow)).map(([root]) => root)

/**
 * How a call went through one flow: the one it began with (`root`), or a sub-flow of that. Where it went deeper, it stayed at the step that calls the
 * deeper flow. Pure.
 */
export const trailIn = (
  { machines }: FlowSet,
  { root, flow }: { root: string; flow: string },
  trail: readonly TrailStep[],
): LocalStep[] => {
  const places = machines.get(root)?.places
  const local: LocalStep[] = []
  for (const { step, on, at } of trail) {
    const names = step.split('/')
    const prefixes = names.map((_, index) => names.slice(0, index + 1).join('/'))
    const own = prefixes.find((prefix) => places?.get(prefix)?.flow === flow)
    const id = (own !== undefined && places?.get(own)?.id) || null
    const isDeeper = own !== step
    if (isDeeper && local.at(-1)?.id === id) continue
    local.push({ id, on, at })
  }
  return local
}
