import { post } from '../desk/call.ts'
import { createStore } from '../desk/store.ts'
import { perform } from '../frame/perform.ts'
import { counted } from '../words/case-words.ts'

/** Messages of one case that are being chosen to be moved; null while nobody chooses. */
export const picked = createStore<{ caseId: string; ids: readonly string[] } | null>(null)

export const pick = (caseId: string, ids: readonly string[]): void => picked.set({ caseId, ids })
export const stopPicking = (): void => picked.set(null)
export const togglePick = (caseId: string, id: string): void => {
  const now = picked.get()
  const ids = now?.caseId === caseId ? now.ids : []
  pick(caseId, ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id])
}

interface Split {
  splitId: string
  case: { id: string; number: number }
}
/** Into an open case of the customer, or into a new one. */
export type Destination = { toCaseId: string } | { title: string; queueId: string }

export const moveMessages = (caseId: string, messageIds: readonly string[], to: Destination): Promise<boolean> => {
  let split: Split | undefined
  return perform({
    done: () => `${counted(messageIds.length, 'message')} moved to case ${split?.case.number}`,
    run: async () => {
      split = await post<Split>(`/cases/${caseId}/split`, { messageIds, ...to })
    },
    undo: async () => {
      if (split) await post(`/cases/${caseId}/unsplit`, { splitId: split.splitId })
    },
  })
}

export const takeBack = (caseId: string, splitId: string): Promise<boolean> =>
  perform({ done: 'The messages are back', run: () => post(`/cases/${caseId}/unsplit`, { splitId }) })
