import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import type { CallState } from './call.ts'
import type { CallContents } from './contents.ts'
import { type CallDeps, phone } from './deps.ts'
import type { CallChange } from './entries.ts'

/** Who asks to be called back is called within this time, or not any more. */
const EXPIRES_MS = 48 * 3_600_000
const MOST_PENDING = 2

/**
 * The caller wants to be called back on the number they call from, which the flow has read out and had confirmed. At most two wait for one number
 * (SECURITY P6). Gives what is to be committed, or why not, for the flow to say.
 */
export const askCallback = async (
  { platform, contents, board, outbound }: Pick<CallDeps, 'platform' | 'contents' | 'board' | 'outbound'>,
  call: CallState,
  { party }: CallContents,
  queueId: string,
): Promise<{ changes: CallChange[] } | { reason: string }> => {
  if (call.confidence === 'withheld') return { reason: 'withheld' }
  const pending = board.all().filter((one) => one.callback?.state === 'waiting' && one.id !== call.id)
  const known = await contents.getMany(pending.map((one) => one.id))
  if ([...known.values()].filter((one) => one.party.address === party.address).length >= MOST_PENDING) return { reason: 'too-many' }
  const verdict = await outbound.look(party.address, phone.id, true)
  // The hour is looked at again when it is called; what cannot be called at all is said now.
  if (!verdict.isAllowed && verdict.code !== 'calling-hours' && !verdict.code.startsWith('too-')) return { reason: verdict.code }
  const expiresAt = new Date(platform.clock.now() + EXPIRES_MS).toISOString()
  const queued: CallChange[] =
    call.phase === 'menu' ? [{ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: {}, priority: 'normal' }] : []
  return { changes: [...queued, { type: 'call.callback-asked', queueId, expiresAt }] }
}

/** A call as a command names it. Throws not-found when it is missing or not for this actor. */
const waitingCallback = async ({ ledger, queues }: CallDeps, actor: Actor, callId: string): Promise<CallState> => {
  const call = await ledger.load(callId)
  const isSeen = seesTeams(actor, (call.queueId && queues.byId(call.queueId)?.restrictedTo) || [])
  if (call.seq === 0 || !isSeen || !call.callback) throw notFound('callback')
  if (call.callback.state !== 'waiting') throw new AppError('callback-over', 'conflict', 'This callback is over.')
  return call
}

/** Takes a callback out of its turn: the work is the agent's, and their line is next. Throws forbidden, not-found, conflict. */
export const takeCallback =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, commandId }: { callId: string; commandId: string }): Promise<CallState> => {
    allow(actor, 'call.answer')
    const call = await waitingCallback(deps, actor, callId)
    const work = await deps.routing.workOfInteraction(call.interactionId)
    if (!work?.isOpen) throw new AppError('callback-over', 'conflict', 'It is not yet time for this callback.')
    await deps.routing.pickWork(actor, { workId: work.id, commandId })
    return deps.keeper.look(callId)
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
          return { type: 'call.callback-cancelled' }
        }),
      ),
    )
  }
