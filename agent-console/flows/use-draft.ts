import { useEffect } from 'react'
import type { FlowDraft, FlowText } from '../../server/calls/flows/wire.ts'
import { call, put } from '../desk/call.ts'
import { queryClient } from '../desk/query-client.ts'
import { useStore } from '../desk/use-store.ts'
import { draftOf } from './draft-of.ts'
import { keepDraft, keptDrafts } from './kept-drafts.ts'
import { askFlowText, pathOf } from './use-flow-text.ts'

export const useDraft = (words: FlowText) => {
  const { name, running } = words
  const kept = useStore(keptDrafts)[name]
  const now = draftOf(words, kept)
  const { text, v, over } = now
  const isSettled = kept !== undefined && (words.draft ? kept.isSaved === true && words.draft.v >= kept.v : kept.text === running.text)
  useEffect(() => {
    if (isSettled) keepDraft(name, null)
  }, [isSettled, name])
  const write = (next: string): void => {
    const isAsSaved = next === (words.draft?.text ?? running.text) && v === (words.draft?.v ?? 0)
    keepDraft(name, isAsSaved ? null : { text: next, v, over })
  }
  /** Throws conflict when it was saved in another window; `onto`: knowing that, over it. */
  const save = async (onto = v): Promise<void> => {
    const saved = await put<FlowDraft>(`${pathOf(name)}/draft`, { text, v: onto, over })
    queryClient.setQueryData<FlowText>(['flow-text', name], (before) => (before ? { ...before, draft: saved } : before))
    // What was typed while it was on its way is not saved.
    const written = keptDrafts.get()[name]?.text ?? text
    keepDraft(name, { text: written, v: saved.v, over: saved.over, isSaved: written === text })
  }
  return {
    ...now,
    write,
    save,
    /** The other window's words instead of these. */
    takeElsewhere: (): void => keepDraft(name, null),
    /** The author has seen what runs now: publishing is over that version. */
    rebase: (): void => keepDraft(name, { text, v, over: running.version }),
    /** What was thrown away comes back. */
    restore: (): void => keepDraft(name, { text, v: 0, over }),
    /** Back to what runs. */
    drop: async (): Promise<void> => {
      if (words.draft) await call({ method: 'DELETE', path: `${pathOf(name)}/draft` })
      keepDraft(name, null)
      queryClient.setQueryData<FlowText>(['flow-text', name], (before) => (before ? { ...before, draft: null } : before))
      await askFlowText(name)
    },
  }
}
export type Draft = ReturnType<typeof useDraft>
