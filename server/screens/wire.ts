import * as z from 'zod'
import { CallView } from '../calls/wire.ts'
import { CaseRow } from '../cases/wire.ts'
import { Customer, Suggestion } from '../customers/wire.ts'
import { MessageView, ReplyWay } from '../hub/wire.ts'
import { Decision, WorkView } from '../routing/wire.ts'

/** One line of a case's timeline: something said, a note, or something that happened. */
export const TimelineItem = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('message'),
      id: z.string(),
      seq: z.number(),
      at: z.string(),
      caseId: z.string(),
      message: MessageView,
      /** Where the interaction is a call: the call itself, at the first of its messages. */
      call: CallView.nullable(),
    }),
    z.object({
      type: z.literal('note'),
      id: z.string(),
      seq: z.number(),
      at: z.string(),
      caseId: z.string(),
      by: z.string(),
      text: z.string(),
      mentions: z.array(z.string()),
    }),
    z.object({
      type: z.literal('event'),
      id: z.string(),
      seq: z.number(),
      at: z.string(),
      caseId: z.string(),
      by: z.string(),
      /** The entry's change type, such as `case.assigned`. */
      what: z.string(),
      /** Ids and facts of the change, for the sentence on screen. */
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
      /** What was written down with it, for whoever takes the case next. Missing where nothing was, and once it is erased. */
      note: z.string().optional(),
    }),
  ])
  .meta({ id: 'TimelineItem' })
export type TimelineItem = z.infer<typeof TimelineItem>

/** A case that a line of the timeline names, where the reader sees it. */
export const NamedCase = z.object({ id: z.string(), number: z.number().int() }).meta({ id: 'NamedCase' })
export type NamedCase = z.infer<typeof NamedCase>

/** Everything of one case on one screen. The live topic `case:<id>` carries the same as rows: kinds `case`, `item`, `customer`, `suggestion`, `way`. */
export const CaseScreen = z
  .object({
    case: CaseRow,
    timeline: z.array(TimelineItem),
    customer: Customer,
    suggestions: z.array(Suggestion),
    ways: z.array(ReplyWay),
    /** This customer's other cases, newest first. */
    history: z.array(CaseRow),
    named: z.array(NamedCase),
    work: z.array(WorkView),
    decisions: z.array(Decision),
  })
  .meta({ id: 'CaseScreen' })
export type CaseScreen = z.infer<typeof CaseScreen>

/** What somebody should know before they speak with a customer. */
export const Pop = z
  .object({
    /** The one it is likely about first. */
    openCases: z.array(CaseRow),
    /** Null when nothing speaks for one case more than for another. */
    likely: z.object({ caseId: z.string(), /** The strongest reason first, in plain words. */ why: z.array(z.string()) }).nullable(),
    /** Over all channels, the latest first. */
    contacts: z.array(
      z.object({
        channel: z.string(),
        caseId: z.string(),
        title: z.string(),
        at: z.string(),
        /** We were the last to say something. */
        isOurs: z.boolean(),
      }),
    ),
    articles: z.array(z.object({ id: z.string(), title: z.string(), topic: z.string(), short: z.string(), why: z.string() })),
    /** The case holds nothing but this contact, so it can go into another one whole. */
    canMove: z.boolean(),
  })
  .meta({ id: 'Pop' })
export type Pop = z.infer<typeof Pop>

/** An offer with what the agent should know before accepting. Row kind `offer` of the topic `work:<agentId>`. */
export const OfferView = z
  .object({
    work: WorkView,
    case: CaseRow,
    customer: Customer,
    /** The last thing the customer said. */
    said: z.string(),
    /** Where somebody is on the line. */
    call: CallView.nullable(),
    ...Pop.shape,
  })
  .meta({ id: 'Offer' })
export type OfferView = z.infer<typeof OfferView>

/** My work: the live topic `work:<agentId>` carries the same as rows: kinds `offer`, `case` (active and snoozed), `member` (my presence). */
export const MyWork = z.object({ offers: z.array(OfferView), active: z.array(CaseRow), snoozed: z.array(CaseRow) }).meta({ id: 'MyWork' })
export type MyWork = z.infer<typeof MyWork>

/** One customer's data as a file for whoever asks for theirs. Attachments are named; each is fetched by `/messages/:messageId/attachments/:fileId`. */
export const CustomerExport = z
  .object({
    exportedAt: z.string(),
    customer: Customer,
    /** Merged ones are told in the timeline of the case they went into. */
    cases: z.array(z.object({ case: CaseRow, timeline: z.array(TimelineItem) })),
  })
  .meta({ id: 'CustomerExport' })
export type CustomerExport = z.infer<typeof CustomerExport>
