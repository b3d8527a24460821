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

/** What stands on the plate: the one call that somebody is on the line in, and those that they still write up. */
export const barsOf = (calls: readonly CallView[], meId: string): { onLine: CallView | null; isMine: boolean; toWrapUp: CallView[] } => {
  const mine = calls.filter((call) => partOf(call, meId) === 'mine')
  const own = mine.find((call) => call.phase !== 'wrap-up') ?? null
  const beside = calls.find((call) => partOf(call, meId) === 'beside') ?? null
  return { onLine: own ?? beside, isMine: own !== null, toWrapUp: mine.filter((call) => call.phase === 'wrap-up') }
}
