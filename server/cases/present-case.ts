import type { CaseState } from './case.ts'
import { customerMergesOf } from './merge-of-customers.ts'
import type { CaseRow } from './wire.ts'

/** What only other rooms know of a case. */
export interface CaseTexts {
  title: string
  preview: string
  customerId: string
  customerName: string
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** A case as staff see it in lists and at the head of its screen. */
export const presentCase = (state: CaseState, { title, preview, customerId, customerName }: CaseTexts): CaseRow => ({
  id: state.id,
  number: state.number,
  title,
  kind: state.kind,
  status: state.status,
  priority: state.priority,
  tags: state.tags,
  queueId: state.queueId,
  assigneeId: state.assigneeId,
  customerId,
  customerName,
  channels: [...new Set(state.interactions.map((one) => one.channel))],
  preview,
  lastMessageAt: iso(state.lastMessageAt),
  lastDirection: state.lastDirection,
  isAwaitingReply: state.isAwaitingReply,
  openedAt: iso(state.openedAt) ?? '',
  updatedAt: iso(state.updatedAt) ?? '',
  closedAt: iso(state.closedAt),
  snoozedUntil: iso(state.snoozedUntil),
  disposition: state.disposition,
  mergedInto: state.mergedInto,
  absorbed: state.absorbed.map((one) => one.caseId),
  customerMerges: customerMergesOf(state),
  followUpOf: state.followUpOf,
  v: state.seq,
})
