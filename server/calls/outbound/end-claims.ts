import { type CallState, legOf } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { isOver } from '../parties/leg.ts'

/** Between letting a number out and the leg that dials it lie a few writes. */
const YOUNG_MS = 60_000

type Deps = Pick<CallDeps, 'outbound' | 'ledger' | 'platform'>

/** What was let out for lines that are over holds none any more. */
export const endOutside = async ({ outbound }: Pick<Deps, 'outbound'>, call: CallState): Promise<void> => {
  for (const leg of call.legs) if (leg.way === 'carrier' && isOver(leg)) await outbound.over(`${call.id}:${leg.id}`)
}

/** The same for what the desk let out just before it died, which counts for nothing, or whose end it died before it told. */
export const endLeftClaims = async (deps: Deps): Promise<void> => {
  for (const id of await deps.outbound.outSince(new Date(deps.platform.clock.now() - YOUNG_MS))) {
    const at = id.lastIndexOf(':')
    const call = await deps.ledger.load(id.slice(0, at))
    const leg = legOf(call, id.slice(at + 1))
    if (leg?.way !== 'carrier') await deps.outbound.giveBack(id)
    else if (isOver(leg)) await endOutside(deps, call)
  }
}
