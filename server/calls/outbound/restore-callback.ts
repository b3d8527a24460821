import { AppError, notFound } from '../../platform/errors.ts'
import { type Actor, allow } from '../../staff/index.ts'
import { seesCall } from '../access.ts'
import type { CallState } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { claimAgain } from './callback.ts'

/** Somebody cancelled it, and nobody else did. */
const isRestorable = ({ callback, isOnLine }: CallState, now: number): boolean =>
  callback?.state === 'cancelled' && callback.dueBefore !== undefined && callback.expiresAt.getTime() > now && !isOnLine

/**
 * Puts back a callback that somebody cancelled: for the hour it had, else in the place in its queue that it had. Throws forbidden, not-found, conflict
 * (nobody cancelled it, its time or its customer is gone, others wait for that number by now).
 */
export const restoreCallback =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, commandId }: { callId: string; commandId: string }): Promise<CallState> => {
    allow(actor, 'call.answer')
    const { keeper, ledger, contents, platform } = deps
    return keeper.inTurn(callId, async () => {
      const call = await ledger.load(callId)
      if (call.seq === 0 || !seesCall(actor, call, deps) || !call.callback) throw notFound('callback')
      if (call.callback.state === 'waiting') return call
      const number = (await contents.get(callId))?.party.address ?? ''
      const now = platform.clock.now()
      if (number === '' || !isRestorable(call, now)) throw new AppError('callback-over', 'conflict', 'This callback is over.')
      await claimAgain(deps, call, number)
      return keeper.settle(
        await keeper.commit(callId, `${actor.id}:restore-callback:${commandId}`, actor.id, (stored) =>
          isRestorable(stored, now)
            ? { type: 'call.callback-restored', dueAt: (stored.callback?.dueBefore ?? new Date(now)).toISOString() }
            : null,
        ),
      )
    })
  }
