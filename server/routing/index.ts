import type { Platform, RoomParts } from '../platform/room.ts'
import type { Actor } from '../staff/index.ts'
import { acceptOffer, declineOffer } from './answer-offer.ts'
import { traitsOfChannels } from './channel-traits.ts'
import { createDecisions, decisionIndexes } from './decisions.ts'
import type { RoutingDeps, RoutingRooms } from './deps.ts'
import { hearSilence } from './end-silent.ts'
import { enqueueWork } from './enqueue-work.ts'
import type { WorkChange } from './entries.ts'
import { createWorks, workIndexes } from './find-work.ts'
import { finishWork } from './finish-work.ts'
import { createFloor } from './floor.ts'
import { followCase } from './follow-case.ts'
import { freeAgents } from './free-agents.ts'
import { giveWork, handWork, requeueWork } from './hand-work.ts'
import { claimLine, freeLine, holdLine } from './hold-line.ts'
import { lapseOffer } from './lapse-offer.ts'
import { waitingTopic } from './live.ts'
import { moveWork } from './move-work.ts'
import { offerChange } from './offer-change.ts'
import { pickWork } from './pick-work.ts'
import { routingReactions } from './react.ts'
import { createReads } from './read-work.ts'
import { recentStates } from './recent-states.ts'
import { replayDay } from './replay/replay-day.ts'
import { createReservations } from './reserve.ts'
import { createRouter } from './router.ts'
import { routingRoutes } from './routes.ts'
import { createSettle, OFFER_TIMER } from './settle.ts'
import { foldWork, startWork, type WorkState } from './work.ts'
import { createWorkSlots } from './work-slot.ts'

export { DECISION_DROPPED } from './decisions.ts'
export { dueKey } from './demand.ts'
export type { RoutedChannel, RoutedMember, RoutedQueue, RoutingRooms } from './deps.ts'
export type { FinishReason, RequeueReason, WorkChange } from './entries.ts'
export { presentWork } from './present-work.ts'
export { ON_SCREEN } from './read-work.ts'
export type { Decision, WorkView } from './wire.ts'
export type { WorkState } from './work.ts'

/** Who gets which work: queues it, offers it, and says why. */
export const createRouting = (platform: Platform, rooms: RoutingRooms) => {
  const ledger = platform.ledgers.open<WorkState, WorkChange>({ kind: 'work', collection: 'works', start: startWork, fold: foldWork })
  const slots = createWorkSlots(platform, async (workId) => (await ledger.load(workId)).state === 'done')
  let begunAt = 0
  const bare = {
    ...rooms,
    platform,
    ledger,
    reservations: createReservations(platform),
    decisions: createDecisions(platform),
    works: createWorks(platform),
    begunAt: () => begunAt,
    traitsOf: traitsOfChannels(() => rooms.hub.channels()),
  }
  const floor = createFloor(bare)
  const deps: RoutingDeps = {
    ...bare,
    ...createSettle(bare, {
      clearSlot: slots.clear,
      router: { knows: (workId) => router.knows(workId), saw: (work) => router.saw(work), freed: (id) => router.freed(id) },
    }),
  }
  const router = createRouter(deps, floor)
  const enqueue = enqueueWork(deps, slots)
  const lapse = lapseOffer(deps)
  platform.timers.on(OFFER_TIMER, async ({ id, token }) => {
    await lapse(id, token)
  })
  hearSilence(deps)
  const face = {
    ...createReads(deps, floor),
    acceptOffer: acceptOffer(deps),
    declineOffer: declineOffer(deps),
    pickWork: pickWork(deps),
    finishWork: finishWork(deps),
    requeueWork: requeueWork(deps),
    handWork: handWork(deps),
    giveWork: giveWork(deps, enqueue),
    holdLine: holdLine(deps),
    claimLine: claimLine(deps),
    freeLine: freeLine(deps, router.freed),
    freeAgents: freeAgents(deps),
    moveWork: moveWork(deps),
    offerChange,
    replayDay: replayDay(deps),
    /** Offers all that can be offered now; tests call it. What only time brings comes with `tick`. */
    route: router.wake,
    tick: router.tick,
    health: router.health,
  }
  const parts: RoomParts<Actor> = {
    routes: routingRoutes(face),
    topics: [waitingTopic(deps)],
    reactions: routingReactions(deps, followCase(deps, enqueue, recentStates(platform.bus))) as never,
    indexes: [...workIndexes, ...decisionIndexes],
    start: () => {
      begunAt = platform.clock.now()
      return router.start()
    },
    stop: router.stop,
  }
  return { ...face, parts }
}
export type Routing = ReturnType<typeof createRouting>
