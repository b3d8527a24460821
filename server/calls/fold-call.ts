import type { Entry } from '../platform/bus.ts'
import type { StreamKind } from '../platform/ledger.ts'
import { type CallState, customerLeg, legOf, startCall } from './call.ts'
import type { CallChange } from './entries.ts'
import { foldHandled } from './handled.ts'
import { arranged, asked, cancelled, missed, movedTo, restored } from './outbound/fold-callback.ts'
import { editLeg, holdCustomer, isOther, isStaff, sendAll, sendAway, setHeld, takeBack, withConsult } from './parties/edit-legs.ts'
import {
  askLater,
  forgetCoaching,
  forgetRefusal,
  hasCompany,
  isOver,
  type Leg,
  newLeg,
  refuseHold,
  refuseMute,
  reportLine,
  reportPlace,
} from './parties/leg.ts'
import { foldRecording, isOfRecording, stopRecordings } from './recordings/recording.ts'

/** A customer who is to be called: their line is dialled once the agent is there. */
const plannedCustomer = (call: CallState, at: Date): Leg =>
  newLeg({ id: `l${call.legs.length + 1}`, role: 'customer', agentId: null, way: 'carrier', dialBy: null, mode: null }, at)

const begun = { isLive: true, isOnLine: true, phase: 'menu' as const }
const free = { agentId: null, joinBy: null, rejoinBy: null, isHeldOnReturn: false, consult: null, nobodyIn: null, isHelpAsked: false }

/** Whoever had accepted is free again, and the line that was not dialled is none. */
const putDown = (call: CallState, at: Date): CallState => ({
  ...sendAll(call, at, () => true),
  ...free,
  phase: 'waiting',
  waitingSince: at,
  isOnLine: false,
})

const apply = (call: CallState, { change, at, by }: Entry<CallChange>): CallState => {
  if (isOfRecording(change)) return foldRecording(call, change, at)
  switch (change.type) {
    case 'call.arrived': {
      const { carrier, ourNumber, interactionId, confidence, terms } = change
      const leg = newLeg({ id: 'l1', role: 'customer', agentId: null, way: 'carrier', dialBy: null, mode: null }, at)
      const legs = [{ ...leg, carrierId: change.carrierId, isDialled: true, line: 'live' as const, wasLive: true, step: 1 }]
      return { ...call, ...begun, carrier, ourNumber, interactionId, confidence, terms, legs, startedAt: at }
    }
    case 'call.started': {
      const { type: _, joinBy, toAgent, ...facts } = change
      const agent = newLeg({ id: 'l1', role: 'agent', agentId: change.agentId, way: 'softphone', dialBy: null, mode: null }, at)
      const call0: CallState = {
        ...call,
        ...facts,
        ...begun,
        phase: 'connecting',
        direction: 'out',
        isInternal: toAgent !== undefined,
        joinBy: new Date(joinBy),
        legs: [agent],
      }
      const other = toAgent
        ? newLeg({ id: 'l2', role: 'customer', agentId: toAgent.id, way: 'softphone', dialBy: new Date(toAgent.dialBy), mode: null }, at)
        : plannedCustomer(call0, at)
      return { ...call0, legs: [agent, other], startedAt: at }
    }
    case 'call.stepped':
      return editLeg(call, change.legId, (leg) => ({
        ...leg,
        step: change.step,
        place: change.place,
        ...(change.goesOn === undefined ? {} : { goesOn: change.goesOn }),
      }))
    case 'call.queued': {
      const { queueId, skills, priority, ask } = change
      return {
        ...call,
        phase: 'waiting',
        queueId,
        skills,
        priority,
        asks: ask,
        queuedAt: call.queuedAt ?? at,
        waitingSince: at,
        movedFrom: null,
      }
    }
    case 'call.moved':
      return {
        ...call,
        queueId: change.queueId,
        priority: change.priority,
        movedFrom: change.queueId === call.queueId ? call.movedFrom : (call.movedFrom ?? call.queueId),
      }
    case 'call.turned-away':
      return { ...call, outcome: 'turned-away' }
    case 'call.filed':
      return { ...call, caseId: change.caseId, customerId: change.customerId }
    case 'call.known':
      return { ...call, confidence: change.confidence }
    case 'call.estimated': {
      const { type: _, ...estimate } = change
      return { ...call, estimate: { ...estimate, at } }
    }
    case 'call.consented':
      return { ...call, hasConsent: change.isGiven, ...(change.isSpoken ? { recordingAsked: 'start' as const } : {}) }
    case 'call.voicemail-left':
      return { ...foldRecording(call, change, at), asks: change.ask, queueId: change.queueId, outcome: 'voicemail' }
    case 'call.callback-asked':
      return asked(call, change)
    case 'call.callback-renewed':
      return { ...call, callback: call.callback && { ...call.callback, expiresAt: new Date(change.expiresAt) } }
    case 'call.callback-known':
      return { ...call, outcome: 'callback', queueId: change.queueId }
    case 'call.callback-arranged':
      return arranged(call, change, { at, by })
    case 'call.callback-moved':
      return movedTo(call, change)
    case 'call.callback-cancelled': {
      const over = call.callback && cancelled(call.callback, change)
      if (change.why === undefined) return { ...sendAll(call, at, isOther), callback: over }
      return { ...putDown(call, at), callback: over && { ...over, refusedFor: change.why } }
    }
    case 'call.callback-restored':
      return restored(call, change, at)
    case 'call.callback-missed':
      return missed(call, change)
    case 'call.callback-held': {
      const dueAt = change.until === undefined ? at : new Date(change.until)
      const held = {
        ...call,
        callback: call.callback && { ...call.callback, dueAt, heldFor: change.why ?? ('paused' as const) },
        workId: null,
      }
      return call.phase === 'waiting' ? held : putDown(held, at)
    }
    case 'call.callback-due':
      return {
        ...call,
        asks: change.ask,
        callback: call.callback && { ...call.callback, dueAt: null, heldFor: null },
        workId: null,
        phase: 'waiting',
        waitingSince: at,
        queuedAt: call.queuedAt ?? at,
      }
    case 'call.connected-outside':
      return { ...call, phase: 'talking', outcome: 'answered', answeredAt: call.answeredAt ?? at }
    case 'call.accepted': {
      const { workId, agentId, joinBy } = change
      const customer = customerLeg(call)
      const legs = !customer || isOver(customer) ? [...call.legs, plannedCustomer(call, at)] : call.legs
      const callback = call.callback?.notBy === agentId ? { ...call.callback, notBy: null } : call.callback
      return { ...call, callback, phase: 'connecting', isOnLine: true, workId, agentId, joinBy: new Date(joinBy), legs }
    }
    case 'call.released': {
      // A customer who was to be called is not, until somebody else accepts.
      const isPlanned = (leg: Leg): boolean => leg.role === 'customer' && leg.line === 'planned' && !leg.isDialled
      const isOnLine = !call.legs.some(isPlanned)
      const callback = call.callback && change.why === 'at-limit' ? { ...call.callback, notBy: change.agentId } : call.callback
      const left = sendAll(call, at, (leg) => isStaff(leg) || isPlanned(leg))
      return { ...left, ...free, callback, phase: 'waiting', waitingSince: at, isOnLine }
    }
    case 'call.leg-added': {
      const { legId, role, agentId, way, mode, dialBy } = change
      const planned = newLeg({ id: legId, role, agentId, way, mode, dialBy: dialBy ? new Date(dialBy) : null }, at)
      const leg = change.queueId === undefined ? planned : { ...planned, queueId: change.queueId }
      // Who comes again leaves the line they had: a second tab, a reload that was quicker than the news of it.
      const isBefore = (one: Leg): boolean => one.role === role && one.agentId === agentId && agentId !== null
      const cleared = sendAll(call, at, isBefore)
      return { ...cleared, legs: [...cleared.legs, leg] }
    }
    case 'call.leg-dialled':
      return editLeg(call, change.legId, (leg) => ({
        ...leg,
        isDialled: true,
        lineAt: at,
        ...(change.turn === undefined ? {} : { dialTurn: change.turn }),
      }))
    case 'call.leg-known':
      return editLeg(call, change.legId, (leg) => (leg.carrierId ? leg : { ...leg, carrierId: change.carrierId }))
    case 'call.leg-entered':
      return editLeg(call, change.legId, (leg) => ({
        ...reportLine({ ...leg, carrierId: change.carrierId, isDialled: true, dialBy: null, step: 1, place: 'conference' }, 'live', at),
      }))
    case 'call.leg-reported':
      return editLeg(call, change.legId, (leg) => {
        const named = { ...leg, carrierId: leg.carrierId || change.carrierId, isDialled: true }
        const told = reportLine(named, change.report, new Date(change.reportedAt))
        return change.isAsked || isOver(told) ? askLater(told, null) : told
      })
    case 'call.leg-moved': {
      const reportedAt = new Date(change.reportedAt)
      const moved = editLeg(call, change.legId, (leg) => {
        const named = { ...leg, carrierId: leg.carrierId || change.carrierId, isDialled: true }
        const placed = reportPlace(change.isIn ? reportLine(named, 'live', reportedAt) : named, change.isIn, reportedAt)
        return placed.isIn ? askLater(placed, null) : change.askAt ? askLater(placed, change.askAt) : placed
      })
      return { ...moved, legs: forgetCoaching(moved.legs, change.carrierId), conferenceId: change.conferenceId }
    }
    case 'call.leg-set': {
      const { isHeld, isMuted, coachOf, coachRefused } = change
      const done = [
        ...(isHeld === undefined ? [] : (['holdRefused'] as const)),
        ...(isMuted === undefined ? [] : (['muteRefused'] as const)),
      ]
      const set = editLeg(call, change.legId, (leg) => ({
        ...forgetRefusal(leg, ...done),
        heldThere: isHeld ?? leg.heldThere,
        mutedThere: isMuted ?? leg.mutedThere,
        coachThere: coachOf === undefined ? leg.coachThere : coachOf,
        ...(coachRefused === undefined ? {} : { coachRefused }),
      }))
      return isHeld === undefined ? set : { ...set, legs: forgetCoaching(set.legs, legOf(call, change.legId)?.carrierId ?? '') }
    }
    case 'call.hold-refused':
      return editLeg(call, change.legId, refuseHold(change))
    case 'call.mute-refused':
      return editLeg(call, change.legId, refuseMute(change))
    case 'call.conference-found':
      return { ...call, conferenceId: change.conferenceId }
    case 'call.leg-ending':
      return editLeg(call, change.legId, (leg) => askLater({ ...leg, goneThere: true }, change.askAt ?? null))
    case 'call.hold-asked':
      return editLeg(call, change.legId, (leg) => ({ ...forgetRefusal(leg, 'holdRefused'), isHeld: change.isHeld }))
    case 'call.drop-asked':
      return editLeg(call, change.legId, sendAway(at))
    case 'call.answered': {
      const callback = call.callback && { ...call.callback, state: 'done' as const, dueAt: null }
      const talking = {
        ...call,
        phase: 'talking' as const,
        answeredAt: call.answeredAt ?? at,
        joinBy: null,
        outcome: 'answered' as const,
        callback,
      }
      // Of an older version: without a wait of its own.
      return change.told?.waitedMs === undefined ? talking : { ...talking, told: change.told }
    }
    case 'call.agent-lost': {
      // Who was held hears no more than before, and who is left alone hears music.
      const isHeldOnReturn = customerLeg(call)?.isHeld ?? false
      return { ...holdCustomer(call, isHeldOnReturn || !hasCompany(call)), isHeldOnReturn, rejoinBy: new Date(change.rejoinBy) }
    }
    case 'call.agent-back':
      return { ...holdCustomer(call, call.isHeldOnReturn), isHeldOnReturn: false, rejoinBy: null }
    case 'call.requeued': {
      const { queueId, ask, keepsWrapUp } = change
      const back = {
        ...holdCustomer(sendAll(call, at, isOther), false),
        ...free,
        phase: 'waiting' as const,
        waitingSince: at,
        queuedAt: call.queuedAt ?? at,
        queueId,
        movedFrom: null,
      }
      const asked = ask === null ? back : { ...back, asks: ask, workId: null }
      return keepsWrapUp ? asked : { ...asked, wrapUpEndsAt: null, wrapUpBy: null }
    }
    case 'call.sent-out': {
      const isLeaving = (leg: Leg): boolean => isStaff(leg) || (leg.role === 'colleague' && leg.id !== change.legId)
      const away = setHeld(holdCustomer(takeBack(sendAll(call, at, isLeaving)), false), [change.legId], false)
      return { ...away, ...free, wrapUpBy: change.from, wrapUpEndsAt: new Date(change.wrapUpEndsAt) }
    }
    case 'call.consult-began':
      return withConsult(call, change)
    case 'call.consult-passed': {
      const { legId: id, agentId, dialBy, next } = change
      const { consult } = call
      if (!consult?.queue) return call
      const leg = newLeg({ id, role: 'colleague', agentId, way: 'softphone', mode: null, dialBy: new Date(dialBy) }, at)
      const queue = { ...consult.queue, next }
      return { ...call, legs: [...call.legs, { ...leg, queueId: queue.id }], consult: { ...consult, legId: id, queue } }
    }
    case 'call.consult-ended': {
      const nobodyIn = change.why === 'nobody' ? (call.consult?.queue?.id ?? null) : null
      const back = { ...takeBack(editLeg(call, change.legId, sendAway(at))), nobodyIn }
      const isHeldOnReturn = customerLeg(back)?.isHeld ?? false
      // While the agent is away, the customer hears music.
      if (call.rejoinBy !== null) return { ...holdCustomer(back, true), isHeldOnReturn, consult: null }
      return { ...back, isHeldOnReturn: false, consult: null }
    }
    case 'call.joined-together':
      return { ...holdCustomer(takeBack(call), false), consult: null }
    case 'call.handed-over': {
      const theirs = editLeg(call, change.legId, (leg) => ({ ...leg, role: 'agent' as const }))
      const away = sendAll(theirs, at, (leg) => leg.role === 'agent' && leg.agentId === change.from)
      return {
        // Also whoever was held by hand: it is theirs now, and nobody else could take them back.
        ...setHeld(holdCustomer(takeBack(away), false), [change.legId], false),
        consult: null,
        nobodyIn: null,
        ...(change.queueId === undefined ? {} : { queueId: change.queueId, movedFrom: null }),
        agentId: change.agentId,
        isHelpAsked: false,
        rejoinBy: null,
        isHeldOnReturn: false,
      }
    }
    case 'call.help-asked':
      return { ...call, isHelpAsked: change.isAsked }
    case 'call.coach-set':
      return editLeg(call, change.legId, (leg) => ({ ...forgetRefusal(leg, 'coachRefused', 'muteRefused'), mode: change.mode }))
    case 'call.recording-asked':
      if (change.act === 'pause') return { ...call, pausedUntil: new Date(change.until) }
      return {
        ...foldRecording(call, change, at),
        pausedUntil: null,
        recordingAsked: change.act === 'resume' ? call.recordingAsked : change.act,
      }
    case 'call.noted':
      return { ...call, hasNote: true, noteBy: by }
    case 'call.hung-up':
      return sendAll(call, at, () => true)
    case 'call.sent-back': {
      const back = holdCustomer(sendAll(call, at, isOther), false)
      const wrapUpEndsAt = change.wrapUpEndsAt === null ? null : new Date(change.wrapUpEndsAt)
      return { ...back, ...free, phase: 'menu', wrapUpBy: change.from, wrapUpEndsAt }
    }
    case 'call.rated':
      return { ...call, ratings: { ...call.ratings, [change.name]: change.rating } }
    case 'call.left': {
      const isCalledBack = change.outcome === 'callback' && !change.isOver
      const phase = change.isOver ? 'ended' : change.wrapUpEndsAt ? 'wrap-up' : isCalledBack ? 'waiting' : 'wrap-up'
      const over = {
        ...sendAll(call, at, () => true),
        ...stopRecordings(call, at),
        phase,
        isLive: !change.isOver,
        isOnLine: false,
        outcome: change.outcome,
      } as const
      const done = { ...over, endedAt: isCalledBack ? call.endedAt : at, joinBy: null, rejoinBy: null, consult: null, isHelpAsked: false }
      if (phase === 'wrap-up' && change.wrapUpEndsAt)
        return { ...done, wrapUpEndsAt: new Date(change.wrapUpEndsAt), wrapUpBy: call.agentId }
      return done
    }
    case 'call.wrap-up-set':
      return {
        ...call,
        disposition: change.disposition ?? call.disposition,
        lacksOutcome: call.lacksOutcome === true && change.disposition === null,
        wrapUpEndsAt: change.endsAt === null ? call.wrapUpEndsAt : new Date(change.endsAt),
      }
    case 'call.wrapped': {
      const wrapped = { ...call, wrapUpEndsAt: null, wrapUpBy: null, lacksOutcome: change.lacksOutcome ?? false }
      if (call.phase !== 'wrap-up') return wrapped
      // The customer could not be reached and is called once more later.
      if (call.callback?.state === 'waiting') return { ...wrapped, phase: 'waiting', waitingSince: at, agentId: null, endedAt: null }
      return { ...wrapped, phase: 'ended', isLive: false }
    }
    default: {
      // An entry of a newer version than this process: refuse loudly, a silent skip would corrupt the projection.
      const unknown: never = change
      throw new Error(`unknown change ${(unknown as { type: string }).type}`)
    }
  }
}

/** Whatever put a line on hold or took it back, its time counts from there, and what the carrier refused before is not what is asked now. */
const timeHolds = (before: CallState, { legs }: CallState, at: Date): Leg[] =>
  legs.map((leg) => {
    const was = before.legs.find((one) => one.id === leg.id)
    if (leg.isHeld === (was?.isHeld ?? false)) return leg
    return { ...(leg.holdRefused === was?.holdRefused ? forgetRefusal(leg, 'holdRefused') : leg), heldAt: leg.isHeld ? at : null }
  })

/** Pure: one entry folded into the state. */
export const foldCall = (call: CallState, entry: Entry<CallChange>): CallState => {
  const after = apply(call, entry)
  const handled = foldHandled(call.handled ?? [], entry.change, entry.at, after)
  const filedIn = after.caseId === null || call.filedIn.includes(after.caseId) ? call.filedIn : [...call.filedIn, after.caseId]
  return { ...after, handled, filedIn, legs: timeHolds(call, after, entry.at), seq: entry.seq, updatedAt: entry.at }
}

export const callStream: StreamKind<CallState, CallChange> = {
  kind: 'call',
  collection: 'calls',
  start: startCall,
  fold: foldCall,
  // 2: a refusal that is forgotten leaves nothing behind. 3: `filedIn`. 4: `queuedAt` of who came to a queue from no queue.
  version: 4,
}
