import { createKept } from '../desk/kept.ts'
import type { KeptDraft } from './draft-of.ts'

const none: Record<string, KeptDraft> = {}
/** By menu. It outlives a reload, and goes when its author does. */
export const keptDrafts = createKept('flow-drafts', none, { isPersonal: true })

export const keepDraft = (name: string, draft: KeptDraft | null): void => {
  const { [name]: _, ...others } = keptDrafts.get()
  const next = draft ? { ...others, [name]: draft } : others
  keptDrafts.set(Object.keys(next).length === 0 ? none : next)
}
