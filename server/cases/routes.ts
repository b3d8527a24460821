import * as z from 'zod'
import { type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { CaseState } from './case.ts'
import type { Cases } from './index.ts'
import * as wire from './wire.ts'

const One = z.object({ caseId: z.string().max(60) })

/** What a command on a case answers: the facts it may have changed. The full row comes by the live topic and the case screen. */
export const CaseChanged = z
  .object({
    id: z.string(),
    v: z.number().int(),
    number: z.number().int(),
    status: wire.CaseStatus,
    priority: wire.Priority,
    kind: wire.CaseKind,
    queueId: z.string(),
    assigneeId: z.string().nullable(),
    tags: z.array(z.string()),
    mergedInto: z.string().nullable(),
    absorbed: z.array(z.string()),
  })
  .meta({ id: 'CaseChanged' })

const changed = (state: CaseState): z.infer<typeof CaseChanged> => ({
  id: state.id,
  v: state.seq,
  number: state.number,
  status: state.status,
  priority: state.priority,
  kind: state.kind,
  queueId: state.queueId,
  assigneeId: state.assigneeId,
  tags: state.tags,
  mergedInto: state.mergedInto,
  absorbed: state.absorbed.map((one) => one.caseId),
})

/** What a split answers: the case the messages are in now, and by what to take them back. */
const Split = z.object({ splitId: z.string(), case: CaseChanged }).meta({ id: 'CaseSplit' })

/** A command on one case: `POST /cases/:caseId/<name>`. */
const command = <B extends z.ZodType>(
  name: string,
  needed: string | readonly [string, ...string[]],
  summary: string,
  body: B,
  run: (actor: Actor, input: z.infer<B> & { caseId: string; commandId: string }) => Promise<CaseState>,
): Route<Actor> => {
  const [may = '', ...also] = [needed].flat()
  return route({
    method: 'post',
    path: `/cases/:caseId/${name}`,
    summary,
    may,
    also,
    params: One,
    body,
    answer: CaseChanged,
    run: async (actor: Actor, input, { commandId }) => changed(await run(actor, { ...(input as object), commandId } as never)),
  })
}

export const caseRoutes = (cases: Omit<Cases, 'parts'>): Route<Actor>[] => [
  route({
    method: 'post',
    path: '/cases',
    summary: 'Open a case for a customer, before any message.',
    may: 'case.open',
    also: ['customer.read', 'queue.read'],
    body: wire.OpenCase,
    answer: CaseChanged,
    status: 201,
    run: async (actor: Actor, input, { commandId }) =>
      changed(await cases.openCase(actor, { ...input, queueId: input.queueId, commandId })),
  }),
  command(
    'assign',
    ['case.assign', 'staff.read'],
    'Give a case to a member of the staff, or to nobody.',
    wire.AssignCase,
    cases.assignCase,
  ),
  command('transfer', ['case.transfer', 'queue.read'], 'Move a case to another queue.', wire.TransferCase, cases.transferCase),
  command('status', 'case.status', 'Open a case or say that it waits for the customer.', wire.SetStatus, cases.setStatus),
  command('priority', 'case.status', 'Set the priority.', wire.SetPriority, cases.setPriority),
  command('kind', 'case.status', 'Say what kind of matter it is.', wire.SetKind, cases.setKind),
  command('title', 'case.status', 'Give the case another title.', wire.SetTitle, cases.titleCase),
  command('tags', 'case.tag', 'Replace the tags.', wire.SetTags, cases.setTags),
  command('notes', 'case.note', 'Write a note that stays inside.', wire.Note, cases.noteCase),
  command('snooze', 'case.status', 'Put a case to sleep until a time or until the customer writes.', wire.SnoozeCase, cases.snoozeCase),
  command('unsnooze', 'case.status', 'Take a snooze back: the case is what it was before.', wire.UnsnoozeCase, cases.unsnoozeCase),
  command('close', 'case.close', 'Close a case with its wrap-up code.', wire.CloseCase, cases.closeCase),
  command('reopen', 'case.status', 'Open a closed case again.', wire.ReopenCase, cases.reopenCase),
  command('merge', 'case.merge', 'Merge another case into this one.', wire.MergeCases, cases.mergeCases),
  command('unmerge', 'case.merge', 'Take a merged case out again.', wire.UnmergeCase, cases.unmergeCase),
  route({
    method: 'post',
    path: '/cases/:caseId/split',
    summary: 'Take messages out of a case, into a new one or another open one of the same customer.',
    may: 'case.merge',
    params: One,
    body: wire.SplitCase,
    answer: Split,
    run: async (actor: Actor, input, { commandId }) => {
      const { splitId, state } = await cases.splitCase(actor, { ...input, commandId })
      return { splitId, case: changed(state) }
    },
  }),
  command('unsplit', 'case.merge', 'Take messages back that had left a case.', wire.UnsplitCase, cases.unsplitCase),
]
