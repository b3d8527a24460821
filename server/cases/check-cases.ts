import type { Entry } from '../platform/bus.ts'
import type { StreamCheck } from '../platform/check-ledger.ts'
import type { CaseState } from './case.ts'
import type { CaseChange } from './entries.ts'
import { lastMoveOf } from './moves.ts'

/** Longer than any merge or move takes, crash and sweep included. */
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
    // One that went with the move it was opened for is held by nobody: nothing is in it.
    const isGone = mergeId === ''
    // Between the two halves of a merge: the sweep brings the second.
    const isOnItsWay = into?.absorbing?.mergeId === mergeId
    if (!isGone && !isOnItsWay && !into?.absorbed.some((one) => one.caseId === id && one.mergeId === mergeId))
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

type Moving = Pick<CaseState, 'moves'>

/** Both sides of a move tell of it, and every message it names stands in one case of the two and of those it went to since. */
const checkMoves = (cases: ReadonlyMap<string, Moving>, filed: ReadonlyMap<string, string[]>, newest: Date) => {
  const found: string[] = []
  const places = new Map<string, Set<string>>()
  const onTheirWay = new Set<string>()
  for (const [id, { moves }] of cases)
    for (const { splitId, way, caseId, messages, at } of moves)
      for (const { messageId } of messages) {
        places.set(messageId, (places.get(messageId) ?? new Set(filed.get(messageId))).add(id).add(caseId))
        const isTold = cases
          .get(caseId)
          ?.moves.some((one) => one.splitId === splitId && one.way !== way && one.messages.some((other) => other.messageId === messageId))
        if (isTold) continue
        if (newest.getTime() - at.getTime() <= MERGE_MS) onTheirWay.add(messageId)
        else
          found.push(
            way === 'out'
              ? `case:${id} gave message ${messageId} to case:${caseId}, which never took it.`
              : `case:${id} took message ${messageId} from case:${caseId}, which never gave it.`,
          )
      }
  const standing = new Map<string, string[]>()
  for (const [messageId, ids] of places) {
    const stands = [...ids].filter((id) => {
      const last = lastMoveOf(cases.get(id) ?? { moves: [] }, messageId)
      return last ? last.way === 'in' : filed.get(messageId)?.includes(id)
    })
    standing.set(messageId, onTheirWay.has(messageId) ? [...ids] : stands)
    if (stands.length !== 1 && !onTheirWay.has(messageId))
      found.push(
        `Message ${messageId} stands in ${stands.length === 0 ? 'no case' : stands.map((id) => `case:${id}`).join(' and ')} since it was moved.`,
      )
  }
  return { found, standing }
}

/** What holds between cases: a merge and a move are told by both sides, and a message stands in exactly one case, filed once under its own key. */
export const checkCases = (): StreamCheck & {
  /** The cases in which a message stands, or may stand while it is being moved. To be asked after the end. */
  casesOf(messageId: string): readonly string[]
} => {
  const cases = new Map<string, Merged & Moving>()
  const filed = new Map<string, string[]>()
  const found: string[] = []
  let moved: ReadonlyMap<string, readonly string[]> = new Map()
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
      const { mergedInto, mergeId, absorbing, absorbed, moves } = state as CaseState
      cases.set(id, { mergedInto, mergeId, absorbing, absorbed, moves })
    },
    end: (newest) => {
      const moves = checkMoves(cases, filed, newest)
      moved = moves.standing
      return [
        ...found,
        ...[...filed]
          .filter(([, ids]) => ids.length > 1)
          .map(([messageId, ids]) => `Message ${messageId} is filed ${ids.length} times: in ${ids.map((id) => `case:${id}`).join(', ')}.`),
        ...checkMerges(cases, newest),
        ...moves.found,
      ]
    },
    casesOf: (messageId) => moved.get(messageId) ?? filed.get(messageId) ?? [],
  }
}
