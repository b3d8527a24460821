import type { CaseState } from './case.ts'
import type { CaseDeps } from './deps.ts'

type Deps = Pick<CaseDeps, 'ledger'>

/** Every case merged into this one, directly or through another. */
export const absorbedOf =
  ({ ledger }: Deps) =>
  async (state: CaseState): Promise<string[]> => {
    const found: string[] = []
    const open = state.absorbed.map((one) => one.caseId)
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.includes(id)) continue
      found.push(id)
      open.push(...(await ledger.load(id)).absorbed.map((one) => one.caseId))
    }
    return found
  }

/** By each of these cases the one at the end of its merges: itself, where it is not merged. Those that are not there are left out. */
export const survivorsOf =
  ({ ledger }: Deps) =>
  async (ids: readonly string[]): Promise<Map<string, CaseState>> => {
    const known = new Map<string, CaseState>()
    for (let open = [...new Set(ids)]; open.length > 0; ) {
      const states = await ledger.states(open)
      for (const one of states) known.set(one.id, one)
      open = [...new Set(states.flatMap(({ mergedInto }) => (mergedInto !== null && !known.has(mergedInto) ? [mergedInto] : [])))]
    }
    const endOf = (id: string, before: readonly string[] = []): CaseState | undefined => {
      const state = known.get(id)
      return state?.mergedInto && !before.includes(state.mergedInto) ? endOf(state.mergedInto, [...before, id]) : state
    }
    return new Map(
      ids.flatMap((id) => {
        const end = endOf(id)
        return end ? [[id, end] as const] : []
      }),
    )
  }
