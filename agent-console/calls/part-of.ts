import type { CallView } from '../../server/calls/wire.ts'

/** My part in a call: I have it, a colleague asks me in, or I am only beside it. */
export type MyPart = 'mine' | 'asked' | 'beside' | 'none'

/** My line in a call that it is not over for; by which I am in it, or asked in. */
export const ownLeg = (call: CallView, meId: string): CallView['legs'][number] | undefined =>
  call.legs.find((one) => one.agentId === meId && one.state !== 'ended')

export const partOf = (call: CallView, meId: string): MyPart => {
  if (call.agentId === meId) return 'mine'
  const leg = ownLeg(call, meId)
  if (!leg) return 'none'
  const isAsked = leg.role === 'colleague' || leg.role === 'customer'
  return isAsked && leg.state !== 'joined' ? 'asked' : 'beside'
}

/** Their part in it is over but for that, whatever becomes of the customer meanwhile. */
export const isWrappedUpBy = (call: CallView, meId: string): boolean =>
  call.wrapUpBy === meId || (call.phase === 'wrap-up' && call.agentId === meId)

/** What stands on the plate: the one call that somebody is on the line in, and those that they still write up. */
export const barsOf = (calls: readonly CallView[], meId: string): { onLine: CallView | null; isMine: boolean; toWrapUp: CallView[] } => {
  const own = calls.find((call) => partOf(call, meId) === 'mine' && !isWrappedUpBy(call, meId)) ?? null
  const beside = calls.find((call) => partOf(call, meId) === 'beside' && !isWrappedUpBy(call, meId)) ?? null
  return { onLine: own ?? beside, isMine: own !== null, toWrapUp: calls.filter((call) => isWrappedUpBy(call, meId)) }
}
