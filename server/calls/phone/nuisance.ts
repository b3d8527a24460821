import type { IndexSpec } from '../../platform/db/indexes.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { keyedId } from '../../platform/ids.ts'
import type { Platform } from '../../platform/room.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallAudit } from '../call-audit.ts'
import { toE164 } from '../outbound/may-dial.ts'
import type { CallDocument } from '../ports.ts'
import { ruleWords } from '../rule-words.ts'
import type { Nuisance } from '../wire.ts'
import type { Numbers } from './numbers.ts'

interface NuisanceDocument {
  /** E.164. */
  _id: string
  reason: string
  by: string
  since: Date
  /** How often they called since. */
  calls: number
  lastAt: Date | null
}

export const nuisanceIndexes: IndexSpec[] = [{ collection: 'nuisance_callers', key: { since: -1 } }]
const MOST = 500
/** A number as a carrier gives that of a caller. */
const GIVEN = /^\+\d{3,15}$/

/**
 * Pure: all a nuisance caller hears. Nobody has chosen a language yet, so it is said in each that the menu speaks (language → locale) and the desk has
 * words for; in English where there is none.
 */
export const nuisanceDocument = (locales: Readonly<Record<string, string>>): CallDocument => {
  const said = Object.entries(locales).flatMap(([language, spoken]) => {
    const { locale, notPutThrough } = ruleWords(language)
    return locale.startsWith(language) ? [{ do: 'say' as const, text: notPutThrough, language: spoken }] : []
  })
  const { locale, notPutThrough } = ruleWords('en')
  return [...(said.length > 0 ? said : [{ do: 'say' as const, text: notPutThrough, language: locale }]), { do: 'hang-up' }]
}

/** Callers who are not put through any more: an agent says who, a supervisor sees the list and takes numbers off it. */
export const createNuisance = (
  { connection, clock, keyFor }: Pick<Platform, 'connection' | 'clock' | 'keyFor'>,
  { numbers, audit }: { numbers: Numbers; audit: CallAudit },
) => {
  const callers = connection.collection<NuisanceDocument>('nuisance_callers')
  const hashOf = (number: string): string => keyedId(keyFor('dialled-number'), number)
  const present = ({ _id, reason, by, since, calls, lastAt }: NuisanceDocument): Nuisance => ({
    number: _id,
    reason,
    by,
    since: since.toISOString(),
    calls,
    lastAt: lastAt?.toISOString() ?? null,
  })
  return {
    /** Whether a caller is one; counts that they called. */
    turnsAway: async (number: string | null): Promise<boolean> =>
      number !== null &&
      (await callers.updateOne({ _id: number }, { $inc: { calls: 1 }, $set: { lastAt: new Date(clock.now()) } })).matchedCount === 1,
    /** Newest first. Throws forbidden. */
    list: async (actor: Actor): Promise<Nuisance[]> => {
      allow(actor, 'call.read')
      return (await callers.find({}).sort({ since: -1 }).limit(MOST).toArray()).map(present)
    },
    /** Throws forbidden, invalid (not a number, one of ours). */
    add: async (
      actor: Actor,
      { number: typed, reason, commandId }: { number: string; reason: string; commandId: string },
    ): Promise<Nuisance> => {
      allow(actor, 'call.answer')
      const own = numbers.all().map((one) => one.number)
      // What a line gives as its number may be none: such callers are the worst.
      const number = toE164(typed, own) ?? (GIVEN.test(typed) ? typed : null)
      if (number === null) throw new AppError('not-a-number', 'invalid', 'This is not a phone number.')
      if (own.includes(number)) throw new AppError('own-number', 'invalid', 'This is one of our own numbers.')
      const since = new Date(clock.now())
      await callers.updateOne({ _id: number }, { $setOnInsert: { reason, by: actor.id, since, calls: 0, lastAt: null } }, { upsert: true })
      await audit.tell('desk', `nuisance:${commandId}`, actor.id, { type: 'call-audit.nuisance-added', number: hashOf(number) })
      const stored = await callers.findOne({ _id: number })
      if (!stored) throw notFound('number')
      return present(stored)
    },
    /** Whose number it is was erased: they are still not put through. */
    forgetWords: async (number: string): Promise<void> => {
      await callers.updateOne({ _id: number }, { $set: { reason: '' } })
    },
    /** Throws forbidden, not-found. */
    remove: async (actor: Actor, { number, commandId }: { number: string; commandId: string }): Promise<void> => {
      allow(actor, 'call.manage')
      if ((await callers.deleteOne({ _id: number })).deletedCount === 0) throw notFound('number')
      await audit.tell('desk', `nuisance-off:${commandId}`, actor.id, { type: 'call-audit.nuisance-removed', number: hashOf(number) })
    },
  }
}
export type NuisanceCallers = ReturnType<typeof createNuisance>
