import { AppError, notFound } from '../../platform/errors.ts'
import { PAUSED_REFUSAL } from '../../platform/outward.ts'
import { type Actor, allow } from '../../staff/index.ts'
import { seesCall } from '../access.ts'
import type { CallState } from '../call.ts'
import { type CallDeps, phone } from '../deps.ts'
import { followWork } from '../follow-work.ts'
import { VOICE } from '../hand-in.ts'
import { hoursAt } from './arrange-callback.ts'
import { refusalOf } from './outbound.ts'

/** A call as a command names it. Throws not-found when it is missing or not for this actor. */
const waitingCallback = async (deps: CallDeps, actor: Actor, callId: string): Promise<CallState> => {
  const call = await deps.ledger.load(callId)
  if (call.seq === 0 || !seesCall(actor, call, deps) || !call.callback) throw notFound('callback')
  if (call.callback.state !== 'waiting') throw new AppError('callback-over', 'conflict', 'This callback is over.')
  return call
}

/** Its next try is now, and this agent's: whoever is asked for besides finds the work taken. */
const askAgain = async (
  { routing, keeper, cases }: CallDeps,
  { id: agentId }: Actor,
  call: CallState,
  commandId: string,
): Promise<void> => {
  const { interactionId } = call
  if (call.caseId === null) return
  const { id: caseId } = await cases.intake.leadsTo(call.caseId, interactionId)
  await keeper.inTurn(call.id, () =>
    keeper.commit(call.id, `${agentId}:call-back:${commandId}`, agentId, (now) =>
      now.callback?.dueAt ? { type: 'call.callback-due', ask: now.asks + 1, queueId: now.queueId ?? '' } : null,
    ),
  )
  await routing.giveWork(phone, { caseId, interactionId, channel: VOICE, agentId, commandId: `${call.id}:${commandId}` })
}

/**
 * Takes a callback out of its turn, or before its next try is due: the work is the agent's, and their line is next. Throws forbidden, not-found,
 * conflict, and what the gate says against calling them now.
 */
export const takeCallback =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, commandId }: { callId: string; commandId: string }): Promise<CallState> => {
    allow(actor, 'call.answer')
    const { routing, keeper, board, platform, contents, outbound } = deps
    const call = await waitingCallback(deps, actor, callId)
    if (await platform.outward.pausedSince()) throw new AppError('sending-paused', 'conflict', PAUSED_REFUSAL)
    const mine = board.ofAgent(actor.id)
    if (mine.some(({ id, wrapUpBy }) => id !== callId && wrapUpBy !== actor.id))
      throw new AppError('in-a-call', 'conflict', 'You are in a call already.')
    if (mine.some(({ wrapUpBy }) => wrapUpBy === actor.id))
      throw new AppError('writing-up', 'conflict', 'You are still writing up a call. Say first that you are done with it.')
    if (call.phase === 'wrap-up') throw new AppError('callback-begun', 'conflict', 'Somebody has just called them, and is writing it up.')
    if (call.phase !== 'waiting') throw new AppError('callback-begun', 'conflict', 'Somebody is calling them already.')
    const known = await contents.get(callId)
    const verdict = await outbound.look(known?.party.address ?? '', actor.id, true)
    if (!verdict.isAllowed) throw refusalOf(verdict)
    if (call.callback?.dueAt) await askAgain(deps, actor, call, commandId)
    const work = await routing.workOfInteraction(call.interactionId, VOICE)
    if (!work?.isOpen) throw new AppError('callback-over', 'conflict', 'It is not yet time for this callback.')
    if (work.holderId !== actor.id || work.state !== 'active') await routing.pickWork(actor, { workId: work.id, commandId })
    await followWork(deps, callId)
    return keeper.look(callId)
  }

const needWaiting = ({ phase, isOnLine }: CallState): void => {
  if (phase !== 'waiting') throw new AppError('callback-begun', 'conflict', 'Somebody is calling them already.')
  if (isOnLine) throw new AppError('callback-begun', 'conflict', 'They are still on the line.')
}

/** To another hour, however often it was tried. Throws forbidden, not-found, conflict, and what the gate says against that hour. */
export const moveCallback =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, at, commandId }: { callId: string; at: string; commandId: string }): Promise<CallState> => {
    allow(actor, 'call.answer')
    const { keeper, contents } = deps
    needWaiting(await waitingCallback(deps, actor, callId))
    const known = await contents.get(callId)
    const hours = await hoursAt(deps, known?.party.address ?? '', at)
    return keeper.inTurn(callId, async () =>
      keeper.settle(
        await keeper.commit(callId, `${actor.id}:move-callback:${commandId}`, actor.id, (now) => {
          if (now.callback?.state !== 'waiting') return null
          needWaiting(now)
          return { type: 'call.callback-moved', ...hours }
        }),
      ),
    )
  }

/** Throws forbidden, not-found, conflict. */
export const cancelCallback =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, commandId }: { callId: string; commandId: string }): Promise<CallState> => {
    allow(actor, 'call.answer')
    await waitingCallback(deps, actor, callId)
    return deps.keeper.inTurn(callId, async () =>
      deps.keeper.settle(
        await deps.keeper.commit(callId, `${actor.id}:cancel-callback:${commandId}`, actor.id, (now) => {
          if (now.callback?.state !== 'waiting') return null
          if (now.phase !== 'waiting') throw new AppError('callback-begun', 'conflict', 'Somebody is calling them already.')
          return { type: 'call.callback-cancelled', dueAt: now.callback.dueAt?.toISOString() ?? null }
        }),
      ),
    )
  }
