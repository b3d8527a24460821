import type { Uploaded } from '../desk/uploaded.ts'

/** An answer that was sent by its writer and is not yet known to be with the desk. */
export interface Pending {
  /** The Idempotency-Key: however often it is sent, it arrives once. */
  key: string
  memberId: string
  caseId: string
  caseNumber: number
  channel: string
  to: string
  body: { wayId: string; channel: string; text: string; attachments: string[]; status: 'open' | 'waiting' }
  files: Uploaded[]
  /** What follows once it is sent. */
  then?: { verb: 'close' | 'snooze'; body: unknown }
  sendAtMs: number
  state: 'holding' | 'sending' | 'sent' | 'failed'
  messageId?: string
  why?: string
}

export const HOLD_MS = 5000

/** Pure: those whose time has come, oldest first. */
export const due = (items: readonly Pending[], memberId: string, nowMs: number): Pending[] =>
  items
    .filter((one) => one.memberId === memberId && (one.state === 'holding' || one.state === 'sending') && one.sendAtMs <= nowMs)
    .sort((a, b) => a.sendAtMs - b.sendAtMs)

/** Pure: whether this person can still take an answer back. */
export const isHeld = (items: readonly Pending[], memberId: string, nowMs: number): boolean =>
  items.some((one) => one.memberId === memberId && one.state === 'holding' && one.sendAtMs > nowMs)

export const withItem = (items: readonly Pending[], key: string, change: Partial<Pending>): Pending[] =>
  items.map((one) => (one.key === key ? { ...one, ...change } : one))
