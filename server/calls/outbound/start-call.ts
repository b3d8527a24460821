import { interactionOf } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { idFrom } from '../../platform/ids.ts'
import { type Actor, allow } from '../../staff/index.ts'
import { threadKeyOf } from '../arrive.ts'
import type { CallState } from '../call.ts'
import { newContents } from '../contents.ts'
import { type CallDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'
import { claimCalled, needFree } from '../parties/consult.ts'
import { giveDialId } from '../parties/dial-in.ts'
import { OUTBOUND_JOIN_MS, RING_MS } from '../rules.ts'

interface ToNumber {
  to: string
  caseId?: string | undefined
  queueId?: string | undefined
}
type Begun = Omit<Extract<CallChange, { type: 'call.started' }>, 'type' | 'carrier' | 'interactionId' | 'agentId' | 'joinBy' | 'terms'>

/** Through the one gate (SECURITY P1), from the number that the queue shows. */
const beginOutside = async (deps: CallDeps, actor: Actor, callId: string, { to, caseId, queueId }: ToNumber): Promise<Begun> => {
  const { cases, queues, customers, numbers, settings, outbound, contents } = deps
  const current = caseId === undefined ? null : await cases.getState(actor, caseId)
  const queue = queueId === undefined ? null : await queues.getQueue(actor, queueId)
  const { number } = await outbound.claim(actor.id, { id: `${callId}:l2`, to, ringsCustomer: true })
  const ofQueue = queue?.id ?? current?.queueId ?? null
  const ourNumber = settings.ofQueue('callerId', ofQueue) ?? numbers.all().find((one) => one.isActive)?.number ?? ''
  if (ourNumber === '') throw new AppError('no-number', 'conflict', 'This desk has no phone number to call from.')
  const found = await customers.ownersOf(phone, number)
  const name = found.length === 1 ? (found[0]?.name ?? '') : ''
  await contents.add(
    newContents(callId, { address: number, name }, { isKnown: found.length === 1, number, hasOpenCase: false, segment: null }),
  )
  const confidence = found.length === 1 ? 'exact' : found.length > 1 ? 'shared' : 'unknown'
  return { ourNumber, caseId: current?.id ?? null, customerId: null, queueId: ofQueue, confidence }
}

/** A colleague's console rings: nothing leaves the desk, and no case is touched. */
const beginInside = async (deps: CallDeps, actor: Actor, callId: string, agentId: string): Promise<Begun> => {
  if (agentId === actor.id) throw new AppError('own-line', 'invalid', 'That is you.')
  needFree(deps, agentId, callId)
  // Asked for once more, the call has their line already.
  if ((await deps.ledger.load(callId)).seq === 0) await claimCalled(deps, { agentId, lineId: callId })
  const name = deps.staff.memberOf(agentId)?.name ?? ''
  await deps.contents.add(newContents(callId, { address: '', name }, { isKnown: false, number: null, hasOpenCase: false, segment: null }))
  const dialBy = new Date(deps.platform.clock.now() + RING_MS).toISOString()
  return { ourNumber: '', caseId: null, customerId: null, queueId: null, confidence: 'exact', toAgent: { id: agentId, dialBy } }
}

/**
 * Calls somebody: the agent's own line comes first, then the other is dialled into it, or a colleague's console rings. Throws forbidden, not-found
 * (case, queue, colleague), conflict (in a call already; the colleague is not there, in one, or being offered one), invalid and rate-limited by the gate's rules.
 */
export const startCall =
  (deps: CallDeps) =>
  async (
    actor: Actor,
    { commandId, ...wish }: (ToNumber | { agentId: string }) & { commandId: string },
  ): Promise<{ call: CallState; dialId: string }> => {
    allow(actor, 'call.start')
    const { platform, board, keeper, ledger, control, routing } = deps
    const callId = `call_${idFrom('out', actor.id, commandId)}`
    const isBusy = board.ofAgent(actor.id).some((one) => one.id !== callId && one.wrapUpBy !== actor.id)
    if (isBusy) throw new AppError('in-a-call', 'conflict', 'You are in a call already.')
    const begun = 'agentId' in wish ? await beginInside(deps, actor, callId, wish.agentId) : await beginOutside(deps, actor, callId, wish)
    return keeper.inTurn(callId, async () => {
      const joinBy = new Date(platform.clock.now() + OUTBOUND_JOIN_MS).toISOString()
      const call = await ledger
        .settle(callId, 'started', actor.id, (now) =>
          now.seq > 0
            ? null
            : {
                type: 'call.started',
                carrier: control.kind,
                interactionId: interactionOf(threadKeyOf(callId)),
                agentId: actor.id,
                terms: { flow: '', isRecorded: false },
                joinBy,
                ...begun,
              },
        )
        .catch(async (error) => {
          if (begun.toAgent) await routing.freeLine(phone, { agentId: begun.toAgent.id, lineId: callId })
          throw error
        })
      const settled = await keeper.settle(call)
      return { call: settled, dialId: await giveDialId(deps, { callId, legId: 'l1', userId: actor.id }) }
    })
  }
