import type { CaseChange } from '../cases/index.ts'
import type { CustomerChange } from '../customers/index.ts'
import type { Reaction } from '../platform/reactions.ts'
import type { EraseMessages } from './erase-messages.ts'

/** What the hub keeps of people is forgotten with them. */
export const hubReactions = (erase: EraseMessages): Reaction<CaseChange | CustomerChange>[] => [
  { name: 'hub/erase-case', hears: ['case.erased'], run: ({ stream }) => erase.ofCase(stream.slice('case:'.length)) },
  { name: 'hub/erase-customer', hears: ['customer.erased'], run: ({ stream }) => erase.ofCustomer(stream.slice('customer:'.length)) },
]
