import type { FlowDraft, FlowText } from '../../server/calls/flows/wire.ts'

/** What was written in this browser. `v`, `over`: see the desk's draft. */
export interface KeptDraft {
  text: string
  v: number
  over: number
  /** The desk has it as well, and will say so with its next answer. */
  isSaved?: boolean
}

export interface DraftNow extends Omit<KeptDraft, 'isSaved'> {
  /** Nothing is written that does not run. */
  isNone: boolean
  /** Written here and not saved at the desk. */
  isDirty: boolean
  /** Saved from another window since this one began; null when not. */
  elsewhere: FlowDraft | null
  /** Another version runs than the one it began from. */
  isOvertaken: boolean
}

/** Pure: what is being written, of what this browser keeps and what the desk knows. */
export const draftOf = ({ draft, running }: Pick<FlowText, 'draft' | 'running'>, kept: KeptDraft | undefined): DraftNow => {
  const saved = draft ?? { text: running.text, v: 0, over: running.version }
  const isKnown = kept?.isSaved === true && draft !== null && draft.v >= kept.v
  const mine = isKnown ? undefined : kept
  const { text, v, over } = mine ?? saved
  const isNone = text === running.text && draft === null
  return {
    text,
    v,
    over: isNone ? running.version : over,
    isNone,
    isDirty: mine !== undefined && !mine.isSaved && text !== saved.text,
    elsewhere: mine && draft && draft.v > mine.v && draft.text !== text ? draft : null,
    isOvertaken: !isNone && over !== running.version,
  }
}
