import { type CaseChange, movedBy } from '../cases/index.ts'
import type { CustomerChange } from '../customers/index.ts'
import { idOfStream } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'
import type { EraseMessages } from './erase-messages.ts'
import type { followMoves } from './follow-moves.ts'
import type { fileReleased } from './release-message.ts'

/** What the hub keeps of people is forgotten with them. */
export const hubReactions = (
  erase: EraseMessages,
  follow: ReturnType<typeof followMoves>,
  fileHeld: ReturnType<typeof fileReleased>,
): Reaction<CaseChange | CustomerChange>[] => [
  {
    name: 'hub/finish-release',
    hears: ['case.message-released'],
    run: async ({ change }) => {
      if (change.type === 'case.message-released') await fileHeld(change.messageId, change.filedHere)
    },
  },
  { name: 'hub/erase-case', hears: ['case.erased'], run: ({ stream }) => erase.ofCase(idOfStream(stream)) },
  { name: 'hub/follow-moves', hears: ['case.moved-in', 'case.taken-back'], run: ({ change }) => follow(movedBy(change as CaseChange)) },
  { name: 'hub/erase-customer', hears: ['customer.erased'], run: ({ stream }) => erase.ofCustomer(idOfStream(stream)) },
]
