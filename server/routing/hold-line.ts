import type { SystemActor } from '../staff/index.ts'
import type { RoutingDeps } from './deps.ts'
import type { Place } from './reserve.ts'
import { takeBackOffers } from './take-back-offers.ts'

/** Longer than any talk: should nobody say that it is over, the place frees itself. */
const LONGEST_MS = 4 * 3_600_000

interface Line {
  agentId: string
  lineId: string
}

const placeId = ({ lineId }: Line): string => `line:${lineId}`

const placeFor = (line: Line, until: Date): Place => ({
  workId: placeId(line),
  channel: 'voice',
  isLive: true,
  isExclusive: true,
  until,
})

/** Somebody speaks on a line that is no work, as when a colleague rang: nothing live is offered to them meanwhile, nor was just before. */
export const holdLine =
  (deps: RoutingDeps) =>
  async (_actor: SystemActor, { forMs = LONGEST_MS, ...line }: Line & { forMs?: number }): Promise<void> => {
    const until = new Date(deps.platform.clock.now() + forMs)
    await deps.reservations.reserve(line.agentId, placeFor(line, until), () => true)
    await takeBackOffers(deps)(line.agentId, placeId(line))
  }

/** They are to be rung on a line: theirs for so long, unless another call is with them or on its way. False when one is. */
export const claimLine =
  ({ reservations, platform }: RoutingDeps) =>
  (_actor: SystemActor, { forMs, ...line }: Line & { forMs: number }): Promise<boolean> =>
    reservations.reserve(
      line.agentId,
      placeFor(line, new Date(platform.clock.now() + forMs)),
      (held) => !held.some((one) => one.isExclusive),
    )

/** Their line is over. */
export const freeLine =
  ({ reservations }: RoutingDeps, freed: (agentId: string) => void) =>
  async (_actor: SystemActor, line: Line): Promise<void> => {
    await reservations.release(line.agentId, placeId(line))
    freed(line.agentId)
  }
