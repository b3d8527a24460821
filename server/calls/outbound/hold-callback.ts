import { AppError } from '../../platform/errors.ts'
import type { CallState } from '../call.ts'
import { type CallDeps, type FlowDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'
import type { Verdict } from './may-dial.ts'

type Held = Extract<CallChange, { type: 'call.callback-held' }>

/** Of a refusal that passes by itself; null for any other. */
const heldBy = (verdict: Verdict): Held | null => {
  if (verdict.isAllowed || verdict.until === null) return null
  const why = verdict.code === 'calling-hours' ? 'calling-hours' : 'too-often'
  return { type: 'call.callback-held', why, until: verdict.until.toISOString() }
}

type Released = Extract<CallChange, { type: 'call.released' }>

/**
 * Asks the gate for a callback that an agent has come to make. Who may not be called now is held until they may; where the limit is that agent's alone, it
 * goes to the next. Neither was a try.
 */
export const heldAtGate = async (
  { outbound, lookWhetherPaused }: Pick<FlowDeps, 'outbound' | 'lookWhetherPaused'>,
  agentId: string,
  claim: Parameters<CallDeps['outbound']['ask']>[1],
): Promise<Held | Released | null> => {
  try {
    const verdict = await outbound.ask(agentId, claim)
    if (!verdict.isAllowed && verdict.isOwnLimit && verdict.until)
      return { type: 'call.released', agentId, why: 'at-limit', until: verdict.until.toISOString() }
    return heldBy(verdict)
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'sending-paused')) throw error
    await lookWhetherPaused()
    return { type: 'call.callback-held' }
  }
}

/** Whoever hung up to be called back waits for their turn by now. */
const isInTurn = ({ phase, isOnLine, callback }: CallState): boolean =>
  phase === 'waiting' && !isOnLine && callback?.state === 'waiting' && callback.dueAt === null

/** Nobody is offered a callback at an hour at which it may not be made: it keeps its place, and is asked for again when it may. */
export const holdCallback = async (
  { outbound, contents, keeper }: Pick<CallDeps, 'outbound' | 'contents' | 'keeper'>,
  call: CallState,
): Promise<void> => {
  if (!isInTurn(call)) return
  const known = await contents.get(call.id)
  const held = known && heldBy(await outbound.lookAtHour(known.party.address))
  if (held?.why !== 'calling-hours') return
  await keeper.inTurn(call.id, async () => {
    const key = `held:${call.asks}:${held.until}`
    await keeper.settle(await keeper.commit(call.id, key, phone.id, (now) => (isInTurn(now) ? held : null)))
  })
}
