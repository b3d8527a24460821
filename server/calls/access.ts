import { AppError, notFound } from '../platform/errors.ts'
import { seesQueue } from '../queues/index.ts'
import { type Actor, allow, isAllowed, type Permission } from '../staff/index.ts'
import { type CallState, customerLeg, legOf } from './call.ts'
import type { CallDeps } from './deps.ts'
import type { CallChange } from './entries.ts'
import { isOver, type Leg } from './parties/leg.ts'

/** What every command on one call names. `commandId` makes a repeated command the same command. */
export interface CallCommand {
  callId: string
  commandId: string
}

/** Whether this person is in the call: has it, wraps it up, or is asked to join. */
export const isInCall = (call: CallState, userId: string): boolean =>
  call.agentId === userId || call.wrapUpBy === userId || call.legs.some((one) => one.agentId === userId && !isOver(one) && !one.isGone)

export const seesCall = (actor: Actor, call: Pick<CallState, 'queueId'>, { queues }: Pick<CallDeps, 'queues'>): boolean =>
  seesQueue(actor, call.queueId, queues)

/** Throws forbidden by role, not-found when the call is missing or not for this actor (SECURITY A1). */
export const allowCall = (deps: Pick<CallDeps, 'queues'>, actor: Actor, permission: Permission, call: CallState): void => {
  allow(actor, permission)
  if (call.seq === 0 || !(isInCall(call, actor.id) || seesCall(actor, call, deps))) throw notFound('call')
}

/** The customer is on the line with us. Throws conflict. */
export const needLive = (call: CallState): void => {
  const customer = customerLeg(call)
  if (!call.isLive || !customer || isOver(customer)) throw new AppError('call-over', 'conflict', 'This call is over.')
}

/** Throws conflict unless the actor has this call on their line. */
export const needMine = (call: CallState, actor: Actor): void => {
  needLive(call)
  if (call.phase !== 'talking' || call.agentId !== actor.id)
    throw new AppError('not-your-call', 'conflict', 'You are not on the line in this call.')
}

/** Throws conflict for a call between colleagues. */
export const needCustomer = ({ isInternal }: CallState): void => {
  if (isInternal) throw new AppError('no-customer', 'conflict', 'There is no customer in a call between colleagues.')
}

/** Throws not-found. */
export const needLeg = (call: CallState, legId: string): Leg => {
  const leg = legOf(call, legId)
  if (!leg || isOver(leg)) throw notFound('leg')
  return leg
}

/**
 * The shape all commands on a call share: in turn, allowed, decided, committed under the actor's key; then whatever follows, at the carrier too.
 * Throws forbidden, not-found, and what `decide` throws.
 */
export const changeCall = (
  deps: CallDeps,
  actor: Actor,
  { callId, commandId }: CallCommand,
  { verb, may }: { verb: string; may: Permission },
  decide: (now: CallState) => CallChange | null,
): Promise<CallState> =>
  deps.keeper.inTurn(callId, async () =>
    deps.keeper.settle(
      await deps.keeper.commit(callId, `${actor.id}:${verb}:${commandId}`, actor.id, (now) => {
        allowCall(deps, actor, may, now)
        return decide(now)
      }),
    ),
  )

/** A supervisor acts in anybody's call, an agent in their own. */
export const needMineOrManaged = (call: CallState, actor: Actor): void => {
  if (isAllowed(actor, 'call.manage')) needLive(call)
  else needMine(call, actor)
}
