import type { mongo } from 'mongoose'
import { seesCase } from '../cases/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { NoticeDeps } from './deps.ts'
import { openMentions, type StoredMention } from './store.ts'
import { MOST_UNREAD } from './unread/wire.ts'
import type { Mention } from './wire.ts'

/** As much of a note as stands in a list. */
const BEGINNING = 400
const PURPOSE = 'mentions'

const beginningOf = (text: string): string => (text.length > BEGINNING ? `${text.slice(0, BEGINNING).trimEnd()}…` : text)

/**
 * What is told, as its reader may see it now: not where the note was erased, nor where the case went out of their sight; that messages are held back as
 * long as they are, and to whoever has the case.
 */
const createPresent =
  ({ cases, queues, hub }: NoticeDeps) =>
  async (actor: Actor, stored: readonly StoredMention[]): Promise<Mention[]> => {
    const [survivors, own, notes] = await Promise.all([
      cases.survivorsOf(stored.map((one) => one.caseId)),
      // What was merged stays in its own queue.
      cases.getStates(
        actor,
        stored.map((one) => one.caseId),
      ),
      cases.readNotes(stored.map((one) => one.noteId).filter(Boolean)),
    ])
    await queues.learn([...survivors.values()].map((one) => one.queueId))
    const held = new Set(
      (await hub.byIds(stored.flatMap((one) => one.heldIds ?? []))).flatMap((one) => (one.state === 'filed' ? [] : one.id)),
    )
    const isSeen = new Set(own.map((one) => one.id))
    const titles = await cases.readTitles([...new Set([...survivors.values()].map((one) => one.id))])
    return stored.flatMap(({ _id, kind, heldIds = [], noteId, caseId, itemId, by, at, readAt }): Mention[] => {
      const [current, note] = [survivors.get(caseId), notes.get(noteId)]
      if (!current || !isSeen.has(caseId) || !seesCase(actor, current, queues)) return []
      const isTold = kind === 'held' ? current.assigneeId === actor.id && heldIds.some((one) => held.has(one)) : note !== undefined
      if (!isTold) return []
      return [
        {
          id: _id,
          kind: kind ?? 'note',
          at: at.toISOString(),
          by,
          text: beginningOf(note?.text ?? ''),
          mentions: note?.mentions ?? [],
          isRead: readAt !== null,
          itemId,
          caseId: current.id,
          caseNumber: current.number,
          caseTitle: titles.get(current.id) ?? 'No subject',
        },
      ]
    })
  }

export const createMentionReads = (deps: NoticeDeps) => {
  const { connection, cursors } = deps.platform
  const present = createPresent(deps)
  const mentions = openMentions(connection)

  /** Newest first, as many as asked for where there are so many that may be seen. */
  const readVisible = async (
    actor: Actor,
    filter: mongo.Filter<StoredMention>,
    after: Mention | null,
    limit: number,
  ): Promise<Mention[]> => {
    const found: Mention[] = []
    let place: Pick<StoredMention, 'at' | '_id'> | null = after && { at: new Date(after.at), _id: after.id }
    while (found.length < limit) {
      const behind: mongo.Filter<StoredMention> = place
        ? { $or: [{ at: { $lt: place.at } }, { at: place.at, _id: { $lt: place._id } }] }
        : {}
      const stored = await mentions
        .find({ userId: actor.id, ...filter, ...behind })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray()
      found.push(...(await present(actor, stored)))
      place = stored.at(-1) ?? null
      if (stored.length < limit) break
    }
    return found.slice(0, limit)
  }

  return {
    /** What names the actor, newest first. Throws forbidden, invalid (foreign cursor). */
    findMentions: async (
      actor: Actor,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<{ items: Mention[]; nextCursor: string | null }> => {
      allow(actor, 'case.read')
      const [at, id] = cursor === undefined ? [] : cursors.read(PURPOSE, cursor)
      const after = id === undefined ? null : ({ at: new Date(Number(at)).toISOString(), id: String(id) } as Mention)
      const found = await readVisible(actor, {}, after, limit + 1)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items, nextCursor: found.length > limit && last ? cursors.sign(PURPOSE, [Date.parse(last.at), last.id]) : null }
    },
    /** The newest of them that the actor has not read. Throws forbidden. */
    unreadMentions: async (actor: Actor): Promise<Mention[]> => {
      allow(actor, 'case.read')
      return readVisible(actor, { readAt: null }, null, MOST_UNREAD)
    },
  }
}
