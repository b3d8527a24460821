import { AppError, notFound } from '../../platform/errors.ts'
import type { Actor } from '../../staff/index.ts'
import { allowCall, type CallCommand, changeCall, needCustomer, needLeg, needLive, needMine } from '../access.ts'
import { type CallState, legOf, nextLegId } from '../call.ts'
import { type CallDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'
import { VOICE } from '../hand-in.ts'
import { handedOver, RING_MS } from '../rules.ts'
import { companyOf, isLive, isOver, isTalking, type Leg } from './leg.ts'

/** A conference of more is a meeting. */
const MOST_PARTIES = 6

/** Throws not-found, conflict (not there, in a call, still writing one up). */
export const needFree = (deps: CallDeps, agentId: string, besides = ''): void => {
  const member = deps.staff.memberOf(agentId)
  if (!member || member.isDisabled) throw notFound('user')
  if (member.presence === 'offline') throw new AppError('not-there', 'conflict', `${member.name} is not there.`)
  const busyWith = deps.board.ofAgent(agentId).filter((one) => one.id !== besides)
  if (busyWith.length === 0) return
  const isWritingUp = busyWith.every((one) => one.wrapUpBy === agentId)
  throw isWritingUp
    ? new AppError('writing-up', 'conflict', `${member.name} is still writing up a call.`)
    : new AppError('in-a-call', 'conflict', `${member.name} is in a call.`)
}

/** Whoever of a queue is asked may be asked: there, and in no call. */
export const isFree =
  ({ staff, board }: Pick<CallDeps, 'staff' | 'board'>) =>
  (agentId: string): boolean => {
    const member = staff.memberOf(agentId)
    return member !== undefined && !member.isDisabled && member.presence === 'available' && board.ofAgent(agentId).length === 0
  }

/**
 * Who of a queue is asked, and after whom, as its work would be offered to them. Throws not-found (a queue the actor does not see is none), conflict
 * (nobody is free).
 */
const peopleOf = async (deps: CallDeps, actor: Actor, queueId: string, call: CallState): Promise<[string, ...string[]]> => {
  const { name } = await deps.queues.getQueue(actor, queueId)
  const people = (await deps.routing.freeAgents({ queueId, channel: VOICE, skills: call.skills })).filter(isFree(deps))
  for (const [at, agentId] of people.entries())
    if (await claimAsked(deps, call, nextLegId(call), agentId)) return [agentId, ...people.slice(at + 1)]
  throw new AppError('nobody-free', 'conflict', `Nobody in ${name} is free right now.`)
}

/** A colleague by name. Throws as `needFree` and `claimCalled`. */
const claimNamed = async (deps: CallDeps, call: CallState, agentId: string): Promise<[string]> => {
  needFree(deps, agentId)
  await claimCalled(deps, lineOf(call, nextLegId(call), agentId))
  return [agentId]
}

/** A colleague by name is rung by nobody else meanwhile. Throws conflict: another call is on its way to them, and when they may be asked again. */
export const claimCalled = async ({ routing, staff, platform }: CallDeps, line: { agentId: string; lineId: string }): Promise<void> => {
  if (await routing.claimLine(phone, { ...line, forMs: RING_MS })) return
  const name = staff.memberOf(line.agentId)?.name ?? ''
  const offer = (await routing.offersOf(line.agentId)).find((one) => one.channel === VOICE && one.offerExpiresAt !== null)
  const leftMs = offer?.offerExpiresAt ? Math.max(0, Date.parse(offer.offerExpiresAt) - platform.clock.now()) : RING_MS
  const again = `Ask again in ${Math.max(1, Math.ceil(leftMs / 1000))} s: by then they have`
  if (offer) throw new AppError('being-offered', 'conflict', `${name} is being offered a call right now. ${again} it, or are free.`)
  throw new AppError('in-a-call', 'conflict', `${name} is being called already. ${again} answered, or are free.`)
}

/** The one line on which whoever is asked is rung: of two who ask in the same moment, each rings somebody else, or nobody. */
const lineOf = (call: Pick<CallState, 'id'>, legId: string, agentId: string) => ({ agentId, lineId: `${call.id}:${legId}` })
export const claimAsked = ({ routing }: Pick<CallDeps, 'routing'>, call: CallState, legId: string, agentId: string): Promise<boolean> =>
  routing.claimLine(phone, { ...lineOf(call, legId, agentId), forMs: RING_MS })
/** Whoever was asked has come: nothing live is offered to them while they speak, however long. */
export const holdAsked = async ({ routing }: Pick<CallDeps, 'routing'>, call: CallState): Promise<void> => {
  for (const leg of call.legs)
    if (leg.role === 'colleague' && leg.agentId !== null && isLive(leg) && !leg.isGone)
      await routing.holdLine(phone, lineOf(call, leg.id, leg.agentId))
}
/** Whoever was asked, and is so no more, may be asked again. They may have had the call since: of `handed` they hold its work now. */
export const freeAsked = async ({ routing }: Pick<CallDeps, 'routing'>, call: CallState, handed?: string): Promise<void> => {
  for (const leg of call.legs)
    if (leg.role !== 'supervisor' && leg.agentId !== null && (isOver(leg) || leg.isGone || leg.id === handed))
      await routing.freeLine(phone, lineOf(call, leg.id, leg.agentId))
}

export const parties = (call: CallState): Leg[] => call.legs.filter((one) => !isOver(one) && one.role !== 'supervisor')

/**
 * A number outside is let out by the gate and its address kept, before the leg that will dial it is committed: the leg's ordinal is part of both.
 * Throws what the gate throws.
 */
export const addOutside = async (deps: CallDeps, actor: Actor, call: CallState, to: string): Promise<string> => {
  const legId = nextLegId(call)
  const { number } = await deps.outbound.claim(actor.id, { id: `${call.id}:${legId}`, to, ringsCustomer: false })
  await deps.contents.set(call.id, { [`addresses.${legId}`]: number })
  return legId
}

/** A number was let out for a leg that never came to be, and does not hold its place any longer. */
export const giveBackOutside = async ({ ledger, outbound }: Pick<CallDeps, 'ledger' | 'outbound'>, callId: string, legId: string) => {
  const now = await ledger.load(callId)
  if (now.consult?.legId !== legId && legOf(now, legId)?.way !== 'carrier') await outbound.giveBack(`${callId}:${legId}`)
}

/**
 * Asks somebody while the customer is held: a colleague, whose console rings, whoever comes of a queue, one after the other, or a number outside. Throws
 * forbidden, not-found, conflict (not on the line, somebody is asked already, they are in a call, nobody is free), and what the gate throws.
 */
export const beginConsult =
  (deps: CallDeps) =>
  async (
    actor: Actor,
    { to, callId, commandId }: CallCommand & { to: { queueId: string } | { agentId: string } | { number: string } },
  ): Promise<CallState> => {
    const { keeper, ledger, platform } = deps
    const check = (now: CallState): void => {
      allowCall(deps, actor, 'call.answer', now)
      needMine(now, actor)
      needCustomer(now)
      if (now.consult) throw new AppError('consulting', 'conflict', 'You are asking somebody already.')
      if (parties(now).length >= MOST_PARTIES)
        throw new AppError('call-full', 'conflict', `${MOST_PARTIES} people are in this call already.`)
    }
    // As for a transfer, before anything of the call is told.
    if ('queueId' in to) await deps.queues.getQueue(actor, to.queueId)
    return keeper.inTurn(callId, async () => {
      const before = await ledger.load(callId)
      const done = await ledger.entry(callId, `${actor.id}:consult:${commandId}`)
      if (done) return before
      check(before)
      await freeAsked(deps, before)
      const [first, ...next] =
        'queueId' in to
          ? await peopleOf(deps, actor, to.queueId, before)
          : 'agentId' in to
            ? await claimNamed(deps, before, to.agentId)
            : []
      const legId = 'number' in to ? await addOutside(deps, actor, before, to.number) : nextLegId(before)
      const dialBy = new Date(platform.clock.now() + RING_MS).toISOString()
      const queueId = 'queueId' in to ? to.queueId : undefined
      const asQueue = queueId === undefined ? {} : { queueId }
      const leg: CallChange =
        first !== undefined
          ? { type: 'call.leg-added', legId, role: 'colleague', agentId: first, way: 'softphone', mode: null, dialBy, ...asQueue }
          : { type: 'call.leg-added', legId, role: 'outside', agentId: null, way: 'carrier', mode: null, dialBy: null }
      // The customer is held before anybody else can be heard.
      try {
        await keeper.commit(callId, `${actor.id}:consult:${commandId}`, actor.id, (now) => {
          check(now)
          return { type: 'call.consult-began', legId, ...(queueId === undefined ? {} : { queue: { id: queueId, next } }) }
        })
      } catch (error) {
        if (first !== undefined) await deps.routing.freeLine(phone, lineOf(before, legId, first))
        else await giveBackOutside(deps, callId, legId)
        throw error
      }
      const added = await keeper.commit(callId, `${actor.id}:consult-leg:${commandId}`, actor.id, (now) =>
        legOf(now, legId) || now.consult?.legId !== legId ? null : leg,
      )
      return keeper.settle(added)
    })
  }

const verb =
  (name: string, decide: (now: CallState, actor: Actor) => CallChange | null) => (deps: CallDeps) => (actor: Actor, command: CallCommand) =>
    changeCall(deps, actor, command, { verb: name, may: 'call.answer' }, (now) => {
      needLive(now)
      return decide(now, actor)
    })

const asked = (now: CallState): Leg => {
  const leg = now.consult ? legOf(now, now.consult.legId) : companyOf(now)
  if (!leg || isOver(leg)) throw new AppError('nobody-asked', 'conflict', 'You are not speaking with anybody else.')
  return leg
}

/** The customer comes into the talk. Throws conflict. */
export const talkTogether = verb('talk-together', (now, actor) => {
  needMine(now, actor)
  if (!now.consult) return null
  const leg = asked(now)
  if (!isTalking(leg)) throw new AppError('not-there-yet', 'conflict', 'They have not answered yet.')
  return { type: 'call.joined-together', legId: leg.id }
})

/** Back to the customer alone. */
export const endConsult = verb('end-consult', (now, actor) => {
  needMine(now, actor)
  return now.consult ? { type: 'call.consult-ended', legId: now.consult.legId, why: 'asked' } : null
})

/**
 * Somebody else has the customer from here, and the agent goes; the others stay. `legId` left out: the one who was asked. Throws not-found, conflict (they
 * have not answered yet, or it is nobody to whom it could be left).
 */
export const handOver =
  (deps: CallDeps) =>
  (actor: Actor, { legId, ...command }: CallCommand & { legId?: string | undefined }): Promise<CallState> =>
    changeCall(deps, actor, command, { verb: 'hand-over', may: 'call.answer' }, (now) => {
      needMine(now, actor)
      const leg = legId === undefined ? asked(now) : needLeg(now, legId)
      if (leg.role !== 'colleague' && leg.role !== 'outside')
        throw new AppError('not-to-them', 'conflict', 'A call can be left to a colleague or to a number outside.')
      if (!isTalking(leg)) throw new AppError('not-there-yet', 'conflict', 'They have not answered yet.')
      if (leg.agentId !== null) return handedOver(leg, { from: actor.id, agentId: leg.agentId })
      return { type: 'call.sent-out', legId: leg.id, from: actor.id, wrapUpEndsAt: wrapUpEnd(deps, now) }
    })

export const wrapUpEnd = ({ platform, settings }: CallDeps, call: CallState): string =>
  new Date(platform.clock.now() + settings.ofQueue('wrapUpSeconds', call.queueId) * 1000).toISOString()
