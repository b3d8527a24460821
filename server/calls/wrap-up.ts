import { AppError } from '../platform/errors.ts'
import { maskCards } from '../platform/wire/mask-cards.ts'
import { type Actor, isAllowed } from '../staff/index.ts'
import { allowCall, type CallCommand, changeCall, isInCall, needMine } from './access.ts'
import type { CallState } from './call.ts'
import type { CallDeps } from './deps.ts'

/** Words for the case, written while talking and after; kept as a note of the case when the call is done. Throws forbidden, not-found, conflict. */
export const noteCall =
  (deps: CallDeps) =>
  async (actor: Actor, { text, ...command }: CallCommand & { text: string }): Promise<CallState> => {
    const before = await deps.ledger.load(command.callId)
    allowCall(deps, actor, 'call.answer', before)
    if (!isInCall(before, actor.id) && !isAllowed(actor, 'call.manage'))
      throw new AppError('not-your-call', 'conflict', 'You are not in this call.')
    if (!before.isLive) throw new AppError('call-over', 'conflict', 'This call is over. Write a note in its case.')
    await deps.contents.set(command.callId, { note: maskCards(text) })
    return changeCall(deps, actor, command, { verb: 'note', may: 'call.answer' }, () => ({ type: 'call.noted' }))
  }

/** An agent wants a supervisor, or does not any more. Throws forbidden, not-found, conflict. */
export const askHelp =
  (deps: CallDeps) =>
  (actor: Actor, { isAsked, ...command }: CallCommand & { isAsked: boolean }): Promise<CallState> =>
    changeCall(deps, actor, command, { verb: 'help', may: 'call.answer' }, (now) => {
      needMine(now, actor)
      return now.isHelpAsked === isAsked ? null : { type: 'call.help-asked', isAsked }
    })

/**
 * What is to be done after a call: says how it came out, takes more time, or is done. Where it was not said in time, whoever had the call last can
 * still say it, and a supervisor. Throws forbidden, not-found, conflict (nothing to wrap up), invalid (not a code of the queue, or none where one is needed).
 */
export const wrapUp =
  (deps: CallDeps) =>
  async (
    actor: Actor,
    {
      disposition,
      isDone = false,
      extendSeconds = 0,
      callId,
      commandId,
    }: CallCommand & { disposition?: string | undefined; isDone?: boolean | undefined; extendSeconds?: number | undefined },
  ): Promise<CallState> => {
    const needWrapUp = (now: CallState): void => {
      const isOwn = now.wrapUpBy === actor.id || (disposition !== undefined && now.agentId === actor.id && now.isLive)
      const hadIt = now.handled.at(-1)?.agentId === actor.id || isAllowed(actor, 'call.manage')
      const isLate = disposition !== undefined && now.lacksOutcome === true && hadIt
      if (!isOwn && !isLate) throw new AppError('no-wrap-up', 'conflict', 'There is nothing of yours to wrap up in this call.')
    }
    const set = await changeCall(deps, actor, { callId, commandId }, { verb: 'wrap-up', may: 'call.answer' }, (now) => {
      needWrapUp(now)
      const accepted = (now.queueId && deps.queues.byId(now.queueId)?.dispositions) || []
      if (disposition !== undefined && accepted.length > 0 && !accepted.includes(disposition))
        throw new AppError('disposition', 'invalid', `Choose one of: ${accepted.join(', ')}.`)
      const isSaid = disposition !== undefined || now.disposition !== null
      if (isDone && !isSaid && now.wrapUpBy === actor.id && deps.settings.ofQueue('needsDisposition', now.queueId))
        throw new AppError('disposition-needed', 'invalid', 'Say first how the call ended.')
      if (disposition === undefined && extendSeconds === 0) return null
      const endsAt = now.wrapUpEndsAt && new Date(now.wrapUpEndsAt.getTime() + extendSeconds * 1000).toISOString()
      return { type: 'call.wrap-up-set', disposition: disposition ?? null, endsAt }
    })
    if (!isDone || set.wrapUpBy !== actor.id) return set
    return changeCall(deps, actor, { callId, commandId }, { verb: 'wrapped', may: 'call.answer' }, (now) =>
      now.wrapUpBy === actor.id ? { type: 'call.wrapped', agentId: actor.id, why: 'done' } : null,
    )
  }
