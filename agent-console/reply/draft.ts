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

export const noDraft: Draft = { way: null, reply: '', note: '', files: [], startedAt: null, changedAt: '' }

const both = (one: string, other: string): string => [one, other].filter(Boolean).join('\n\n')

/** Pure: what becomes of the draft of a case with that of one that went into it: it stands below. */
export const joinDrafts = (there: Draft, from: Draft): Pick<Draft, 'reply' | 'note' | 'files' | 'way'> => ({
  reply: both(there.reply, from.reply),
  note: both(there.note, from.note),
  files: [...there.files, ...from.files],
  // Its ways to answer were those of its own threads; the other case knows its own by itself.
  way: there.way ?? (from.way === 'note' ? 'note' : null),
})

/** Pure: what becomes of a draft with something that was sent before it and comes back: that stands above, and goes where it was to go. */
export const joinBack = (since: Draft, back: Partial<Draft>): Pick<Draft, 'reply' | 'note' | 'files' | 'way'> => ({
  ...joinDrafts({ ...noDraft, ...back }, since),
  way: back.way ?? since.way,
})
