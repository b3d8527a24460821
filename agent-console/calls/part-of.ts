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
