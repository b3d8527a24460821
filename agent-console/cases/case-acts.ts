import type { CaseRow } from '../../server/cases/wire.ts'
import { post } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { kindWords, priorityWords, statusWords } from '../words/case-words.ts'
import { dispositionWords, type Names } from '../words/names.ts'
import { stamp } from '../words/time.ts'

const door =
  (current: CaseRow, verb: string, body: unknown = {}) =>
  () =>
    post(`/cases/${current.id}/${verb}`, body)

/** What can be done to a case, each with its undo. They read the case as it is now, so an undo gives back what was there. */
export const caseActs = (current: CaseRow, names: Names) => {
  const name = `Case ${current.number}`
  /** Back to the status it had: snoozed and closed have doors of their own. */
  const formerStatus = (): (() => Promise<unknown>) => {
    if (current.status === 'snoozed' && current.snoozedUntil) return door(current, 'snooze', { until: current.snoozedUntil })
    return door(current, 'status', { status: current.status === 'waiting' ? 'waiting' : 'open', asItWas: true })
  }
  return {
    assign: (assigneeId: string | null) =>
      perform({
        done: assigneeId
          ? `${name} assigned to ${names.staff(assigneeId) === 'You' ? 'you' : names.staff(assigneeId)}`
          : `${name} given back to the queue`,
        run: door(current, 'assign', { assigneeId }),
        undo: door(current, 'assign', { assigneeId: current.assigneeId, asItWas: true }),
      }),
    transfer: (queueId: string, note: string) =>
      perform({
        done: `${name} transferred to ${names.queue(queueId)}`,
        run: door(current, 'transfer', { queueId, note }),
        undo: async () => {
          await door(current, 'transfer', { queueId: current.queueId, note: '' })()
          if (current.assigneeId) await door(current, 'assign', { assigneeId: current.assigneeId })()
        },
      }),
    setStatus: (status: 'open' | 'waiting') =>
      perform({ done: `${name} is ${statusWords[status].toLowerCase()}`, run: door(current, 'status', { status }), undo: formerStatus() }),
    setPriority: (priority: CaseRow['priority']) =>
      perform({
        done: `${name} has ${priorityWords[priority].toLowerCase()} priority`,
        run: door(current, 'priority', { priority }),
        undo: door(current, 'priority', { priority: current.priority }),
      }),
    setKind: (kind: CaseRow['kind']) =>
      perform({
        done: `${name} is a ${kindWords[kind].toLowerCase()}`,
        run: door(current, 'kind', { kind }),
        undo: door(current, 'kind', { kind: current.kind }),
      }),
    setTitle: (title: string) =>
      perform({ done: `${name} renamed`, run: door(current, 'title', { title }), undo: door(current, 'title', { title: current.title }) }),
    setTags: (tags: string[]) =>
      perform({
        done: `Tags of ${name.toLowerCase()} changed`,
        run: door(current, 'tags', { tags }),
        undo: door(current, 'tags', { tags: current.tags }),
      }),
    snooze: (until: Date) =>
      perform({
        done: `${name} snoozed until ${stamp(until.toISOString(), Date.now())}`,
        run: door(current, 'snooze', { until: until.toISOString() }),
        undo: current.status === 'snoozed' ? formerStatus() : door(current, 'unsnooze'),
      }),
    close: (disposition: string) =>
      perform({
        done: `${name} closed as ${dispositionWords(disposition).toLowerCase()}`,
        run: door(current, 'close', { disposition }),
        undo: async () => {
          await door(current, 'reopen', { asItWas: true })()
          if (current.status === 'snoozed') await formerStatus()()
        },
      }),
    reopen: () =>
      perform({
        done: `${name} reopened`,
        run: door(current, 'reopen'),
        ...(current.disposition ? { undo: door(current, 'close', { disposition: current.disposition }) } : {}),
      }),
    merge: (otherId: string) =>
      perform({
        done: `Merged into ${name.toLowerCase()}`,
        run: door(current, 'merge', { otherId }),
        undo: door(current, 'unmerge', { otherId }),
      }),
    /** `isOneCustomer`: the customers were merged too, and stay so. */
    unmerge: (otherId: string, isOneCustomer = false) =>
      perform({
        done: isOneCustomer ? 'The cases are apart again. The customers stay one' : 'The cases are apart again',
        run: door(current, 'unmerge', { otherId }),
      }),
  }
}

export type CaseActs = ReturnType<typeof caseActs>
