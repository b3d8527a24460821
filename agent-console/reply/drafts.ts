import { createKept } from '../desk/kept.ts'
import type { Uploaded } from '../desk/uploaded.ts'

/** `way`: the way that answers, `note` for a note, null while nobody chose. */
export interface Draft {
  way: string | null
  /** The way that was chosen last: whom `reply` is for while a note is written. Missing in a draft of an older desk. */
  replyTo?: string | null
  reply: string
  note: string
  files: Uploaded[]
  /** When the first letter was written, for the notice that something came in between. */
  startedAt: string | null
  changedAt: string
}

const KEEP = 100
export const noDraft: Draft = { way: null, reply: '', note: '', files: [], startedAt: null, changedAt: '' }
export const drafts = createKept<Readonly<Record<string, Draft>>>('drafts', {}, { isPersonal: true })

export const setDraft = (caseId: string, change: Partial<Draft>): void => {
  const all = drafts.get()
  const before = all[caseId] ?? noDraft
  const changedAt = new Date().toISOString()
  const next: Draft = { ...before, ...change, changedAt }
  if (next.way !== 'note') next.replyTo = next.way
  const isEmpty = next.reply === '' && next.note === '' && next.files.length === 0
  next.startedAt = isEmpty ? null : (before.startedAt ?? changedAt)
  const entries = Object.entries({ ...all, [caseId]: next }).filter(([, one]) => one.reply || one.note || one.files.length > 0 || one.way)
  drafts.set(Object.fromEntries(entries.sort(([, a], [, b]) => (a.changedAt < b.changedAt ? 1 : -1)).slice(0, KEEP)))
}
