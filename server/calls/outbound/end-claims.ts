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
  const { outbound, ledger, platform } = deps
  for (const id of await outbound.outSince(new Date(platform.clock.now() - YOUNG_MS))) {
    const at = id.lastIndexOf(':')
    try {
      const call = await ledger.load(id.slice(0, at))
      const leg = legOf(call, id.slice(at + 1))
      if (leg?.way !== 'carrier') await outbound.giveBack(id)
      else if (isOver(leg)) await outbound.over(id)
    } catch (error) {
      platform.log.error({ err: error, id }, 'a line that was let out could not be looked at; the others are')
    }
  }
}
