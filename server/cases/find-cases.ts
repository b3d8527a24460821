import type * as z from 'zod'
import type { IndexSpec } from '../platform/db/indexes.ts'
import type { Queue } from '../queues/index.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import { allowCase, seesCase } from './access.ts'
import type { CaseState } from './case.ts'
import type { CaseDeps } from './deps.ts'
import type { CaseQuery } from './wire.ts'

type Stored = CaseState & { _id: string }
type Filter = Record<string, unknown>

const views: Record<z.infer<typeof CaseQuery>['view'], (actor: Actor) => Filter> = {
  mine: (actor) => ({ assigneeId: actor.id, isOpen: true, status: { $ne: 'snoozed' } }),
  unassigned: () => ({ assigneeId: null, isOpen: true, status: { $ne: 'snoozed' } }),
  open: () => ({ isOpen: true }),
  snoozed: (actor) => ({ assigneeId: actor.id, isOpen: true, status: 'snoozed' }),
  closed: () => ({ status: 'closed', mergedInto: null }),
  all: () => ({ mergedInto: null }),
}

const withoutId = ({ _id, ...state }: Stored): CaseState => state

/** Reads of cases. All apply the same rule: a restricted queue's cases are not there for those outside its teams. */
export const createCaseReads = ({ connection, ledger, cursors, queues }: CaseDeps, listQueues: () => readonly Queue[]) => {
  const cases = connection.collection<Stored>('cases')
  const hiddenFrom = (actor: Actor): Filter => {
    const hidden = listQueues()
      .filter((queue) => !seesTeams(actor, queue.restrictedTo))
      .map((queue) => queue.id)
    return hidden.length > 0 ? { queueId: { $nin: hidden } } : {}
  }
  /** Those in queues the actor sees: asked of what was found too, which may stand in a queue that this process had not heard of. */
  const seenBy = async (actor: Actor, states: readonly CaseState[]): Promise<CaseState[]> => {
    await queues.learn(states.map((one) => one.queueId))
    return states.filter((one) => seesCase(actor, one, queues))
  }
  const read = async (filter: Filter, limit: number): Promise<CaseState[]> =>
    (
      await cases
        .find(filter as never)
        .sort({ updatedAt: -1, _id: -1 })
        .limit(limit)
        .toArray()
    ).map((one) => withoutId(one as Stored))

  return {
    /** Throws forbidden, not-found. */
    getState: async (actor: Actor, id: string): Promise<CaseState> => {
      const state = await ledger.load(id)
      await queues.learn([state.queueId])
      allowCase(actor, 'case.read', state, queues)
      return state
    },
    /** Those of the ids that are there and visible, in no order. */
    getStates: async (actor: Actor, ids: readonly string[]): Promise<CaseState[]> => {
      allow(actor, 'case.read')
      return seenBy(actor, await ledger.states([...new Set(ids)]))
    },
    /** Newest change first. */
    findCases: async (
      actor: Actor,
      query: z.infer<typeof CaseQuery>,
      customerIds?: readonly string[],
    ): Promise<{ states: CaseState[]; nextCursor: string | null }> => {
      allow(actor, 'case.read')
      const wanted: Filter[] = [views[query.view](actor), hiddenFrom(actor)]
      if (query.queueId) wanted.push({ queueId: query.queueId })
      if (customerIds) wanted.push({ customerId: { $in: [...customerIds] } })
      if (query.channel) wanted.push({ 'interactions.channel': query.channel })
      if (query.tag) wanted.push({ tags: query.tag })
      const purpose = `cases:${query.view}`
      if (query.cursor) {
        const [at, id] = cursors.read(purpose, query.cursor)
        const moment = new Date(Number(at))
        wanted.push({ $or: [{ updatedAt: { $lt: moment } }, { updatedAt: moment, _id: { $lt: String(id) } }] })
      }
      const states = await read({ $and: wanted.filter((one) => Object.keys(one).length > 0) }, query.limit + 1)
      const shown = states.slice(0, query.limit)
      const last = shown.at(-1)
      return {
        states: await seenBy(actor, shown),
        nextCursor: states.length > query.limit && last ? cursors.sign(purpose, [last.updatedAt?.getTime() ?? 0, last.id]) : null,
      }
    },
    /** Open cases of these customers, newest change first. */
    openOf: async (actor: Actor, customerIds: readonly string[]): Promise<CaseState[]> =>
      seenBy(actor, await read({ customerId: { $in: [...customerIds] }, isOpen: true, ...hiddenFrom(actor) }, 50)),
    /** All cases of these customers, newest change first, at most 50. */
    historyOf: async (actor: Actor, customerIds: readonly string[]): Promise<CaseState[]> =>
      seenBy(actor, await read({ customerId: { $in: [...customerIds] }, mergedInto: null, ...hiddenFrom(actor) }, 50)),
    /** Cases in which this member is at work. */
    assignedTo: async (actor: Actor, memberId: string): Promise<CaseState[]> =>
      seenBy(actor, await read({ assigneeId: memberId, isOpen: true, ...hiddenFrom(actor) }, 100)),
    /** Half-done merges older than a moment: what the sweep finishes. */
    halfMerged: (before: Date): Promise<CaseState[]> => read({ 'absorbing.at': { $lt: before } }, 100),
  }
}

export const caseIndexes: IndexSpec[] = [
  { collection: 'cases', key: { isOpen: 1, updatedAt: -1 } },
  { collection: 'cases', key: { assigneeId: 1, isOpen: 1, updatedAt: -1 } },
  { collection: 'cases', key: { customerId: 1, isOpen: 1 } },
  { collection: 'cases', key: { status: 1, updatedAt: -1 }, partialFilterExpression: { status: 'closed' } },
  { collection: 'cases', key: { 'absorbing.at': 1 }, sparse: true },
]
