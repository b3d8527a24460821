import type { Doc } from '../bson.ts'
import { StoreError, toWriteError } from '../errors.ts'
import { HANDOVER } from '../scan.ts'
import type { Store } from '../store.ts'
import { type WriteResult, type WriteSpec, writeNow } from '../write.ts'
import { writeLater } from '../write-later.ts'
import { type Call, isEarly } from './command.ts'

/** One write of a command that holds several. */
export interface Statement {
  /** In the current transaction. Throws `HANDOVER`, before any put, when it has to go the other way. */
  now(store: Store): WriteResult
  /** The way of a write whose query may take long. */
  later(store: Store): Promise<WriteResult>
}

export interface Outcome {
  results: { index: number; result: WriteResult }[]
  errors: Doc[]
}

export const changeStatement = (specOf: () => WriteSpec): Statement => ({
  now: (store) => writeNow(store, specOf()),
  later: (store) => writeLater(store, specOf()),
})

/** Runs statements from `from` on in the current transaction; returns the index of one that must go another way. */
const runNow = (store: Store, statements: readonly Statement[], from: number, ordered: boolean, outcome: Outcome): number => {
  for (let index = from; index < statements.length; index++) {
    try {
      outcome.results.push({ index, result: statements[index]!.now(store) })
    } catch (error) {
      if (error === HANDOVER) return index
      if (!(error instanceof StoreError)) throw error
      outcome.errors.push(toWriteError(index, error))
      if (ordered) return statements.length
    }
  }
  return statements.length
}

/** Carries out the statements of a command; `ordered`, up to the first that fails. */
export const runAll = async (store: Store, call: Call, statements: readonly Statement[]): Promise<Outcome> => {
  const ordered = call.command.ordered !== false
  const total: Outcome = { results: [], errors: [] }
  for (let at = 0; at < statements.length; ) {
    // A group that is undone runs again, so each run fills its own lists.
    const { stopped, outcome } = await store.commit.run(() => {
      const outcome: Outcome = { results: [], errors: [] }
      return { stopped: runNow(store, statements, at, ordered, outcome), outcome }
    }, isEarly(call.command))
    total.results.push(...outcome.results)
    total.errors.push(...outcome.errors)
    at = stopped
    if (at >= statements.length) break
    try {
      total.results.push({ index: at, result: await statements[at]!.later(store) })
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      total.errors.push(toWriteError(at, error))
      if (ordered) break
    }
    at++
  }
  return total
}
