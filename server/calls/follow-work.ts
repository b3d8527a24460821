import type { Entry } from '../platform/bus.ts'
import type { WorkChange, WorkState } from '../routing/index.ts'
import type { CallState } from './call.ts'
import { type CallDeps, phone } from './deps.ts'
import type { CallChange } from './entries.ts'
import { VOICE } from './hand-in.ts'
import { JOIN_MS } from './rules.ts'

/** What a call becomes by what routing says of its work; null when both agree. */
const agree = (call: CallState, work: WorkState, now: number, isMoved: boolean): CallChange | null => {
  const holds = work.state === 'active' && work.holderId !== null
  const isWanted = call.phase === 'waiting' && (call.isOnLine || (call.callback?.state === 'waiting' && call.callback.dueAt === null))
  // Who held it before the call came back to the queue has not taken it again.
  const isNew = (work.heldSince?.getTime() ?? 0) >= (call.waitingSince?.getTime() ?? 0)
  if (isWanted && holds && isNew && work.holderId !== null)
    return { type: 'call.accepted', workId: work.id, agentId: work.holderId, joinBy: new Date(now + JOIN_MS).toISOString() }
  const isMine = call.workId === work.id && call.agentId !== null
  const isOffered = call.direction === 'in' || call.callback !== null
  if (call.phase === 'connecting' && isOffered && isMine && work.holderId !== call.agentId)
    return { type: 'call.released', agentId: call.agentId as string, why: 'taken' }
  // Moved by a supervisor, or because the queue overflowed: the call waits where its work does.
  const isElsewhere = call.queueId !== work.queueId || call.priority !== work.priority
  if (call.phase === 'waiting' && call.asks > 0 && work.isQueued && isElsewhere && isMoved)
    return { type: 'call.moved', queueId: work.queueId, priority: work.priority }
  return null
}

/**
 * Brings a call in step with its work. Whoever accepted is expected on the line from the moment this sees it. `isMoved`: the work was moved by
 * somebody else than its call, and is not behind it.
 */
export const followWork = async (deps: CallDeps, callId: string, isMoved = false): Promise<CallState> => {
  const { keeper, ledger, routing, platform } = deps
  return keeper.inTurn(callId, async () => {
    const call = await ledger.load(callId)
    if (!call.isLive) return call
    const work = await routing.workOfInteraction(call.interactionId, VOICE)
    if (!work) return call
    const key = `work:${work.id}:${work.seq}`
    const now = platform.clock.now()
    if (!agree(call, work, now, isMoved)) return call
    return keeper.settle(await ledger.settle(callId, key, phone.id, (stored) => agree(stored, work, now, isMoved)))
  })
}

/** Finds the call of an entry of a work's stream; null for the work of other channels. */
export const callOfWork = async ({ board, routing }: CallDeps, { stream }: Entry<WorkChange>): Promise<string | null> => {
  const work = await routing.workById(stream.slice('work:'.length))
  return work.channel === VOICE ? board.idOf(work.interactionId) : null
}
