import { AppError } from '../../platform/errors.ts'
import type { Actor } from '../../staff/index.ts'
import { allowCall, type CallCommand, changeCall, needLive } from '../access.ts'
import { type CallState, nextLegId } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import type { CoachMode } from '../wire.ts'
import { giveDialId } from './dial-in.ts'
import { isOver, type Leg } from './leg.ts'

const ownLeg = (call: CallState, actor: Actor): Leg | undefined =>
  call.legs.findLast((one) => one.role === 'supervisor' && one.agentId === actor.id && !isOver(one) && !one.isGone)

/** A supervisor comes into a call, heard by nobody. Who listened stands in the audit (SECURITY P8). Throws forbidden, not-found, conflict. */
export const listenToCall =
  (deps: CallDeps) =>
  async (actor: Actor, { callId, commandId }: CallCommand): Promise<{ dialId: string; call: CallState }> => {
    const { keeper, ledger, audit } = deps
    return keeper.inTurn(callId, async () => {
      const before = await ledger.load(callId)
      allowCall(deps, actor, 'call.listen', before)
      needLive(before)
      if (before.phase !== 'talking') throw new AppError('nobody-talks', 'conflict', 'Nobody is talking in this call yet.')
      if (before.agentId === actor.id) throw new AppError('own-call', 'conflict', 'This is your own call.')
      // Written down before a word is heard.
      await audit.tell(callId, `listen:${commandId}`, actor.id, { type: 'call-audit.listened', callId, mode: 'listen' })
      const legId = nextLegId(before)
      const call = await keeper.commit(callId, `${actor.id}:listen:${commandId}`, actor.id, (now) =>
        ownLeg(now, actor)?.line === 'planned'
          ? null
          : { type: 'call.leg-added', legId, role: 'supervisor', agentId: actor.id, way: 'softphone', mode: 'listen', dialBy: null },
      )
      const settled = await keeper.settle(call)
      return { dialId: await giveDialId(deps, { callId, legId: ownLeg(settled, actor)?.id ?? legId, userId: actor.id }), call: settled }
    })
  }

/** Listens only, speaks to the agent alone, or to everyone. In the audit as well. Throws forbidden, not-found, conflict (not listening). */
export const coachCall =
  (deps: CallDeps) =>
  async (actor: Actor, { mode, ...command }: CallCommand & { mode: CoachMode }): Promise<CallState> => {
    const before = await deps.ledger.load(command.callId)
    allowCall(deps, actor, 'call.listen', before)
    if (!ownLeg(before, actor)) throw new AppError('not-listening', 'conflict', 'Listen to the call first.')
    const { callId } = command
    await deps.audit.tell(callId, `coach:${command.commandId}`, actor.id, { type: 'call-audit.listened', callId, mode })
    return changeCall(deps, actor, command, { verb: 'coach', may: 'call.listen' }, (now) => {
      const leg = ownLeg(now, actor)
      if (!leg) throw new AppError('not-listening', 'conflict', 'Listen to the call first.')
      return leg.mode === mode ? null : { type: 'call.coach-set', legId: leg.id, mode }
    })
  }
