import { type CaseChange, seesCase } from '../cases/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import { isAllowed, system } from '../staff/index.ts'
import { MENTIONS_CHANGED, type MentionsChanged, type NoticeDeps } from './deps.ts'
import { openMentions } from './store.ts'

const desk = system('notices')

/**
 * Notes down for whoever has the case that a message to it is held back: the case itself goes on as if nobody had written. One notice a case, unread again
 * with each further message; the same entry again changes nothing.
 */
export const tellHeld =
  ({ platform, staff, queues, cases }: NoticeDeps) =>
  async ({ id: itemId, stream, at, by, change }: Entry<CaseChange>): Promise<void> => {
    if (change.type !== 'case.message-quarantined') return
    const { messageId } = change
    const caseId = idOfStream(stream)
    const current = (await cases.survivorsOf([caseId])).get(caseId)
    const [own] = await cases.getStates(desk, [caseId])
    const actor = current?.assigneeId ? await staff.actorOf(current.assigneeId) : null
    if (!current || !own || !actor || !isAllowed(actor, 'message.release')) return
    if (![own, current].every((one) => seesCase(actor, one, queues))) return
    const mentions = openMentions(platform.connection)
    const _id = `${actor.id}/held-${caseId}`
    const fresh = { kind: 'held' as const, userId: actor.id, noteId: '', caseId, itemId, by, at, readAt: null, heldIds: [] }
    await mentions.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true })
    await mentions.updateOne({ _id, heldIds: { $ne: messageId } }, { $push: { heldIds: messageId }, $set: { itemId, at, readAt: null } })
    platform.bus.tell({ name: MENTIONS_CHANGED, data: { userIds: [actor.id] } satisfies MentionsChanged })
  }

/** Takes the notice back when nothing of its case is held back any more, whoever decided that. */
export const withdrawHeld =
  ({ platform }: NoticeDeps) =>
  async ({ change }: Entry<CaseChange>): Promise<void> => {
    if (change.type !== 'case.message-released') return
    const mentions = openMentions(platform.connection)
    const told = await mentions.find({ heldIds: change.messageId }).toArray()
    if (told.length === 0) return
    await mentions.updateMany({ heldIds: change.messageId }, { $pull: { heldIds: change.messageId } })
    await mentions.deleteMany({ _id: { $in: told.map((one) => one._id) }, heldIds: [] })
    platform.bus.tell({ name: MENTIONS_CHANGED, data: { userIds: told.map((one) => one.userId) } satisfies MentionsChanged })
  }
