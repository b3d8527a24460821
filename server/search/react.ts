import { type CaseChange, movedBy } from '../cases/index.ts'
import { type Change, type Entry, idOfStream } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'
import type { FiledMessage, Fill } from './fill.ts'

const idOf = (entry: { stream: string }): string => idOfStream(entry.stream)
const textIn = (change: Change, field: string): string[] => {
  const value = (change as unknown as Record<string, unknown>)[field]
  return typeof value === 'string' ? [value] : []
}

/** Undefined for every other entry. */
export const filedIn = (entry: Pick<Entry, 'stream'> & { change: Change }): FiledMessage | undefined => {
  const [messageId] = textIn(entry.change, 'messageId')
  const [customerId = ''] = textIn(entry.change, 'customerId')
  return entry.change.type === 'case.message-filed' && messageId ? { messageId, customerId, caseId: idOf(entry) } : undefined
}

/** The messages that an entry brought into its case; they were filed in another. */
export const movedInto = (entry: Pick<Entry, 'stream'> & { change: Change }): FiledMessage[] =>
  movedBy(entry.change as CaseChange).map(({ messageId, customerId }) => ({ messageId, customerId, caseId: idOf(entry), isMoved: true }))

/** Keeps what can be found in step with what happens. */
export const searchReactions = (fill: Fill): Reaction[] => [
  {
    name: 'search/messages',
    hears: ['case.message-filed'],
    run: async (entry) => {
      const filed = filedIn(entry)
      if (filed) await fill.messages(filed)
    },
  },
  {
    name: 'search/moves',
    hears: ['case.moved-in', 'case.taken-back'],
    run: async (entry) => {
      await Promise.all(movedInto(entry).map((one) => fill.messages(one)))
    },
  },
  {
    name: 'search/erase',
    hears: ['case.erased', 'case.message-erased'],
    run: async (entry) => {
      const [messageId] = textIn(entry.change, 'messageId')
      await fill.forget(messageId ? { messageId } : { caseId: idOf(entry) })
    },
  },
  {
    name: 'search/cases',
    hears: ['case.opened', 'case.titled', 'case.tagged', 'case.transferred', 'case.closed', 'case.reopened'],
    run: (entry) => fill.cases({ id: idOf(entry), isNew: entry.change.type === 'case.opened' }),
  },
  {
    name: 'search/customers',
    hears: [
      'customer.added',
      'customer.named',
      'customer.edited',
      'customer.merged',
      'customer.absorbed',
      'customer.unmerged',
      'customer.let-go',
      'customer.erased',
    ],
    run: async (entry) => {
      const ids = [idOf(entry), ...textIn(entry.change, 'into'), ...textIn(entry.change, 'from'), ...textIn(entry.change, 'otherId')]
      await Promise.all(ids.map((id) => fill.customers(id)))
    },
  },
]
