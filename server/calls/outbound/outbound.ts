import { type Customer, type Customers, isPhoneNumber } from '../../customers/index.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { keyedId } from '../../platform/ids.ts'
import { PAUSED_REFUSAL } from '../../platform/outward.ts'
import type { Platform } from '../../platform/room.ts'
import { createQueueByKey } from '../../platform/stream-queue.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallAudit } from '../call-audit.ts'
import { phone } from '../deps.ts'
import type { Numbers } from '../phone/numbers.ts'
import type { Settings } from '../phone/settings.ts'
import type { Blocked, CallingHours, OutboundStop } from '../wire.ts'
import { callingZones, type Dialled, deskStop, mayDial, type Refusal, toE164, type Verdict } from './may-dial.ts'

/** More people than that at one number make it nobody's. */
/** Looked at in one go; they count for a day, and there are never so many lines. */
const MOST_OUT = 1_000
const none: Dialled = {
  agentHour: 0,
  agentDay: 0,
  numberHour: 0,
  numberDay: 0,
  customerHour: 0,
  customerDay: 0,
  deskHour: 0,
  deskDay: 0,
  deskMinutesDay: 0,
  now: 0,
}
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface DialledDocument {
  /** What was dialled for: a leg, a message. Claimed again it is the same. */
  _id: string
  at: Date
  by: string
  /** A keyed hash of the number. */
  number: string
  isOver: boolean
  overAt?: Date
}
type BlockedDocument = Omit<Blocked, 'number' | 'since'> & { _id: string; since: Date }

export const outboundIndexes: IndexSpec[] = [
  { collection: 'dialled', key: { at: 1 }, expireAfterSeconds: 2 * 86_400 },
  { collection: 'do_not_call', key: { since: -1 } },
]

interface Claim {
  id: string
  to: string
  ringsCustomer: boolean
}

/** It does not pass by itself. Whose zones have no hour in common is asked for again all the same. */
export const isForGood = ({ code, until }: Refusal): boolean => until === null && code !== 'calling-hours'
const isFull = ({ code }: Refusal): boolean => code.startsWith('too-') || code === 'spend-stop'
export const refusalOf = (verdict: Refusal): AppError =>
  new AppError(verdict.code, isFull(verdict) ? 'rate-limited' : 'invalid', verdict.why)

/** The one gate of everything that goes out by phone (SECURITY P1): what `may-dial` says, with what this desk knows, counted as it lets through. */
export const createOutbound = (
  { connection, clock, keyFor, cursors, outward }: Pick<Platform, 'connection' | 'clock' | 'keyFor' | 'cursors' | 'outward'>,
  {
    numbers,
    settings,
    audit,
    customers,
  }: { numbers: Numbers; settings: Settings; audit: CallAudit; customers: Pick<Customers, 'ownersOf'> },
) => {
  const dialled = connection.collection<DialledDocument>('dialled')
  const blocked = connection.collection<BlockedDocument>('do_not_call')
  const inTurn = createQueueByKey()
  const ownNumbers = (): string[] => numbers.all().map((one) => one.number)
  const hashOf = (number: string): string => keyedId(keyFor('dialled-number'), number)

  const lastDay = (now: number): Promise<DialledDocument[]> => dialled.find({ at: { $gt: new Date(now - DAY_MS) } }).toArray()
  const minutesOf = (recent: readonly DialledDocument[], now: number): number =>
    recent.reduce((sum, { at, isOver, overAt }) => {
      const lastedMs = (overAt?.getTime() ?? (isOver ? at.getTime() : now)) - at.getTime()
      return sum + Math.max(1, Math.ceil(lastedMs / MINUTE_MS))
    }, 0)
  /** Who is known by a number, from the customers' own profiles. */
  const customersAt = async (to: string): Promise<Customer[]> => {
    const number = toE164(to, ownNumbers())
    return number === null ? [] : customers.ownersOf(phone, number)
  }
  const numbersOf = ({ identities }: Customer): Set<string> =>
    new Set(identities.filter(({ address }) => isPhoneNumber(address)).map(({ address }) => hashOf(address)))

  /** `now`: at which moment; of one to come, what is known by now. */
  const countFor = async (number: string, by: string, known: readonly Customer[], now = clock.now()): Promise<Dialled> => {
    const recent = await lastDay(now)
    const hash = hashOf(number)
    const count = (spanMs: number, which: (one: DialledDocument) => boolean): number =>
      recent.filter((one) => one.at.getTime() > now - spanMs && which(one)).length
    const isMine = (one: DialledDocument): boolean => one.by === by
    const isThis = (one: DialledDocument): boolean => one.number === hash
    const theirs = known.map(numbersOf)
    const mostOf = (spanMs: number): number => Math.max(0, ...theirs.map((numbers) => count(spanMs, (one) => numbers.has(one.number))))
    return {
      agentHour: count(HOUR_MS, isMine),
      agentDay: count(DAY_MS, isMine),
      numberHour: count(HOUR_MS, isThis),
      numberDay: count(DAY_MS, isThis),
      customerHour: mostOf(HOUR_MS),
      customerDay: mostOf(DAY_MS),
      deskHour: count(HOUR_MS, () => true),
      deskDay: count(DAY_MS, () => true),
      deskMinutesDay: minutesOf(recent, clock.now()),
      // Lines that are in use now are free by then.
      now: now > clock.now() ? 0 : recent.filter((one) => !one.isOver).length,
    }
  }
  const wishFor = (to: string, ringsCustomer: boolean, known: readonly Customer[], at = clock.now()) => ({
    to,
    ownNumbers: ownNumbers(),
    settings: settings.now(),
    ringsCustomer,
    customerZones: known.map((one) => one.timezone),
    deskZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: new Date(at),
    isLater: at > clock.now(),
  })
  const verdictOn = async (to: string, by: string, ringsCustomer: boolean, at?: number): Promise<Verdict> => {
    const theirs = ringsCustomer ? await customersAt(to) : []
    const wish = wishFor(to, ringsCustomer, theirs, at)
    const known = mayDial({ ...wish, isBlocked: () => false, dialled: () => none })
    if (!known.isAllowed) return known
    const [isBlocked, counts] = await Promise.all([blocked.findOne({ _id: known.number }), countFor(known.number, by, theirs, at)])
    return mayDial({ ...wish, isBlocked: () => isBlocked !== null, dialled: () => counts })
  }
  const numberOf = (typed: string): string => {
    const number = toE164(typed, ownNumbers())
    if (number === null) throw new AppError('not-a-number', 'invalid', 'This is not a phone number.')
    return number
  }

  const stopNow = async (): Promise<OutboundStop['stop']> => {
    const now = clock.now()
    const recent = await lastDay(now)
    return deskStop({ deskDay: recent.length, deskMinutesDay: minutesOf(recent, now) }, settings.now().caps)
  }
  /** Once a day is enough: the line above every page stands as long as it holds. */
  const tellStop = async (by: string): Promise<void> => {
    const stop = await stopNow()
    if (!stop) return
    const day = new Date(clock.now()).toISOString().slice(0, 10)
    await audit.tell('desk', `stopped:${day}:${stop.what}:${stop.limit}`, by, { type: 'call-audit.outbound-stopped', ...stop })
  }

  const ask = (by: string, { id, to, ringsCustomer }: Claim): Promise<Verdict> =>
    inTurn('gate', async () => {
      if (await outward.pausedSince()) throw new AppError('sending-paused', 'conflict', PAUSED_REFUSAL)
      const number = toE164(to, ownNumbers()) ?? to
      const hash = hashOf(number)
      // A leg that never came to be leaves its name to the next: what was let out for one number is for no other.
      const isThere = (await dialled.findOne({ _id: id }))?.number === hash
      const verdict = await verdictOn(to, by, ringsCustomer)
      if (!verdict.isAllowed && !(isThere && isFull(verdict))) {
        if (isFull(verdict)) await tellStop(by)
        await audit.tell('desk', `refused:${id}`, by, { type: 'call-audit.outbound-refused', number: hashOf(to), code: verdict.code })
        return verdict
      }
      if (!isThere) await dialled.replaceOne({ _id: id }, { at: new Date(clock.now()), by, number: hash, isOver: false }, { upsert: true })
      return verdict.isAllowed ? verdict : { isAllowed: true, number, country: '' }
    })

  return {
    /** Looks only: whether a number could be called now, or at another moment by what is known of it now. */
    look: verdictOn,
    /** When whoever has a number may be called: in which zones the hours count, none for a number that stands in no place; and why never. */
    hoursFor: async (to: string): Promise<CallingHours> => {
      const [verdict, known] = await Promise.all([verdictOn(to, phone.id, true), customersAt(to)])
      const number = toE164(to, ownNumbers()) ?? to
      const { callingHours } = settings.now()
      const refusal = !verdict.isAllowed && isForGood(verdict) ? verdict.why : null
      return { number, zones: callingZones(number, wishFor(to, true, known)), ...callingHours, refusal }
    },
    /**
     * Lets one call or message out and counts it, or says why not, which is audited. `id` names it: asked for again it is let out again. Throws conflict
     * while a restored desk is not let out (SECURITY R6).
     */
    ask,
    /** As `ask`. Throws AppError invalid, or rate-limited, with the rule's code and the reason in plain words. */
    claim: async (by: string, claim: Claim): Promise<{ number: string }> => {
      const verdict = await ask(by, claim)
      if (!verdict.isAllowed) throw refusalOf(verdict)
      return verdict
    },
    /** Whether the limit of the day has stopped all that goes out. Throws forbidden. */
    readStop: async (actor: Actor): Promise<OutboundStop> => {
      allow(actor, 'audit.read')
      return { stop: await stopNow() }
    },
    /** The oldest that are out, of what was let out before an instant; bounded. */
    outSince: async (before: Date): Promise<string[]> =>
      (
        await dialled
          .find({ isOver: false, at: { $gt: new Date(clock.now() - DAY_MS), $lt: before } })
          .sort({ at: 1 })
          .limit(MOST_OUT)
          .toArray()
      ).map((one) => one._id),
    /** It was let out for a leg that never came to be: nothing was dialled, and nothing counts. */
    giveBack: async (id: string): Promise<void> => {
      await dialled.deleteOne({ _id: id })
    },
    /** The line is free again. */
    over: async (id: string): Promise<void> => {
      const { modifiedCount } = await dialled.updateOne(
        { _id: id, isOver: false },
        { $set: { isOver: true, overAt: new Date(clock.now()) } },
      )
      if (modifiedCount === 1) await tellStop(phone.id)
    },
    /** Who asked not to be called. Throws forbidden. */
    listBlocked: async (
      actor: Actor,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<{ items: Blocked[]; nextCursor: string | null }> => {
      allow(actor, 'call.read')
      const [at, id] = cursor === undefined ? [] : cursors.read('do-not-call', cursor)
      const before =
        at === undefined
          ? {}
          : { $or: [{ since: { $lt: new Date(Number(at)) } }, { since: new Date(Number(at)), _id: { $lt: String(id) } }] }
      const found = await blocked
        .find(before as never)
        .sort({ since: -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map(({ _id, since, reason, by }) => ({ number: _id, reason, by, since: since.toISOString() })),
        nextCursor: found.length > limit && last ? cursors.sign('do-not-call', [last.since.getTime(), last._id]) : null,
      }
    },
    /** Throws forbidden, invalid (not a number). */
    block: async (
      actor: Actor,
      { number: typed, reason, commandId }: { number: string; reason: string; commandId: string },
    ): Promise<Blocked> => {
      allow(actor, 'call.start')
      const number = numberOf(typed)
      const since = new Date(clock.now())
      await blocked.updateOne({ _id: number }, { $setOnInsert: { reason, by: actor.id, since } }, { upsert: true })
      await audit.tell('desk', `block:${commandId}`, actor.id, { type: 'call-audit.blocked', number: hashOf(number) })
      return { number, reason, by: actor.id, since: since.toISOString() }
    },
    /** Whose number it is was erased: they are still not called. */
    forgetWords: async (number: string): Promise<void> => {
      await blocked.updateOne({ _id: number }, { $set: { reason: '' } })
    },
    /** Throws forbidden, not-found. */
    unblock: async (actor: Actor, { number, commandId }: { number: string; commandId: string }): Promise<void> => {
      allow(actor, 'call.manage')
      if ((await blocked.deleteOne({ _id: number })).deletedCount === 0) throw notFound('number')
      await audit.tell('desk', `unblock:${commandId}`, actor.id, { type: 'call-audit.unblocked', number: hashOf(number) })
    },
  }
}
export type Outbound = ReturnType<typeof createOutbound>
