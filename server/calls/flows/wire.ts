import * as z from 'zod'
import { maskCards } from '../../platform/wire/mask-cards.ts'

const At = z.string()
const Count = z.number().int().min(0)
const FaultView = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  reason: z.string(),
  level: z.enum(['error', 'warning']),
})
/** One phone menu, or a part that menus go through. */
export const FlowItem = z
  .object({
    name: z.string(),
    title: z.string(),
    /** A hash of all flows as they are now; empty when none can run. */
    version: z.string(),
    /** What was published in the console last; null: the file runs as it was installed. */
    published: z
      .object({
        version: Count,
        by: z.string(),
        at: At,
        note: z.string(),
        /** The menu was given back to the file of the installation. */
        isFile: z.boolean(),
      })
      .nullable(),
    /** The file of the installation is another one than when this version was published. */
    isFileChanged: z.boolean(),
    /** Something is not in order, so what ran before goes on. */
    isBehind: z.boolean(),
    languages: z.array(z.string()),
    /** New calls can begin with it. */
    isLive: z.boolean(),
    numbers: z.array(z.object({ number: z.string(), label: z.string() })),
    /** Other flows that go through it. */
    usedBy: z.array(z.string()),
    faults: z.array(FaultView),
  })
  .meta({ id: 'FlowItem' })
export type FlowItem = z.infer<typeof FlowItem>

export const FlowStepView = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  line: z.number().int(),
  /** A queue, a look-up, an article, a number or another flow; else empty. */
  about: z.string(),
  /** Language → what a caller may hear here. Silent steps that follow are heard with the next question. */
  says: z.record(z.string(), z.array(z.string())),
  /** Calls that came here, each once. */
  reached: Count,
  /** Calls whose caller hung up here. */
  left: Count,
  /** Mean time until the next step, or until a person answered; null when no call went on from here. */
  seconds: z.number().nullable(),
  now: Count,
})
export type FlowStepView = z.infer<typeof FlowStepView>

export const FlowWayView = z.object({
  from: z.string(),
  to: z.string(),
  on: z.string(),
  label: z.string(),
  isKey: z.boolean(),
  means: z.string(),
  /** Calls that went this way, each once. */
  took: Count,
})
export type FlowWayView = z.infer<typeof FlowWayView>

export const FlowView = FlowItem.extend({
  zone: z.string(),
  first: z.string(),
  nodes: z.array(FlowStepView),
  edges: z.array(FlowWayView),
  since: At,
  calls: Count,
  now: Count,
  outcomes: z.object({ person: Count, served: Count, message: Count, hungUp: Count }),
  /** There were more calls than are counted: these are the newest. */
  isCut: z.boolean(),
}).meta({ id: 'Flow' })
export type FlowView = z.infer<typeof FlowView>
/** Days of the flow's own zone, today among them. */
export const FlowQuery = z.object({ days: z.enum(['1', '7']).default('1') }).strict()

const Name = z.string().max(80)
const Text = z.string().max(256 * 1024)
const Version = z.number().int().min(0).max(999_999_999)
const Saved = z.number().int().min(0)
const Note = z.string().trim().max(300).overwrite(maskCards).default('')
export const OneFlow = z.object({ name: Name })
/** The queue is where its callers wait until more is written. */
export const NewFlow = z
  .object({
    name: z.string().min(1).max(40),
    title: z.string().trim().min(1).max(60),
    queueId: z.string().max(60),
  })
  .strict()
export const OneFlowVersion = OneFlow.extend({ version: Name })

/** One version of a menu. */
export const FlowVersion = z
  .object({
    /** 0: the file of the installation. */
    version: Version,
    /** Of the staff; empty for the file. */
    by: z.string(),
    at: At.nullable(),
    note: z.string(),
    /** The older version that it is once more. */
    restores: Version.nullable(),
    /** With it, the file of the installation runs, whatever an upgrade makes of it. */
    isFile: z.boolean(),
    isRunning: z.boolean(),
  })
  .meta({ id: 'FlowVersion' })
export type FlowVersion = z.infer<typeof FlowVersion>

const Texted = z.object({ version: Version, text: z.string() })
export const FlowVersionText = Texted.extend({ before: Texted.nullable() })
export type FlowVersionText = z.infer<typeof FlowVersionText>

export const FlowDraft = z.object({ text: z.string(), v: Saved, over: Version, savedAt: At })
export type FlowDraft = z.infer<typeof FlowDraft>

/** A menu's words: what runs, what the installation ships, and what is being written. */
export const FlowText = z
  .object({
    name: z.string(),
    running: Texted.extend({
      /** Null: the file runs as it was installed. */
      published: z.object({ by: z.string(), at: At, note: z.string(), isFile: z.boolean() }).nullable(),
    }),
    /** Null: the installation has no such file. `isChanged`: it is another one than when this version was published; `before`: what it was then. */
    file: z.object({ text: z.string(), isChanged: z.boolean(), before: z.string().nullable() }).nullable(),
    /** Your own. */
    draft: FlowDraft.nullable(),
    /** Who else is writing one. */
    others: z.array(z.object({ by: z.string(), savedAt: At })),
  })
  .meta({ id: 'FlowText' })
export type FlowText = z.infer<typeof FlowText>

/** `v`: the draft it follows, 0 for the first; `over`: the version that it began from. */
export const SaveDraft = z.object({ text: Text, v: Saved, over: Version }).strict()
export const TryText = z.object({ text: Text }).strict()
/** `over`: the version that runs as far as you know; another one by now is a conflict. */
export const PublishFlow = z.object({ text: Text, note: Note, over: Version }).strict()
export const RestoreFlow = z.object({ version: Version, note: Note, over: Version }).strict()

/** `from`: the number whose next call begins with the draft. */
export const TryFlow = z.object({ text: Text, from: z.string().regex(/^\+[1-9]\d{6,14}$/) }).strict()
/** Call `number` from there before `until`. */
export const FlowTrial = z.object({ number: z.string(), until: At })
export type FlowTrial = z.infer<typeof FlowTrial>

const Fault = FlowItem.shape.faults.element
export type FlowFaultView = z.infer<typeof Fault>
export const FlowCheck = z
  .object({
    faults: z.array(Fault),
    /** Null while something is not in order. */
    graph: z
      .object({
        name: z.string(),
        title: z.string(),
        zone: z.string(),
        languages: z.array(z.string()),
        first: z.string(),
        nodes: z.array(FlowStepView.pick({ id: true, title: true, kind: true, line: true, about: true, says: true })),
        edges: z.array(FlowWayView.omit({ took: true })),
      })
      .nullable(),
    scenarios: z.object({
      played: Count,
      /** Calls that would go another way than with what runs; null: as the scenario says. */
      changed: z.array(z.object({ name: z.string(), title: z.string(), flow: z.string(), was: Fault.nullable(), is: Fault.nullable() })),
    }),
  })
  .meta({ id: 'FlowCheck' })
export type FlowCheck = z.infer<typeof FlowCheck>

const MOST_SPANS = 8
const SPAN = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/
/** Of one day, `09:00-18:00`, by the clock of the zone; `00:00-24:00` is the whole of it. */
const Spans = z
  .array(
    z
      .string()
      .regex(SPAN, 'A span is written 09:00-18:00.')
      .refine((one) => !SPAN.test(one) || one.slice(0, 5) < one.slice(6), 'It ends before it begins. One over midnight is two spans.'),
  )
  .max(MOST_SPANS)
  .refine(
    (all) => [...all].sort().every((one, at, sorted) => at === 0 || one.slice(0, 5) >= (sorted[at - 1] as string).slice(6)),
    'Two spans of one day overlap.',
  )

/** `2026-04-03` once, `12-25` every year. */
const HolidayDate = z
  .string()
  .regex(/^(\d{4}-)?\d{2}-\d{2}$/, 'A date is written 2026-04-03, or 12-25 for every year.')
  .refine((date) => {
    const day = new Date(`${date.length > 5 ? date : `2000-${date}`}T00:00:00Z`)
    return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10).endsWith(date)
  }, 'There is no such day.')

/** By weekday, 0 is Sunday. */
const Week = z.array(Spans).length(7)
const Holiday = z.object({ date: HolidayDate, name: z.string().trim().min(1).max(80), open: Spans })

/** Opening hours as they are written down. Holidays: `open` says for how long all the same. */
export const WrittenHours = z.object({
  title: z.string().trim().min(1).max(80),
  zone: z.string().max(60),
  week: Week,
  holidays: z
    .array(Holiday.strict())
    .max(400)
    .refine((all) => new Set(all.map(({ date }) => date)).size === all.length, 'A day stands among the holidays twice.'),
})
export type WrittenHours = z.infer<typeof WrittenHours>

export const OneHours = z.object({ name: z.string().max(40) })
/** `over`: the version that counted when whoever changes them looked. */
export const SetHours = WrittenHours.extend({ over: Count }).strict()
export const AddHours = WrittenHours.extend({ name: z.string().max(40) }).strict()
export const DropHours = z.object({ over: Count }).strict()

/** Opening hours that menus ask for by their name. */
export const HoursView = z
  .object({
    name: z.string(),
    title: z.string(),
    zone: z.string(),
    isOpen: z.boolean(),
    /** When they open next, now if they are; null when they do not within 400 days. */
    opensAt: At.nullable(),
    week: z.array(z.array(z.string())).length(7),
    /** All of them, by their dates as written. */
    holidays: z.array(z.object({ date: z.string(), name: z.string(), open: z.array(z.string()) })),
    /** Those to come at their next date, the nearest first. */
    comingHolidays: z.array(z.object({ date: z.string(), name: z.string(), open: z.array(z.string()) })),
    /** How often they were changed in the console. */
    version: Count,
    /** Whose word counts in the console, and since when; null: that of the installation's file. */
    set: z.object({ by: z.string(), at: At }).nullable(),
    /** The installation's file has hours of this name. */
    isInFile: z.boolean(),
  })
  .meta({ id: 'Hours' })
export type HoursView = z.infer<typeof HoursView>

export const HoursList = z
  .object({
    items: z.array(HoursView),
    nextCursor: z.string().nullable(),
    /** Of the installation's file: nothing is taken from one with a fault. */
    faults: z.array(FaultView),
  })
  .meta({ id: 'HoursList' })
export type HoursList = z.infer<typeof HoursList>
