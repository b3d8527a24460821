import type { Names } from '../../agent-console/words/names.ts'
import type { CaseRow } from '../../server/cases/wire.ts'
import type { MessageView } from '../../server/hub/wire.ts'
import type { TimelineItem } from '../../server/screens/wire.ts'

export const names: Names = {
  me: 'u_ines',
  staff: (id) => ({ u_ines: 'You', u_bo: 'Bo Lindqvist' })[id] ?? 'A colleague',
  queue: (id) => ({ q_orders: 'Orders and returns' })[id] ?? 'another queue',
  caseNumber: (id) => ({ c_other: 1002 })[id],
}

export const caseRow = (change: Partial<CaseRow> = {}): CaseRow => ({
  id: 'c_1',
  number: 1001,
  title: 'Wheel arrived with a bent rim',
  kind: 'question',
  status: 'open',
  priority: 'normal',
  tags: [],
  queueId: 'q_orders',
  assigneeId: 'u_ines',
  customerId: 'p_1',
  customerName: 'Tomas Berg',
  channels: ['chat'],
  preview: '',
  lastMessageAt: '2026-11-23T10:00:00.000Z',
  lastDirection: 'in',
  isAwaitingReply: true,
  openedAt: '2026-11-23T10:00:00.000Z',
  updatedAt: '2026-11-23T10:00:00.000Z',
  closedAt: null,
  snoozedUntil: null,
  disposition: null,
  mergedInto: null,
  absorbed: [],
  customerMerges: [],
  followUpOf: null,
  v: 1,
  ...change,
})

export const message = (id: string, at: string, change: Partial<MessageView> = {}): MessageView => ({
  id,
  direction: 'in',
  channel: 'email',
  externalId: id,
  state: 'filed',
  reason: '',
  caseId: 'c_1',
  suggestedCaseId: null,
  customerId: 'p_1',
  interactionId: `i_${change.channel ?? 'email'}`,
  from: { channel: 'email', address: 'tomas@berg.example', name: 'Tomas Berg', trust: 'channel-verified' },
  to: [],
  authorId: null,
  subject: '',
  text: 'Hello',
  quoted: '',
  hasHtml: false,
  attachments: [],
  delivery: null,
  sentAt: at,
  receivedAt: at,
  ...change,
})

export const said = (seq: number, at: string, change: Partial<MessageView> = {}, caseId = 'c_1'): TimelineItem => ({
  type: 'message',
  id: `${caseId}/m${seq}`,
  seq,
  at,
  caseId,
  message: message(`m${seq}`, at, change),
  call: null,
})

export const happened = (
  seq: number,
  at: string,
  what: string,
  facts: Extract<TimelineItem, { type: 'event' }>['facts'] = {},
  by = 'u_bo',
  caseId = 'c_1',
): Extract<TimelineItem, { type: 'event' }> => ({ type: 'event', id: `${caseId}/e${seq}`, seq, at, caseId, by, what, facts })
