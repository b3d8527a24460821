import type { CaseRow } from '../../server/cases/wire.ts'
import type { Member } from '../../server/staff/wire.ts'
import { amount } from './amount.ts'

export const statusWords: Record<CaseRow['status'], string> = {
  new: 'New',
  open: 'Open',
  waiting: 'Waiting',
  snoozed: 'Snoozed',
  closed: 'Closed',
}
export const priorityWords: Record<CaseRow['priority'], string> = { low: 'Low', normal: 'Normal', high: 'High', urgent: 'Urgent' }
export const kindWords: Record<CaseRow['kind'], string> = {
  question: 'Question',
  request: 'Request',
  complaint: 'Complaint',
  return: 'Return',
  fault: 'Fault',
}
export const presenceWords: Record<Member['presence'], string> = {
  available: 'Available',
  away: 'Away',
  'not-responding': 'Not responding',
  offline: 'Offline',
}
export const roleWords: Record<Member['role'], string> = {
  agent: 'Agent',
  supervisor: 'Supervisor',
  admin: 'Admin',
  marketing: 'Marketing',
}

const count = (n: number, one: string): string => `${amount(n)} ${one}${n === 1 ? '' : 's'}`
export const counted = count
/** `2 messages and 1 call`; '' for nothing. */
export const messagesAndCalls = (messages: number, calls: number): string =>
  [messages > 0 ? count(messages, 'message') : '', calls > 0 ? count(calls, 'call') : ''].filter(Boolean).join(' and ')
