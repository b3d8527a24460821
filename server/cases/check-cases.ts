import type { Entry } from '../platform/bus.ts'
import type { StreamCheck } from '../platform/check-ledger.ts'
import type { CaseState } from './case.ts'
import type { CaseChange } from './entries.ts'

/** Longer than any merge takes, crash and sweep included. */
const MERGE_MS = 10 * 60_000

type Merged = Pick<CaseState, 'mergedInto' | 'mergeId' | 'absorbing' | 'absorbed'>

const isMergedBy = (one: Merged | undefined, into: string, mergeId: string): boolean => one?.mergedInto === into && one.mergeId === mergeId

const checkMerges = (cases: ReadonlyMap<string, Merged>, newest: Date): string[] => {
  const found: string[] = []
  for (const [id, { mergedInto, mergeId, absorbing, absorbed }] of cases) {
    if (absorbing && newest.getTime() - absorbing.at.getTime() > MERGE_MS)
      found.push(`case:${id} has been taking in case:${absorbing.from} since ${absorbing.at.toISOString()}, without an outcome.`)
    for (const one of absorbed)
      if (!isMergedBy(cases.get(one.caseId), id, one.mergeId))
        found.push(`case:${id} holds case:${one.caseId} as merged into it, which does not say so itself.`)
    if (mergedInto === null) continue
    const into = cases.get(mergedInto)
    // Between the two halves of a merge: the sweep brings the second.
    const isOnItsWay = into?.absorbing?.mergeId === mergeId
    if (!isOnItsWay && !into?.absorbed.some((one) => one.caseId === id && one.mergeId === mergeId))
      found.push(`case:${id} is merged into case:${mergedInto}, which does not hold it.`)
    const chain = new Set([id])
    for (let next: string | null | undefined = into && mergedInto; next; next = cases.get(next)?.mergedInto ?? null) {
      if (chain.has(next)) {
        found.push(`case:${id} is merged in a circle: ${[...chain, next].join(' → ')}.`)
        break
      }
      chain.add(next)
    }
  }
  return found
}

/** What holds between cases: a merge is told by both sides, and a message stands in exactly one case, under its own key. */
export const checkCases = (): StreamCheck & {
  /** The cases in which a message stands. */
  casesOf(messageId: string): readonly string[]
} => {
  const cases = new Map<string, Merged>()
  const filed = new Map<string, string[]>()
  const found: string[] = []
  return {
    kind: 'case',
    entry: (id, entry) => {
      const { change, seq } = entry as Entry<CaseChange>
      if (change.type !== 'case.message-filed') return
      if (entry.id !== `case:${id}/m:${change.messageId}`)
        found.push(`case:${id}: entry ${seq} files message ${change.messageId} under another key, ${entry.id}.`)
      filed.set(change.messageId, [...(filed.get(change.messageId) ?? []), id])
    },
    state: (id, state) => {
      const { mergedInto, mergeId, absorbing, absorbed } = state as CaseState
      cases.set(id, { mergedInto, mergeId, absorbing, absorbed })
    },
    end: (newest) => [
      ...found,
      ...[...filed]
        .filter(([, ids]) => ids.length > 1)
        .map(([messageId, ids]) => `Message ${messageId} is filed ${ids.length} times: in ${ids.map((id) => `case:${id}`).join(', ')}.`),
      ...checkMerges(cases, newest),
    ],
    casesOf: (messageId) => filed.get(messageId) ?? [],
  }
}
