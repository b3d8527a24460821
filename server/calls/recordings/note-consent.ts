import { AppError } from '../../platform/errors.ts'
import type { Actor } from '../../staff/index.ts'
import { allowCall, type CallCommand, needCustomer, needMine } from '../access.ts'
import type { CallState } from '../call.ts'
import type { CallDeps } from '../deps.ts'

/**
 * Where no menu asks (a call of ours, a number without such a step) the customer is asked in person, and the recording begins with their yes. Who wrote
 * it down stands in the audit (SECURITY P8). Who did not agree in the menu is not talked into it. Throws forbidden, not-found, conflict.
 */
export const noteConsent =
  (deps: CallDeps) =>
  (actor: Actor, { callId, commandId }: CallCommand): Promise<CallState> => {
    const { keeper, ledger, audit, contents } = deps
    return keeper.inTurn(callId, async () => {
      const flow = (await contents.get(callId))?.flow
      const need = (call: CallState): void => {
        allowCall(deps, actor, 'call.answer', call)
        needMine(call, actor)
        needCustomer(call)
        if (flow?.consent === 'refused' && !call.hasConsent)
          throw new AppError(
            'consent-refused',
            'conflict',
            'The caller was asked in the menu and did not agree, so this call is not recorded.',
          )
      }
      need(await ledger.load(callId))
      // Written down before anything is recorded.
      await audit.tell(callId, `consent:${commandId}`, actor.id, { type: 'call-audit.consent-noted', callId })
      return keeper.settle(
        await keeper.commit(callId, `${actor.id}:consent:${commandId}`, actor.id, (now) => {
          need(now)
          return now.hasConsent ? null : { type: 'call.consented', isGiven: true, isSpoken: true }
        }),
      )
    })
  }
