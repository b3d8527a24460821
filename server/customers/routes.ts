import * as z from 'zod'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { CustomersFace } from './index.ts'
import {
  AddCustomer,
  Customer,
  CustomerQuery,
  EditCustomer,
  EraseCustomer,
  MergeCustomers,
  MergeDone,
  Suggestion,
  UnmergeCustomers,
} from './wire.ts'

const Id = z.object({ customerId: z.string().min(1).max(60) })

export const customerRoutes = (face: CustomersFace): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/customers',
    summary: 'Lists customers by name, or finds them by words of their name, company or addresses.',
    may: 'customer.read',
    query: CustomerQuery,
    answer: page(Customer),
    run: (actor: Actor, input) => face.listCustomers(actor, input),
  }),
  route({
    method: 'post',
    path: '/customers',
    summary:
      'Adds a customer by a mail address, a phone number or both. Refused where somebody has one of them: the error’s details name who.',
    may: 'customer.edit',
    also: ['customer.read', 'customer.merge'],
    body: AddCustomer,
    answer: Customer,
    status: 201,
    run: (actor: Actor, input, { commandId }) => face.addCustomer(actor, { ...input, commandId }),
  }),
  route({
    method: 'get',
    path: '/customers/:customerId',
    summary: 'Gives one customer with every identity, also those of customers merged into it.',
    may: 'customer.read',
    params: Id,
    answer: Customer,
    run: (actor: Actor, { customerId }) => face.getCustomer(actor, customerId),
  }),
  route({
    method: 'patch',
    path: '/customers/:customerId',
    summary: 'Changes what is known of a customer.',
    may: 'customer.edit',
    params: Id,
    body: EditCustomer,
    answer: Customer,
    run: (actor: Actor, input, { commandId }) => face.editCustomer(actor, { ...input, commandId }),
  }),
  route({
    method: 'post',
    path: '/customers/:customerId/erase',
    summary: 'Forgets a customer for good: names, addresses, messages, notes, calls and recordings. Cannot be undone.',
    may: 'customer.erase',
    params: Id,
    body: EraseCustomer,
    answer: Customer,
    run: (actor: Actor, { customerId }, { commandId }) => face.eraseCustomer(actor, { customerId, commandId }),
  }),
  route({
    method: 'get',
    path: '/customers/:customerId/suggestions',
    summary: 'Lists customers who are probably the same person, with the reasons.',
    may: 'customer.read',
    params: Id,
    answer: page(Suggestion),
    run: async (actor: Actor, { customerId }) => ({ items: await face.suggestionsFor(actor, customerId), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/customers/:customerId/merge',
    summary: 'Merges another customer into this one, and if asked their open cases of one queue. Can be undone by the answer’s mergeId.',
    may: 'customer.merge',
    params: Id,
    body: MergeCustomers,
    answer: MergeDone,
    run: (actor: Actor, input, { commandId }) => face.mergeCustomers(actor, { ...input, commandId }),
  }),
  route({
    method: 'post',
    path: '/customers/:customerId/unmerge',
    summary: 'Undoes a merge of two customers and of the cases merged with them.',
    may: 'customer.merge',
    params: Id,
    body: UnmergeCustomers,
    answer: z.object({ customer: Customer }),
    run: (actor: Actor, input, { commandId }) => face.unmergeCustomers(actor, { ...input, commandId }),
  }),
  route({
    method: 'post',
    path: '/suggestions/:suggestionId/dismiss',
    summary: 'Says that two customers are not the same person.',
    may: 'customer.merge',
    params: z.object({ suggestionId: z.string().min(1).max(60) }),
    answer: Suggestion,
    run: (actor: Actor, { suggestionId }, { commandId }) => face.dismissSuggestion(actor, { suggestionId, commandId }),
  }),
]
