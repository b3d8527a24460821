import { createKept } from '../desk/kept.ts'
import { type Draft, joinBack, joinDrafts, noDraft } from './draft.ts'

const KEEP = 100
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

/** What was sent and is to be written again. */
export const putBack = (caseId: string, back: Partial<Draft>): void => setDraft(caseId, joinBack(drafts.get()[caseId] ?? noDraft, back))

/** What was being written in a case that went into another goes on there. */
export const carryDraft = (fromId: string, intoId: string): void => {
  const from = drafts.get()[fromId]
  if (!from) return
  setDraft(intoId, joinDrafts(drafts.get()[intoId] ?? noDraft, from))
  setDraft(fromId, noDraft)
}
