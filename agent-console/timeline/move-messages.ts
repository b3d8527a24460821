import { post } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { type MessageItem, thingsOf } from './picking.ts'

interface Split {
  splitId: string
  case: { id: string; number: number }
}
/** Into an open case of the customer, or into a new one. */
export type Destination = { toCaseId: string } | { title: string; queueId: string }

export const moveMessages = (caseId: string, items: readonly MessageItem[], to: Destination): Promise<boolean> => {
  let split: Split | undefined
  return perform({
    done: () => `${thingsOf(items)} moved to case ${split?.case.number}`,
    run: async () => {
      const messageIds = items.map(({ message }) => message.id)
      split = await post<Split>(`/cases/${caseId}/split`, { messageIds, ...to })
    },
    undo: async () => {
      if (split) await post(`/cases/${caseId}/unsplit`, { splitId: split.splitId })
    },
  })
}

export const takeBack = (caseId: string, splitId: string): Promise<boolean> =>
  perform({ done: 'The messages are back', run: () => post(`/cases/${caseId}/unsplit`, { splitId }) })
