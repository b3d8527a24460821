import type { Entry } from '../platform/bus.ts'
import { AppError } from '../platform/errors.ts'
import type { CaseState } from './case.ts'
import type { CaseDeps } from './deps.ts'
import type { CaseChange, MovedMessage } from './entries.ts'
import { type Filed, goingOn, isFiled, lastMoveOf, type Sources, standing } from './moves.ts'

type Deps = Pick<CaseDeps, 'ledger'>
const ATTEMPTS = 20
const LONGEST_WAY = 100

/** What stands in a case is read from here. `more`: what is about to come to it. */
export const readSources = async ({ ledger }: Deps, state: CaseState, more: readonly MovedMessage[] = []): Promise<Sources> => {
  const ids = new Map([...state.moves.flatMap((one) => one.messages), ...more].map((one) => [one.messageId, one.filedIn]))
  const [own, filed] = await Promise.all([
    ledger.entries(state.id),
    Promise.all([...ids].map(([messageId, filedIn]) => ledger.entry(filedIn, `m:${messageId}`))),
  ])
  const came = filed.filter((one): one is Filed => one !== null && isFiled(one))
  return { own, came: new Map(came.map((one) => [one.change.messageId, one])) }
}

/** Settles a change that is decided on everything that stands in a case: read first, and again when something came between. */
export const settleOnSources = async (
  deps: Deps,
  { id, key, by, more }: { id: string; key: string; by: string; more?: readonly MovedMessage[] },
  decide: (now: CaseState, sources: Sources) => CaseChange | null,
): Promise<CaseState> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const seen = await deps.ledger.load(id)
    const sources = await readSources(deps, seen, more)
    let isOld = false
    const state = await deps.ledger.settle(id, key, by, (now) => {
      isOld = now.seq !== seen.seq
      return isOld ? null : decide(now, sources)
    })
    if (!isOld) return state
  }
  throw new AppError('busy', 'unavailable', 'Too much happened in this case at the same moment. Try again.')
}

/** The case a message stands in, from the one it was filed in: its key never moves, so this is how a second delivery finds it. */
export const createWhereIs =
  ({ ledger }: Deps) =>
  async (filedIn: string, messageId: string): Promise<string> => {
    let id = filedIn
    for (let step = 0; step < LONGEST_WAY; step++) {
      const move = lastMoveOf(await ledger.load(id), messageId)
      if (move?.way !== 'out') return id
      id = move.caseId
    }
    return id
  }

/**
 * The cases that the next message of an interaction would be led through, from the one its thread names to the one it would come to: merges and moves are
 * followed, so that an undo points back by itself.
 */
export const createWayOf =
  ({ ledger }: Deps) =>
  async (caseId: string, interactionId: string): Promise<CaseState[]> => {
    const way: CaseState[] = []
    for (let id: string | null = caseId; id !== null && way.length <= LONGEST_WAY; ) {
      const state: CaseState = await ledger.load(id)
      way.push(state)
      id = goingOn(state, interactionId)?.caseId ?? state.mergedInto
    }
    return way
  }

/** The case that the next message of an interaction would come to. */
export const createLeadsTo = (deps: Deps) => {
  const wayOf = createWayOf(deps)
  return async (caseId: string, interactionId: string): Promise<CaseState> => (await wayOf(caseId, interactionId)).at(-1)!
}

/**
 * The entries of one case as its timeline shows them: without messages that left it, with those that came (under the id they were filed by), and without
 * moves that were undone.
 */
export const createLinesOf =
  (deps: Deps) =>
  async (caseId: string): Promise<Entry<CaseChange>[]> => {
    const state = await deps.ledger.load(caseId)
    const sources = await readSources(deps, state)
    const here = standing(sources, state)
    const stands = new Set(state.moves.map((one) => one.splitId))
    const others = sources.own.filter(
      ({ change }) =>
        change.type !== 'case.message-filed' &&
        ((change.type !== 'case.moved-in' && change.type !== 'case.moved-out') || stands.has(change.splitId)),
    )
    const stream = `case:${caseId}`
    return [...others, ...here.map((one) => ({ ...one, stream }))]
  }
