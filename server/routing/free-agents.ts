import { createDemand } from './demand.ts'
import type { RoutingDeps } from './deps.ts'
import { type Agent, misfit, standing } from './fit.ts'
import { stepsOf } from './relax.ts'
import type { Place } from './reserve.ts'

const loadOf = (places: readonly Place[]): Pick<Agent, 'load' | 'liveLoad' | 'exclusiveLoad'> => {
  const load: Record<string, number> = {}
  for (const { channel } of places) load[channel] = (load[channel] ?? 0) + 1
  return { load, liveLoad: places.filter((one) => one.isLive).length, exclusiveLoad: places.filter((one) => one.isExclusive).length }
}

/**
 * Who of a queue would be offered a call, in that order, without there being one to offer: whoever is free, then whoever has chats, as if it had waited until
 * the queue lets it come beside chats, if it ever does. `skills` are liked beside what the queue itself asks for. Read from the places people hold, which every process sees. For channels, unguarded.
 */
export const freeAgents =
  ({ queues, staff, reservations, platform, traitsOf }: Pick<RoutingDeps, 'queues' | 'staff' | 'reservations' | 'platform' | 'traitsOf'>) =>
  async ({
    queueId,
    channel,
    skills,
  }: {
    queueId: string
    channel: string
    skills: Readonly<Record<string, number>>
  }): Promise<string[]> => {
    const queue = queues.byId(queueId)
    if (!queue) return []
    const steps = stepsOf(queue.softening, true)
    const besideChats = Math.max(
      0,
      steps.findIndex((one) => one.besideLive),
    )
    const demand = createDemand({
      ...traitsOf(channel),
      channel,
      teams: queue.teams,
      seenBy: queue.restrictedTo,
      required: queue.requiredSkills,
      optional: { ...skills, ...queue.optionalSkills },
      steps,
    })
    const [members, reserved] = await Promise.all([staff.membersForRouting(), reservations.all()])
    const heldBy = new Map(reserved.map((one) => [one.agentId, one]))
    const now = platform.clock.now()
    return members
      .filter((one) => !one.isDisabled)
      .map(({ id, presence, presenceSince, teams, skills: own, capacity }): Agent => {
        const held = heldBy.get(id)
        const places = (held?.places ?? []).filter((one) => one.until === null || one.until.getTime() > now)
        const idleSince = Math.max(Date.parse(presenceSince), held?.lastAt.getTime() ?? 0)
        // An open offer is a place like another.
        return { id, presence, teams, skills: own, capacity, ...loadOf(places), liveOffers: 0, otherOffers: 0, idleSince }
      })
      .filter((one) => misfit(one, demand, besideChats) === null)
      .map((one) => ({ id: one.id, isBusy: one.liveLoad > 0, points: standing(one, demand) }))
      .sort((a, b) => Number(a.isBusy) - Number(b.isBusy) || b.points - a.points || (a.id < b.id ? -1 : 1))
      .map((one) => one.id)
  }
