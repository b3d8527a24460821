import { type Entry, idOfStream } from '../platform/bus.ts'
import type { StaffChange } from '../staff/index.ts'
import { type RoutingDeps, router } from './deps.ts'
import { requeueBecause } from './finish-work.ts'

/** What becomes of someone's work when they go: offers go on at once, live work when the customer waits, all of it when they no longer work here. */
export const followAgent =
  (deps: RoutingDeps) =>
  async (entry: Entry<StaffChange>): Promise<void> => {
    const agentId = idOfStream(entry.stream)
    const member = (await deps.staff.membersForRouting()).find((one) => one.id === agentId)
    if (member?.presence === 'available') return
    const requeue = requeueBecause(deps)
    for (const work of await deps.works.heldBy(agentId)) {
      const only = (now: typeof work): boolean => now.holderId === agentId && now.state === work.state
      if (!member) await requeue(work.id, 'disabled', entry.id, { only })
      else if (work.state === 'offered') await requeue(work.id, 'gone', entry.id, { stickyId: work.stickyId, only })
      else if (
        work.isLive &&
        !work.isExclusive &&
        member.presence === 'offline' &&
        (await deps.cases.getState(router, work.caseId)).isAwaitingReply
      )
        await requeue(work.id, 'gone', entry.id, { stickyId: agentId, only })
    }
  }
