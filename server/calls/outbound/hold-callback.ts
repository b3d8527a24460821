import { AppError } from '../../platform/errors.ts'
import type { CallState } from '../call.ts'
import { type CallDeps, type FlowDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'
import type { Verdict } from './may-dial.ts'
import { isForGood } from './outbound.ts'

type Held = Extract<CallChange, { type: 'call.callback-held' }>

/** Of a refusal that passes by itself; null for any other. */
const heldBy = (verdict: Verdict): Held | null => {
  if (verdict.isAllowed || verdict.until === null) return null
  const why = verdict.code === 'calling-hours' ? 'calling-hours' : 'too-often'
  return { type: 'call.callback-held', why, until: verdict.until.toISOString() }
}

/** Of a refusal that does not pass: nobody is asked to call them any more. */
const endedBy = (verdict: Verdict): Ended | null =>
  !verdict.isAllowed && isForGood(verdict) ? { type: 'call.callback-cancelled', why: verdict.code } : null

type Ended = Extract<CallChange, { type: 'call.callback-cancelled' }>
type Released = Extract<CallChange, { type: 'call.released' }>

/**
 * Asks the gate for a callback that an agent has come to make. Who may not be called now is held until they may; where the limit is that agent's alone, it
 * goes to the next. Neither was a try. Who may not be called at all is not.
 */
export const heldAtGate = async (
  { outbound, lookWhetherPaused }: Pick<FlowDeps, 'outbound' | 'lookWhetherPaused'>,
  agentId: string,
  claim: Parameters<CallDeps['outbound']['ask']>[1],
): Promise<Held | Released | Ended | null> => {
  try {
    const verdict = await outbound.ask(agentId, claim)
    if (!verdict.isAllowed && verdict.isOwnLimit && verdict.until)
      return { type: 'call.released', agentId, why: 'at-limit', until: verdict.until.toISOString() }
    return heldBy(verdict) ?? endedBy(verdict)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'sending-paused')) throw error
    await lookWhetherPaused()
    return { type: 'call.callback-held' }
  }
}

/** Whoever hung up to be called back waits for their turn by now. */
const isInTurn = ({ phase, isOnLine, callback }: CallState): boolean =>
  phase === 'waiting' && !isOnLine && callback?.state === 'waiting' && callback.dueAt === null

/**
 * Nobody is offered a callback at an hour at which it may not be made: it keeps its place, and is asked for again when it may. Nor one that may not be made
 * at all any more, as when they asked meanwhile not to be called: it is over.
 */
export const holdCallback = async (
  { outbound, contents, keeper }: Pick<CallDeps, 'outbound' | 'contents' | 'keeper'>,
  call: CallState,
): Promise<void> => {
  if (!isInTurn(call)) return
  const known = await contents.get(call.id)
  if (!known) return
  const verdict = await outbound.look(known.party.address, phone.id, true)
  const held = heldBy(verdict)
  const change = held?.why === 'calling-hours' ? held : endedBy(verdict)
  if (!change) return
  await keeper.inTurn(call.id, async () => {
    const key = change.type === 'call.callback-held' ? `held:${call.asks}:${change.until}` : `refused:${call.asks}`
    await keeper.settle(await keeper.commit(call.id, key, phone.id, (now) => (isInTurn(now) ? change : null)))
  })
}
