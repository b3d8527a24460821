import { AppError } from '../../platform/errors.ts'
import type { Actor } from '../../staff/index.ts'
import { type CallCommand, changeCall, needLeg, needMine, needMineOrManaged } from '../access.ts'
import { type CallState, customerLeg } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { goesOn } from '../rules.ts'
import { wrapUpEnd } from './consult.ts'

/** Puts the customer, or another party, on hold with music, or takes them back. Throws forbidden, not-found, conflict (not on the line). */
export const holdLeg =
  (deps: CallDeps) =>
  (actor: Actor, { legId, isHeld, ...command }: CallCommand & { legId?: string | undefined; isHeld: boolean }): Promise<CallState> =>
    changeCall(deps, actor, command, { verb: 'hold', may: 'call.answer' }, (now) => {
      needMine(now, actor)
      const leg = needLeg(now, legId ?? customerLeg(now)?.id ?? '')
      if (leg.agentId === actor.id) throw new AppError('own-leg', 'invalid', 'Mute your own line instead.')
      if (!isHeld && now.consult?.isPrivate && leg.id !== now.consult.legId)
        throw new AppError('consulting', 'conflict', 'You are speaking with somebody else: bring them together, or end that first.')
      // Refused before, it is asked for anew.
      return leg.isHeld === isHeld && !leg.holdRefused ? null : { type: 'call.hold-asked', legId: leg.id, isHeld }
    })

/** Ends one party's line; the others go on. Whoever was asked to join says no by it. Throws forbidden, not-found, conflict. */
export const dropLeg =
  (deps: CallDeps) =>
  (actor: Actor, { legId, ...command }: CallCommand & { legId: string }): Promise<CallState> =>
    changeCall(deps, actor, command, { verb: 'drop', may: 'call.answer' }, (now) => {
      const leg = needLeg(now, legId)
      const isOwn = leg.agentId === actor.id && leg.role !== 'agent'
      if (!isOwn) needMineOrManaged(now, actor)
      return leg.isGone ? null : { type: 'call.drop-asked', legId: leg.id }
    })

/**
 * Ends the talk. Whoever has it leaves the customer to the menu, if that has more for them (a survey); else, and when a supervisor ends it, the call is
 * over for everyone. Throws forbidden, not-found, conflict (not on the line).
 */
export const hangUp =
  (deps: CallDeps) =>
  (actor: Actor, command: CallCommand): Promise<CallState> =>
    changeCall(deps, actor, command, { verb: 'hang-up', may: 'call.answer' }, (now) => {
      const isConnecting = now.phase === 'connecting' && now.agentId === actor.id && now.direction === 'out'
      if (!isConnecting) needMineOrManaged(now, actor)
      if (now.agentId === actor.id && goesOn(now)) return { type: 'call.sent-back', from: actor.id, wrapUpEndsAt: wrapUpEnd(deps, now) }
      return customerLeg(now)?.isGone ? null : { type: 'call.hung-up' }
    })
