import type { FlowFacts, Priority } from '../../ivr/index.ts'
import type { CallState } from '../call.ts'
import type { CallContents } from '../contents.ts'
import type { FlowDeps } from '../deps.ts'

/** What a flow may ask about the world, as it is now for this caller. Nothing of it is spoken by itself. */
export const gatherFacts = async (deps: FlowDeps, call: CallState, contents: CallContents): Promise<FlowFacts> => {
  const { platform, queues, figures, flows, articles, board } = deps
  const now = new Date(platform.clock.now())
  const place = await figures.placeOf(call)
  const facts: FlowFacts['queues'] = {}
  for (const queue of queues.all()) {
    // A menu speaks of the queue it sent the caller to, also when they were moved on from there.
    const isMine = queue.id === (call.movedFrom ?? call.queueId)
    const waiting = board.waitingIn(queue.id)
    const since = waiting.map(({ queuedAt }) => queuedAt?.getTime() ?? now.getTime())
    const own = isMine ? place : null
    const placeAt = await figures.placesIn(queue.id, call)
    // Whoever talked with somebody keeps the priority they had.
    const at = (priority: Priority) => placeAt(call.answeredAt === null ? priority : call.priority)
    const places = { low: at('low'), normal: at('normal'), high: at('high'), urgent: at('urgent') }
    facts[queue.name] = {
      waiting: waiting.length,
      longestWaitSeconds: Math.round(Math.max(0, ...since.map((one) => now.getTime() - one)) / 1000),
      estimate: (own ?? places.normal).estimate,
      position: own?.position ?? null,
      places,
      isStaffed: (await figures.signedIn(queue.id)) > 0,
    }
  }
  return { now, hours: flows.hoursAt(now), queues: facts, caller: contents.caller, articles: articles() }
}
