import type { TimelineItem } from '../../server/screens/wire.ts'
import { createStore } from '../desk/store.ts'
import { messagesAndCalls } from '../words/case-words.ts'

export type MessageItem = Extract<TimelineItem, { type: 'message' }>

/** Messages of one case that are being chosen to be moved; null while nobody chooses. */
export const picked = createStore<{ caseId: string; ids: readonly string[] } | null>(null)

export const pick = (caseId: string, ids: readonly string[]): void => picked.set({ caseId, ids })
export const stopPicking = (): void => picked.set(null)
export const togglePick = (caseId: string, ids: readonly string[]): void => {
  const now = picked.get()
  const others = (now?.caseId === caseId ? now.ids : []).filter((one) => !ids.includes(one))
  const isOn = ids.every((id) => now?.ids.includes(id))
  pick(caseId, isOn ? others : [...others, ...ids])
}

/** What is chosen, with everything of a call as one thing: `2 messages and 1 call`; '' for nothing. */
export const thingsOf = (items: readonly MessageItem[]): string => {
  const calls = new Set(items.flatMap(({ call }) => (call ? [call.id] : []))).size
  const messages = items.filter(({ call }) => !call).length
  return messagesAndCalls(messages, calls)
}
