import { isDuplicateKey } from '../../platform/db/database-errors.ts'
import { AppError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/room.ts'

/** What somebody writes and has not published. Everybody has their own of each menu, so nobody writes over another's. */
export interface Draft {
  flow: string
  by: string
  text: string
  /** Grows with each saving: who saves names the one they began with, so that two windows of one person do not undo each other. */
  v: number
  /** The version of the menu that it began from. */
  over: number
  savedAt: Date
}

type Stored = Draft & { _id: string }

const changed = (): AppError =>
  new AppError('draft-changed', 'conflict', 'You saved this draft in another window since. Load that one, or save yours over it.')

export const createDrafts = ({ connection, clock }: Pick<Platform, 'connection' | 'clock'>) => {
  const stored = connection.collection<Stored>('flow_drafts')
  const idOf = (flow: string, by: string): string => `${flow}/${by}`
  const plain = ({ _id: _, ...draft }: Stored): Draft => draft
  const of = async (flow: string, by: string): Promise<Draft | null> => {
    const found = (await stored.findOne({ _id: idOf(flow, by) } as never)) as Stored | null
    return found && plain(found)
  }
  const insert = async (draft: Draft): Promise<boolean> => {
    try {
      await stored.insertOne({ _id: idOf(draft.flow, draft.by), ...draft } as never)
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }
  return {
    of,
    /** Whose drafts of a menu there are, without their words. */
    authors: async (flow: string): Promise<Pick<Draft, 'by' | 'savedAt'>[]> => {
      const found = (await stored.find({ flow } as never, { projection: { text: 0 } }).toArray()) as Stored[]
      return found.map(({ by, savedAt }) => ({ by, savedAt }))
    },
    /** Saves what follows on draft `v`; 0: on none. Throws conflict when there is another one by now. */
    save: async ({ v, ...given }: Pick<Draft, 'flow' | 'by' | 'text' | 'over' | 'v'>): Promise<Draft> => {
      const draft: Draft = { ...given, v: Math.max(v + 1, clock.now()), savedAt: new Date(clock.now()) }
      const { text, over, savedAt } = draft
      const isSaved =
        v === 0
          ? await insert(draft)
          : (await stored.updateOne({ _id: idOf(given.flow, given.by), v } as never, { $set: { text, over, savedAt, v: draft.v } }))
              .matchedCount > 0
      if (isSaved) return draft
      const there = await of(given.flow, given.by)
      // The same words again: an answer was lost on the way.
      if (there?.text === text && there.over === over) return there
      // Thrown away or published from another window: there is nothing to write over.
      if (!there && (await insert(draft))) return draft
      throw changed()
    },
    /** With `text`: only if it still says that. */
    remove: async (flow: string, by: string, text?: string): Promise<void> => {
      await stored.deleteOne({ _id: idOf(flow, by), ...(text === undefined ? {} : { text }) } as never)
    },
  }
}
export type Drafts = ReturnType<typeof createDrafts>
