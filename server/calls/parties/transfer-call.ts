import type { Actor } from '../../staff/index.ts'
import { allowCall, type CallCommand, changeCall, needCustomer, needMine } from '../access.ts'
import { type CallState, legOf } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { queueNamed } from '../menu/flow-step.ts'
import { requeued } from '../rules.ts'
import { addOutside, needFree, wrapUpEnd } from './consult.ts'

/**
 * Gives the customer away without a word before: to a queue or a colleague, where they wait with the age they have, or to a number outside. Throws
 * forbidden, not-found (queue, one of another team's too; agent), conflict (not on the line), and what the gate throws.
 */
export const transferCall =
  (deps: CallDeps) =>
  async (
    actor: Actor,
    { to, ...command }: CallCommand & { to: { queueId: string } | { agentId: string } | { number: string } },
  ): Promise<CallState> => {
    const { keeper, ledger, queues } = deps
    const door = { verb: 'transfer', may: 'call.answer' } as const
    if ('number' in to) {
      const { callId, commandId } = command
      return keeper.inTurn(callId, async () => {
        const before = await ledger.load(callId)
        const key = `${actor.id}:transfer:${commandId}`
        if (await ledger.entry(callId, key)) return before
        allowCall(deps, actor, 'call.answer', before)
        needMine(before, actor)
        needCustomer(before)
        const legId = await addOutside(deps, actor, before, to.number)
        await keeper.commit(callId, `${actor.id}:transfer-leg:${commandId}`, actor.id, (now) =>
          legOf(now, legId)
            ? null
            : { type: 'call.leg-added', legId, role: 'outside', agentId: null, way: 'carrier', mode: null, dialBy: null },
        )
        const sent = await keeper.commit(callId, key, actor.id, (now) => {
          needMine(now, actor)
          return { type: 'call.sent-out', legId, from: actor.id, wrapUpEndsAt: wrapUpEnd(deps, now) }
        })
        return keeper.settle(sent)
      })
    }
    if ('agentId' in to) needFree(deps, to.agentId)
    else await queues.getQueue(actor, to.queueId)
    return changeCall(deps, actor, command, door, (now) => {
      needMine(now, actor)
      needCustomer(now)
      return requeued(now, 'transferred', { queueId: now.queueId ?? queueNamed(deps, '', now), ...to })
    })
  }
