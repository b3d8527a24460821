import type { WorkView } from './wire.ts'
import type { WorkState } from './work.ts'

export const presentWork = (work: WorkState): WorkView => ({
  id: work.id,
  caseId: work.caseId,
  interactionId: work.interactionId,
  channel: work.channel,
  queueId: work.queueId,
  state: work.state === 'none' ? 'done' : work.state,
  priority: work.priority,
  isLive: work.isLive,
  since: work.since.toISOString(),
  offeredTo: work.state === 'offered' ? work.holderId : null,
  offerExpiresAt: work.state === 'offered' ? (work.offerExpiresAt?.toISOString() ?? null) : null,
  agentId: work.state === 'active' ? work.holderId : null,
  why: work.why,
  v: work.seq,
})
