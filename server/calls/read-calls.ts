import type * as z from 'zod'
import { batchFinds } from '../platform/batch.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import { allowCall } from './access.ts'
import type { CallState } from './call.ts'
import { startCall } from './call.ts'
import type { CallContents } from './contents.ts'
import type { CallDeps } from './deps.ts'
import { toE164 } from './outbound/may-dial.ts'
import { presentCall } from './present-call.ts'
import type { CallQuery, CallView } from './wire.ts'

type Stored = CallState & { _id: string }
type Wanted = Omit<z.infer<typeof CallQuery>, 'limit' | 'cursor' | 'which'>
const MOST_WITH_NUMBER = 5_000

export const callIndexes: IndexSpec[] = [
  { collection: 'calls', key: { isLive: 1, startedAt: -1 } },
  { collection: 'calls', key: { startedAt: -1 } },
  { collection: 'calls', key: { interactionId: 1 } },
  { collection: 'calls', key: { 'handled.agentId': 1, startedAt: -1 } },
  { collection: 'calls', key: { queueId: 1, startedAt: -1 } },
  { collection: 'call_contents', key: { 'party.address': 1 } },
  { collection: 'calls', key: { 'legs.agentId': 1, startedAt: -1 } },
  { collection: 'calls', key: { queueId: 1, answeredAt: -1 } },
  { collection: 'calls', key: { 'callback.state': 1, startedAt: 1 } },
  { collection: 'calls', key: { 'recordings.file': 1, startedAt: 1 } },
  { collection: 'calls', key: { lacksOutcome: 1, startedAt: -1 }, partialFilterExpression: { lacksOutcome: true } },
]

/** Whose calls: everybody's, one's own, or those nobody took. Callers, and colleagues who rang in vain. */
const whichOf = (userId: string, which: z.infer<typeof CallQuery>['which'] = 'all'): Record<string, unknown> => {
  const mine = { 'legs.agentId': userId }
  const inVain = { direction: 'in', answeredAt: null, isLive: false, outcome: { $in: ['abandoned', 'voicemail', 'callback'] } }
  const notTaken = { isInternal: true, outcome: 'failed', agentId: { $ne: userId }, ...mine }
  return { all: {}, mine, missed: { $or: [inVain, notTaken] } }[which]
}

/** Reads of calls. A restricted queue's calls are not there for those outside its teams. */
export const createCallReads = (deps: CallDeps) => {
  const { platform, ledger, contents, staff, queues, cases, board, numbers } = deps
  const findOf = batchFinds<Stored>(platform.connection.collection<Stored>('calls') as never, 'interactionId')
  const ownNumbers = (): string[] => numbers.all().map((one) => one.number)
  const calls = platform.connection.collection<Stored>('calls')
  const nameOf = (userId: string): string => staff.memberOf(userId)?.name ?? 'Someone who is no longer here'
  const fromStored = ({ _id, ...state }: Stored): CallState => ({ ...startCall(String(_id)), ...state })
  /** A call stays where it was filed; whoever follows it there shall come to the case where it stands after merges and moves. */
  const wayOf = async ({ caseId, interactionId }: CallState): Promise<string[]> =>
    caseId === null ? [] : (await cases.intake.wayOf(caseId, interactionId)).map((one) => one.id)
  const view = async (call: CallState, known: CallContents | null | undefined): Promise<CallView> =>
    presentCall({ ...call, caseId: (await wayOf(call)).at(-1) ?? null }, known ?? undefined, nameOf)
  const views = async (list: readonly CallState[]): Promise<CallView[]> => {
    const known = await contents.getMany(list.map((one) => one.id))
    return Promise.all(list.map((one) => view(one, known.get(one.id))))
  }
  const hiddenFrom = (actor: Actor): Record<string, unknown> => {
    const hidden = queues.all().filter((one) => !seesTeams(actor, one.restrictedTo))
    return hidden.length > 0 ? { queueId: { $nin: hidden.map((one) => one.id) } } : {}
  }
  const pageOf = async (
    actor: Actor,
    purpose: string,
    filter: Record<string, unknown>,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: CallView[]; nextCursor: string | null }> => {
    const [at, id] = cursor === undefined ? [] : platform.cursors.read(purpose, cursor)
    const moment = new Date(Number(at))
    const before = at === undefined ? {} : { $or: [{ startedAt: { $lt: moment } }, { startedAt: moment, _id: { $lt: String(id) } }] }
    const found = (await calls
      .find({ $and: [filter, hiddenFrom(actor), before].filter((one) => Object.keys(one).length > 0) } as never)
      .sort({ startedAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray()) as Stored[]
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    return {
      items: await views(shown.map(fromStored)),
      nextCursor: found.length > limit && last ? platform.cursors.sign(purpose, [last.startedAt?.getTime() ?? 0, last._id]) : null,
    }
  }

  /** Who called or was called stands with what can be erased: found there first, of the newest so many. */
  const callsWith = async (typed: string): Promise<string[]> => {
    const address = toE164(typed, ownNumbers()) ?? typed
    const found = await platform.connection
      .collection<{ _id: string }>('call_contents')
      .find({ 'party.address': address } as never, { projection: { _id: 1 } })
      .limit(MOST_WITH_NUMBER)
      .toArray()
    return found.map((one) => String(one._id))
  }
  const filterOf = async ({
    state,
    number,
    agentId,
    queueId,
    outcome,
    direction,
    recorded,
    lacksOutcome,
    from,
    to,
  }: Wanted): Promise<Record<string, unknown>> => ({
    ...(state === 'live' ? { isLive: true } : {}),
    startedAt: { $ne: null, ...(from ? { $gte: new Date(from) } : {}), ...(to ? { $lt: new Date(to) } : {}) },
    ...(number === undefined ? {} : { _id: { $in: await callsWith(number) } }),
    ...(agentId === undefined ? {} : { 'handled.agentId': agentId }),
    ...(queueId === undefined ? {} : { queueId }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(direction === undefined ? {} : { direction }),
    ...(recorded === undefined ? {} : { 'recordings.file': 'kept' }),
    ...(lacksOutcome === undefined ? {} : { lacksOutcome: true }),
  })

  return {
    view: async (call: CallState): Promise<CallView> => view(call, await contents.get(call.id)),
    views,
    /** Live calls that a merge of this case, a move out of it, or their undo shows elsewhere. */
    liveIn: async (caseId: string): Promise<CallState[]> => {
      const live = board.all()
      const ways = await Promise.all(live.map(wayOf))
      return live.filter((_one, index) => ways[index]?.includes(caseId))
    },
    /** Throws forbidden, not-found. */
    getCall: async (actor: Actor, callId: string): Promise<CallView> => {
      const call = await ledger.load(callId)
      allowCall(deps, actor, 'call.read', call)
      return view(call, await contents.get(callId))
    },
    /**
     * Live ones, or all, or those that are searched for; everybody's, one's own, or those nobody took; newest first. Throws forbidden, invalid
     * (foreign cursor).
     */
    listCalls: async (
      actor: Actor,
      { limit, cursor, which, ...wanted }: Omit<z.infer<typeof CallQuery>, 'which'> & { which?: z.infer<typeof CallQuery>['which'] },
    ): Promise<{ items: CallView[]; nextCursor: string | null }> => {
      allow(actor, 'call.read')
      const filter = { $and: [await filterOf(wanted), whichOf(actor.id, which)] }
      return pageOf(actor, `calls:${JSON.stringify({ ...wanted, which })}`, filter, { limit, cursor })
    },
    /** Who waits to be called back. Throws forbidden, invalid (foreign cursor). */
    listCallbacks: async (
      actor: Actor,
      query: { limit: number; cursor?: string | undefined },
    ): Promise<{ items: CallView[]; nextCursor: string | null }> => {
      allow(actor, 'call.read')
      return pageOf(actor, 'callbacks', { 'callback.state': 'waiting' }, query)
    },
    /** For screens, unguarded: the calls among some interactions. */
    callsOfInteractions: async (interactionIds: readonly string[]): Promise<CallView[]> => {
      if (interactionIds.length === 0) return []
      const live = board.all().filter((one) => interactionIds.includes(one.interactionId))
      const others = interactionIds.filter((id) => !live.some((one) => one.interactionId === id))
      const [now, found] = await Promise.all([ledger.states(live.map((one) => one.id)), Promise.all(others.map(findOf))])
      return views([...now, ...found.flat().map(fromStored)])
    },
    live: board.all,
  }
}
export type CallReads = ReturnType<typeof createCallReads>
