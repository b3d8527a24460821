import { interactionOf } from '../hub/index.ts'
import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow } from '../staff/index.ts'
import { threadKeyOf } from './arrive.ts'
import type { CallState } from './call.ts'
import { newContents } from './contents.ts'
import { type CallDeps, phone } from './deps.ts'
import { giveDialId } from './dial-in.ts'
import { OUTBOUND_JOIN_MS } from './rules.ts'

/**
 * Calls somebody: the agent's own line comes first, then the other is dialled into it. Through the one gate (SECURITY P1). Throws forbidden, not-found
 * (case, queue), conflict (in a call already), invalid and rate-limited by the gate's rules.
 */
export const startCall =
  (deps: CallDeps) =>
  async (
    actor: Actor,
    { to, caseId, queueId, commandId }: { to: string; caseId?: string | undefined; queueId?: string | undefined; commandId: string },
  ): Promise<{ call: CallState; dialId: string }> => {
    allow(actor, 'call.start')
    const { platform, board, cases, queues, customers, numbers, settings, outbound, contents, keeper, control } = deps
    const current = caseId === undefined ? null : await cases.getState(actor, caseId)
    const queue = queueId === undefined ? null : await queues.getQueue(actor, queueId)
    const callId = `call_${idFrom('out', actor.id, commandId)}`
    const isBusy = board.ofAgent(actor.id).some((one) => one.id !== callId && one.phase !== 'wrap-up')
    if (isBusy) throw new AppError('in-a-call', 'conflict', 'You are in a call already.')
    const { number } = await outbound.claim(actor.id, { id: `${callId}:l2`, to, ringsCustomer: true })

    const ofQueue = queue?.id ?? current?.queueId ?? null
    const ourNumber = settings.ofQueue('callerId', ofQueue) ?? numbers.all().find((one) => one.isActive)?.number ?? ''
    if (ourNumber === '') throw new AppError('no-number', 'conflict', 'This desk has no phone number to call from.')
    const found = (await customers.listCustomers(phone, { q: number, limit: 2 })).items
    const name = found.length === 1 ? (found[0]?.name ?? '') : ''
    await contents.add(
      newContents(callId, { address: number, name }, { isKnown: found.length === 1, number, hasOpenCase: false, segment: null }),
    )
    return keeper.inTurn(callId, async () => {
      const joinBy = new Date(platform.clock.now() + OUTBOUND_JOIN_MS).toISOString()
      const call = await deps.ledger.settle(callId, 'started', actor.id, (now) =>
        now.seq > 0
          ? null
          : {
              type: 'call.started',
              carrier: control.kind,
              ourNumber,
              interactionId: interactionOf(threadKeyOf(callId)),
              agentId: actor.id,
              caseId: current?.id ?? null,
              customerId: null,
              queueId: ofQueue,
              confidence: found.length === 1 ? 'exact' : found.length > 1 ? 'shared' : 'unknown',
              terms: { flow: '', isRecorded: false },
              joinBy,
            },
      )
      const settled = await keeper.settle(call)
      return { call: settled, dialId: await giveDialId(deps, { callId, legId: 'l1', userId: actor.id }) }
    })
  }
