import type { CallView } from '../../server/calls/wire.ts'

/** My part in a call: I have it, a colleague asks me in, or I am only beside it. */
export type MyPart = 'mine' | 'asked' | 'beside' | 'none'

export const partOf = (call: CallView, meId: string): MyPart => {
  if (call.agentId === meId) return 'mine'
  const leg = call.legs.find((one) => one.agentId === meId && one.state !== 'ended')
  if (!leg) return 'none'
  const isAsked = leg.role === 'colleague' || leg.role === 'customer'
  return isAsked && leg.state !== 'joined' ? 'asked' : 'beside'
}
