import * as z from 'zod'
import { maskCards } from '../platform/wire/mask-cards.ts'

export const CaseKind = z.enum(['question', 'request', 'complaint', 'return', 'fault'])
export const CaseStatus = z.enum(['new', 'open', 'waiting', 'snoozed', 'closed'])
export const Priority = z.enum(['low', 'normal', 'high', 'urgent'])

/** A case in a list and at the head of its screen. */
export const CaseRow = z
  .object({
    id: z.string(),
    number: z.number().int(),
    title: z.string(),
    kind: CaseKind,
    status: CaseStatus,
    priority: Priority,
    tags: z.array(z.string()),
    queueId: z.string(),
    assigneeId: z.string().nullable(),
    customerId: z.string(),
    customerName: z.string(),
    /** Channels its interactions ran over, the one in use last. */
    channels: z.array(z.string()),
    preview: z.string(),
    lastMessageAt: z.string().nullable(),
    lastDirection: z.enum(['in', 'out']).nullable(),
    /** The customer wrote and nobody has answered since. */
    isAwaitingReply: z.boolean(),
    openedAt: z.string(),
    updatedAt: z.string(),
    closedAt: z.string().nullable(),
    snoozedUntil: z.string().nullable(),
    disposition: z.string().nullable(),
    mergedInto: z.string().nullable(),
    /** Cases merged into this one now. */
    absorbed: z.array(z.string()),
    /** Which of those came by a merge of two customers: the undo of that takes both apart. */
    customerMerges: z.array(z.object({ caseId: z.string(), mergeId: z.string() })),
    followUpOf: z.string().nullable(),
    v: z.number().int(),
  })
  .meta({ id: 'Case' })
export type CaseRow = z.infer<typeof CaseRow>

export const Note = z
  .object({ text: z.string().trim().min(1).max(20_000), mentions: z.array(z.string().max(60)).max(20).default([]) })
  .strict()
/** `asItWas`, here and with the status: the last such change is taken back, so a case in which nothing else was done is new again. */
export const AssignCase = z.object({ assigneeId: z.string().max(60).nullable(), asItWas: z.boolean().default(false) }).strict()
export const TransferCase = z
  .object({ queueId: z.string().max(60), note: z.string().trim().max(2000).overwrite(maskCards).default('') })
  .strict()
export const SetStatus = z.object({ status: z.enum(['open', 'waiting']), asItWas: z.boolean().default(false) }).strict()
export const SetPriority = z.object({ priority: Priority }).strict()
export const SetKind = z.object({ kind: CaseKind }).strict()
export const SetTitle = z.object({ title: z.string().trim().min(1).max(200).overwrite(maskCards) }).strict()
export const SetTags = z.object({ tags: z.array(z.string().trim().toLowerCase().min(1).max(40).overwrite(maskCards)).max(20) }).strict()
export const SnoozeCase = z.object({ until: z.iso.datetime() }).strict()
export const UnsnoozeCase = z.object({}).strict()
export const CloseCase = z.object({ disposition: z.string().trim().min(1).max(80).overwrite(maskCards) }).strict()
/** `asItWas`: the closing is taken back: the case waits for whom it waited for before. */
export const ReopenCase = z.object({ asItWas: z.boolean().default(false) }).strict()
/** The case in the path stays; `otherId` is merged into it. */
export const MergeCases = z.object({ otherId: z.string().max(60) }).strict()
export const UnmergeCase = z.object({ otherId: z.string().max(60) }).strict()
/** Takes messages out of the case in the path: into `toCaseId`, an open case of the same customer, else into a new one. */
export const SplitCase = z
  .object({
    messageIds: z.array(z.string().max(60)).min(1).max(200),
    toCaseId: z.string().max(60).optional(),
    title: z.string().trim().min(1).max(200).overwrite(maskCards).optional(),
    queueId: z.string().max(60).optional(),
    kind: CaseKind.optional(),
  })
  .strict()
/** The case in the path is the one the messages had left. */
export const UnsplitCase = z.object({ splitId: z.string().max(80) }).strict()
export const OpenCase = z
  .object({
    customerId: z.string().max(60),
    queueId: z.string().max(60).optional(),
    title: z.string().trim().min(1).max(200).overwrite(maskCards),
    kind: CaseKind.default('question'),
  })
  .strict()

export const CaseQuery = z
  .object({
    view: z.enum(['mine', 'unassigned', 'open', 'snoozed', 'closed', 'all']).default('open'),
    queueId: z.string().max(60).optional(),
    customerId: z.string().max(60).optional(),
    channel: z.string().max(30).optional(),
    tag: z.string().max(40).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  })
  .strict()
