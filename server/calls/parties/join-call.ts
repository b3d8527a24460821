import { AppError } from '../../platform/errors.ts'
import type { Actor } from '../../staff/index.ts'
import { allowCall, type CallCommand } from '../access.ts'
import { agentLeg, type CallState, nextLegId } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import type { CallChange } from '../entries.ts'
import { followWork } from '../follow-work.ts'
import { giveDialId } from './dial-in.ts'
import { isAwaited, isOver, type Leg } from './leg.ts'

/** The leg this person dials into: the one that waits for them, else null and one has to be added. */
const waitingLeg = (call: CallState, userId: string): Leg | null => {
  const asked = call.legs.findLast(
    (one) => one.agentId === userId && (one.role === 'colleague' || one.role === 'customer') && isAwaited(one),
  )
  if (asked) return asked
  if (call.agentId !== userId) throw new AppError('not-your-call', 'conflict', 'This call is with somebody else.')
  if (call.phase !== 'connecting' && call.phase !== 'talking') throw new AppError('call-over', 'conflict', 'This call is over.')
  const own = agentLeg(call)
  return own && isAwaited(own) ? own : null
}

/**
 * An agent comes to the line: after accepting, after their line was lost, or because a colleague asks. What they dial with is good once and for a
 * minute. Throws forbidden, not-found, conflict (somebody else has it, it is over).
 */
export const joinCall =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, commandId }: CallCommand): Promise<{ dialId: string; call: CallState }> => {
    const { keeper, ledger } = deps
    allowCall(deps, actor, 'call.answer', await ledger.load(callId))
    // Their acceptance may be a moment quicker than the news of it.
    await followWork(deps, callId)
    return keeper.inTurn(callId, async () => {
      let legId = ''
      const call = await keeper.commit(callId, `${actor.id}:join:${commandId}`, actor.id, (now): CallChange | null => {
        allowCall(deps, actor, 'call.answer', now)
        const leg = waitingLeg(now, actor.id)
        legId = leg?.id ?? nextLegId(now)
        if (leg) return null
        return { type: 'call.leg-added', legId, role: 'agent', agentId: actor.id, way: 'softphone', mode: null, dialBy: null }
      })
      const settled = await keeper.settle(call)
      const leg = settled.legs.findLast((one) => one.agentId === actor.id && !isOver(one) && one.role !== 'supervisor')
      return { dialId: await giveDialId(deps, { callId, legId: leg?.id ?? legId, userId: actor.id }), call: settled }
    })
  }
