import type { SystemActor } from '../staff/index.ts'
import type { RoutingDeps } from './deps.ts'

/** Longer than any talk: should nobody say that it is over, the place frees itself. */
const LONGEST_MS = 4 * 3_600_000

interface Line {
  agentId: string
  lineId: string
}

const placeId = ({ lineId }: Line): string => `line:${lineId}`

/** Somebody speaks on a line that is no work, as when a colleague rang: nothing live is offered to them meanwhile. */
export const holdLine =
  ({ reservations, platform }: RoutingDeps) =>
  async (_actor: SystemActor, line: Line): Promise<void> => {
    const until = new Date(platform.clock.now() + LONGEST_MS)
    const place = { workId: placeId(line), channel: 'voice', isLive: true, isExclusive: true, until }
    await reservations.reserve(line.agentId, place, () => true)
  }

/** Their line is over. */
export const freeLine =
  ({ reservations }: RoutingDeps, freed: (agentId: string) => void) =>
  async (_actor: SystemActor, line: Line): Promise<void> => {
    await reservations.release(line.agentId, placeId(line))
    freed(line.agentId)
  }
