import type { Uploaded } from '../desk/uploaded.ts'
import { stillThere } from './still-there.ts'

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
  /** The desk has one of the files no more. */
  isFileGone?: boolean
}

export const HOLD_MS = 5000

/** Pure: the files that come back with an answer. Which of them the desk has no more is known by their age, else none is. */
export const filesBack = ({ files, isFileGone }: Pick<Pending, 'files' | 'isFileGone'>, nowMs: number): Uploaded[] => {
  const there = stillThere(files, nowMs)
  return isFileGone && there.length === files.length ? [] : there
}

/** Pure: those whose time has come, oldest first. */
export const due = (items: readonly Pending[], memberId: string, nowMs: number): Pending[] =>
  items
    .filter((one) => one.memberId === memberId && (one.state === 'holding' || one.state === 'sending') && one.sendAtMs <= nowMs)
    .sort((a, b) => a.sendAtMs - b.sendAtMs)

/** Pure: nothing of this person is held any more, so nothing of it can be taken back: it is on its way. */
export const released = (items: readonly Pending[], memberId: string): Pending[] =>
  items.map((one) => (one.memberId === memberId && one.state === 'holding' ? { ...one, state: 'sending', sendAtMs: 0 } : one))

/** Pure: whether this person can still take an answer back. */
export const isHeld = (items: readonly Pending[], memberId: string, nowMs: number): boolean =>
  items.some((one) => one.memberId === memberId && one.state === 'holding' && one.sendAtMs > nowMs)

export const withItem = (items: readonly Pending[], key: string, change: Partial<Pending>): Pending[] =>
  items.map((one) => (one.key === key ? { ...one, ...change } : one))
