import type { Entry } from '../platform/bus.ts'
import { type RoutingDeps, router } from './deps.ts'
import { finishBecause } from './finish-work.ts'

const TIMER = 'routing/silence'
/** A live interaction in which nobody has said anything for so long after an answer takes nobody's place any more. */
const SILENCE_MS = 30 * 60_000

/** An answer went out: from here the silence counts. */
export const setSilence = ({ platform }: RoutingDeps, workId: string, { id, at }: Entry): Promise<void> =>
  platform.timers.set({ name: TIMER, id: workId, dueAt: new Date(at.getTime() + SILENCE_MS), token: id })

/** Ends live work that fell silent. Whoever writes later is offered to the same agent first. */
export const hearSilence = (deps: RoutingDeps): void => {
  const finish = finishBecause(deps)
  deps.platform.timers.on(TIMER, async ({ id, token }) => {
    const work = await deps.ledger.load(id)
    if (!work.isOpen) return
    const { isAwaitingReply, lastMessageAt } = await deps.cases.getState(router, work.caseId)
    const silentFor = deps.platform.clock.now() - (lastMessageAt?.getTime() ?? 0)
    if (!isAwaitingReply && silentFor >= SILENCE_MS) await finish(id, 'silent', token)
  })
}
