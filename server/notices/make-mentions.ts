import { type CaseChange, seesCase } from '../cases/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import { isAllowed, type StaffActor, system } from '../staff/index.ts'
import { MENTIONS_CHANGED, type NoticeDeps } from './deps.ts'
import { openMentions } from './store.ts'

const desk = system('notices')

/**
 * Notes down for everybody whom a note names that it does: not for who wrote it, nor for those who may not read the case, or the one it was
 * merged into. The same entry again makes
 * nothing new, and what was read stays read.
 */
export const makeMentions =
  ({ platform, staff, queues, cases }: NoticeDeps) =>
  async ({ id: itemId, stream, at, by, change }: Entry<CaseChange>): Promise<void> => {
    if (change.type !== 'case.noted' || change.mentions.length === 0) return
    const { noteId } = change
    const caseId = idOfStream(stream)
    const [notes, survivors] = await Promise.all([cases.readNotes([noteId]), cases.survivorsOf([caseId])])
    const current = survivors.get(caseId)
    const [own] = await cases.getStates(desk, [caseId])
    // Heard late, it may be forgotten by now.
    if (!current || !own || !notes.has(noteId)) return
    await queues.learn([current.queueId])
    const mayRead = (actor: StaffActor | null): boolean =>
      actor !== null && isAllowed(actor, 'case.read') && [own, current].every((one) => seesCase(actor, one, queues))
    const named = await Promise.all([...new Set(change.mentions)].filter((one) => one !== by).map((one) => staff.actorOf(one)))
    const userIds = named.filter((one) => one !== null && mayRead(one)).map((one) => (one as StaffActor).id)
    if (userIds.length === 0) return
    await openMentions(platform.connection).bulkWrite(
      userIds.map((userId) => ({
        updateOne: {
          filter: { _id: `${userId}/${noteId}` },
          update: { $setOnInsert: { userId, noteId, caseId, itemId, by, at, readAt: null } },
          upsert: true,
        },
      })),
      { ordered: false },
    )
    platform.bus.tell({ name: MENTIONS_CHANGED, data: { userIds } })
  }
