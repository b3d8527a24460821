import * as z from 'zod'
import { maskCards } from '../platform/wire/mask-cards.ts'

export const Trust = z.enum(['claimed', 'channel-verified', 'proved'])
export const Identity = z
  .object({
    id: z.string(),
    channel: z.string(),
    address: z.string(),
    trust: Trust,
    customerId: z.string(),
    since: z.string(),
    isShared: z.boolean(),
  })
  .meta({ id: 'Identity' })
export type Identity = z.infer<typeof Identity>

export const Customer = z
  .object({
    id: z.string(),
    name: z.string(),
    company: z.string(),
    title: z.string(),
    plan: z.string(),
    timezone: z.string(),
    language: z.string(),
    since: z.string(),
    /** Set while this customer is merged into another. */
    mergedInto: z.string().nullable(),
    /** Customers merged into this one now, directly or through another. */
    merged: z.array(z.string()),
    /** The merges made into this customer that stand now, newest last: each can be undone by its id. */
    merges: z.array(z.object({ mergeId: z.string(), customerId: z.string(), name: z.string(), at: z.string(), by: z.string() })),
    identities: z.array(Identity),
    /** Set once they were erased: nothing but entries is left of them. */
    erasedAt: z.string().nullable(),
    v: z.number(),
  })
  .meta({ id: 'Customer' })
export type Customer = z.infer<typeof Customer>

/** Two customers who are probably the same person, with the reasons as facts. */
export const Suggestion = z
  .object({
    id: z.string(),
    customerId: z.string(),
    otherId: z.string(),
    otherName: z.string(),
    otherAddresses: z.array(z.string()),
    reasons: z.array(z.string()),
    state: z.enum(['open', 'merged', 'dismissed']),
  })
  .meta({ id: 'Suggestion' })
export type Suggestion = z.infer<typeof Suggestion>

/** By one address at least, as they are typed: a phone number with its country code. */
export const AddCustomer = z
  .object({
    name: z.string().trim().min(1).max(120).overwrite(maskCards),
    email: z.string().trim().max(320).optional(),
    phone: z.string().trim().max(40).optional(),
  })
  .strict()
export type AddCustomer = z.infer<typeof AddCustomer>
export const EditCustomer = z
  .object({
    name: z.string().trim().min(1).max(120).overwrite(maskCards),
    company: z.string().trim().max(120).overwrite(maskCards),
    title: z.string().trim().max(120).overwrite(maskCards),
    plan: z.string().trim().max(60).overwrite(maskCards),
    timezone: z.string().trim().max(60).overwrite(maskCards),
    language: z.string().trim().max(20).overwrite(maskCards),
  })
  .partial()
  .strict()
/** `confirm` says that whoever asks knows that nothing brings it back. */
export const EraseCustomer = z.object({ confirm: z.enum(['erase']) }).strict()
/** The customer in the path stays; `otherId` is merged into it. */
export const MergeCustomers = z.object({ otherId: z.string().max(60), withOpenCases: z.boolean().default(true) }).strict()
export const MergeDone = z.object({ customer: Customer, mergeId: z.string(), casesMerged: z.number() }).meta({ id: 'MergeDone' })
export type MergeDone = z.infer<typeof MergeDone>
export const CustomerQuery = z
  .object({
    q: z.string().trim().max(200).default(''),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  })
  .strict()
export type CustomerQuery = z.infer<typeof CustomerQuery>
export const UnmergeCustomers = z.object({ mergeId: z.string().max(80) }).strict()
