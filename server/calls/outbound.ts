import type { Customers } from '../customers/index.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { AppError, notFound } from '../platform/errors.ts'
import { keyedId } from '../platform/ids.ts'
import { PAUSED_REFUSAL } from '../platform/outward.ts'
import type { Platform } from '../platform/room.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CallAudit } from './call-audit.ts'
import { phone } from './deps.ts'
import { type Dialled, mayDial, toE164, type Verdict } from './may-dial.ts'
import type { Numbers } from './numbers.ts'
import type { Settings } from './settings.ts'
import type { Blocked } from './wire.ts'

/** More people than that at one number make it nobody's. */
const MOST_CUSTOMERS = 10
const none: Dialled = { agentHour: 0, agentDay: 0, numberHour: 0, numberDay: 0, deskHour: 0, deskDay: 0, now: 0 }
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
type Refusal = Extract<Verdict, { isAllowed: false }>

const isFull = ({ code }: Refusal): boolean => code.startsWith('too-')
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
  }: { numbers: Numbers; settings: Settings; audit: CallAudit; customers: Pick<Customers, 'listCustomers'> },
) => {
  const dialled = connection.collection<DialledDocument>('dialled')
  const blocked = connection.collection<BlockedDocument>('do_not_call')
  const inTurn = createQueueByKey()
  const ownNumbers = (): string[] => numbers.all().map((one) => one.number)
  const hashOf = (number: string): string => keyedId(keyFor('dialled-number'), number)

  const countFor = async (number: string, by: string): Promise<Dialled> => {
    const now = clock.now()
    const recent = await dialled.find({ at: { $gt: new Date(now - DAY_MS) } }).toArray()
    const hash = hashOf(number)
    const count = (spanMs: number, which: (one: DialledDocument) => boolean): number =>
      recent.filter((one) => one.at.getTime() > now - spanMs && which(one)).length
    const isMine = (one: DialledDocument): boolean => one.by === by
    const isThis = (one: DialledDocument): boolean => one.number === hash
    return {
      agentHour: count(HOUR_MS, isMine),
      agentDay: count(DAY_MS, isMine),
      numberHour: count(HOUR_MS, isThis),
      numberDay: count(DAY_MS, isThis),
      deskHour: count(HOUR_MS, () => true),
      deskDay: count(DAY_MS, () => true),
      now: recent.filter((one) => !one.isOver).length,
    }
  }
  /** The time zones of the customers who are known by this number. */
  const customerZones = async (to: string): Promise<string[]> => {
    const number = toE164(to, ownNumbers())
    if (number === null) return []
    const { items } = await customers.listCustomers(phone, { q: number, limit: MOST_CUSTOMERS })
    return items.filter((one) => one.identities.some(({ address }) => address === number)).map((one) => one.timezone)
  }
  const wishFor = async (to: string, ringsCustomer: boolean) => {
    const { callingHours } = settings.now()
    const isHourAsked = ringsCustomer && (callingHours.from > 0 || callingHours.to < 24)
    return {
      to,
      ownNumbers: ownNumbers(),
      settings: settings.now(),
      ringsCustomer,
      customerZones: isHourAsked ? await customerZones(to) : [],
      deskZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      now: new Date(clock.now()),
    }
  }
  const verdictOn = async (to: string, by: string, ringsCustomer: boolean): Promise<Verdict> => {
    const wish = await wishFor(to, ringsCustomer)
    const known = mayDial({ ...wish, isBlocked: () => false, dialled: () => none })
    if (!known.isAllowed) return known
    const [isBlocked, counts] = await Promise.all([blocked.findOne({ _id: known.number }), countFor(known.number, by)])
    return mayDial({ ...wish, isBlocked: () => isBlocked !== null, dialled: () => counts })
  }
  const numberOf = (typed: string): string => {
    const number = toE164(typed, ownNumbers())
    if (number === null) throw new AppError('not-a-number', 'invalid', 'This is not a phone number.')
    return number
  }

  const ask = (by: string, { id, to, ringsCustomer }: Claim): Promise<Verdict> =>
    inTurn('gate', async () => {
      if (await outward.pausedSince()) throw new AppError('sending-paused', 'conflict', PAUSED_REFUSAL)
      const there = await dialled.findOne({ _id: id })
      const verdict = await verdictOn(to, by, ringsCustomer)
      if (!verdict.isAllowed && !(there && isFull(verdict))) {
        await audit.tell('desk', `refused:${id}`, by, { type: 'call-audit.outbound-refused', number: hashOf(to), code: verdict.code })
        return verdict
      }
      const number = verdict.isAllowed ? verdict.number : to
      if (!there) await dialled.insertOne({ _id: id, at: new Date(clock.now()), by, number: hashOf(number), isOver: false })
      return verdict.isAllowed ? verdict : { isAllowed: true, number, country: '' }
    })

  return {
    /** Looks only: whether a number could be called now. */
    look: verdictOn,
    /** The same for the hour alone, which a customer may be called at or not. */
    lookAtHour: async (to: string): Promise<Verdict> =>
      mayDial({ ...(await wishFor(to, true)), isBlocked: () => false, dialled: () => none }),
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
    /** The line is free again. */
    over: async (id: string): Promise<void> => {
      await dialled.updateOne({ _id: id, isOver: false }, { $set: { isOver: true } })
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
