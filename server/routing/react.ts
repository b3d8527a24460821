import type { CaseChange } from '../cases/index.ts'
import type { Reaction } from '../platform/reactions.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import type { StaffChange } from '../staff/index.ts'
import type { RoutingDeps } from './deps.ts'
import type { WorkChange } from './entries.ts'
import { followAgent } from './follow-agent.ts'
import type { followCase } from './follow-case.ts'

/** What routing does about what happens to cases and people, and what it makes good of its own. */
export const routingReactions = (deps: RoutingDeps, follow: ReturnType<typeof followCase>) => {
  const inTurn = createQueueByKey()
  const cases: Reaction<CaseChange> = {
    name: 'routing/follow-case',
    hears: [
      'case.message-filed',
      'case.status-set',
      'case.closed',
      'case.reopened',
      'case.snoozed',
      'case.woken',
      'case.assigned',
      'case.transferred',
      'case.merged',
      'case.unmerged',
      'case.moved-out',
      'case.moved-in',
      'case.move-undone',
      'case.taken-back',
      'case.priority-set',
    ],
    run: (entry) => inTurn(entry.stream, () => follow(entry)),
  }
  const agents: Reaction<StaffChange> = {
    name: 'routing/follow-agent',
    hears: ['agent.presence-set', 'user.disabled', 'user.role-set'],
    run: followAgent(deps),
  }
  const works: Reaction<WorkChange> = {
    name: 'routing/settle',
    hears: [
      'work.enqueued',
      'work.offered',
      'work.accepted',
      'work.declined',
      'work.lapsed',
      'work.picked',
      'work.assigned',
      'work.requeued',
      'work.priority-set',
      'work.finished',
    ],
    run: deps.settle,
  }
  return [cases, agents, works]
}
