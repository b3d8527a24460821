import { batchFinds, batchInserts, wasFree } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import type { Actor } from '../staff/index.ts'
import { allowCase, needOpen } from './access.ts'
import type { CaseState } from './case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'

const contents = ({ connection }: Pick<CaseDeps, 'connection'>) => connection.collection<{ _id: string; title: string }>('case_contents')

/** Titles by case id; erased ones are missing. */
export const readTitles = (deps: Pick<CaseDeps, 'connection'>) => {
  const find = batchFinds<{ _id: string; title: string }>(contents(deps), '_id')
  return async (ids: readonly string[]): Promise<Map<string, string>> => {
    const found = await Promise.all(ids.map(find))
    return new Map(found.flat().map((one) => [one._id, one.title]))
  }
}

/** The first title of a new case, unless it has one. */
export const keepFirstTitle = (deps: Pick<CaseDeps, 'connection' | 'isOnlyProcess'>) => {
  const insert = batchInserts<{ _id: string; title: string }>(contents(deps), early(deps))
  return async (caseId: string, title: string): Promise<void> => {
    await wasFree(insert({ _id: caseId, title }))
  }
}

/** Gives the case another title. Throws not-found, forbidden, conflict (closed). */
export const titleCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { title, caseId, commandId }: CaseCommand & { title: string }): Promise<CaseState> => {
    const check = (now: CaseState): void => {
      allowCase(actor, 'case.status', now, deps.queues)
      needOpen(now)
    }
    check(await deps.ledger.load(caseId))
    await contents(deps).updateOne({ _id: caseId }, { $set: { title } }, { upsert: true })
    return deps.ledger.commit(caseId, `${actor.id}:title:${commandId}`, actor.id, (now) => {
      check(now)
      return { type: 'case.titled' }
    })
  }
