import { wantsRecording } from './acts.ts'
import type { CallState } from './call.ts'
import type { CallContents } from './contents.ts'
import { isOver, isTalking, type Leg } from './parties/leg.ts'
import { peaksOf } from './recordings/peaks.ts'
import { keptOf, latestOf } from './recordings/recording.ts'
import type { CallView, LegView } from './wire.ts'

const stateOf = (call: CallState, leg: Leg): LegView['state'] => {
  if (isOver(leg)) return 'ended'
  if (isTalking(leg) || (leg.role === 'customer' && leg.line === 'live' && leg.place === 'conference')) return 'joined'
  if (leg.line === 'live') return 'live'
  // A console rings as soon as its owner is asked.
  const isRung = leg.role === 'colleague' || (leg.role === 'customer' && leg.way === 'softphone')
  if (leg.line === 'ringing' || (leg.line === 'planned' && isRung)) return 'ringing'
  return call.isLive ? 'dialling' : 'ended'
}

const presentLeg = (call: CallState, leg: Leg, contents: CallContents | undefined, nameOf: (userId: string) => string): LegView => {
  const isCustomer = leg.role === 'customer'
  // As the carrier has it, not as we want it: who hears what depends on it.
  const isHeld = leg.place === 'conference' && leg.heldThere
  const hears = leg.mode === 'whisper' ? call.legs.findLast((one) => one.role === 'agent' && one.agentId === call.agentId)?.id : undefined
  return {
    id: leg.id,
    role: leg.role,
    agentId: leg.agentId,
    name: leg.agentId !== null ? nameOf(leg.agentId) : isCustomer ? (contents?.party.name ?? '') : '',
    address: isCustomer ? (contents?.party.address ?? '') : (contents?.addresses[leg.id] ?? ''),
    state: stateOf(call, leg),
    isHeld,
    heldSince: isHeld ? (leg.heldAt?.toISOString() ?? null) : null,
    ...(leg.holdRefused ? { holdRefused: leg.holdRefused.againAt ? ('asking' as const) : ('given-up' as const) } : {}),
    isMuted: leg.mode !== null && leg.mutedThere,
    ...(hears === undefined ? {} : { hears }),
    since: leg.lineAt.toISOString(),
  }
}

const presentRecording = (call: CallState): CallView['recording'] => {
  const latest = latestOf(call, 'call') ?? latestOf(call, 'voicemail')
  if (!latest) return call.terms.isRecorded || call.recordingAsked ? { state: 'off', seconds: 0, pauses: [], resumesAt: null } : null
  const byFile = { kept: 'ready', absent: 'absent', erased: 'erased' } as const
  const running = latest.there === 'on' && wantsRecording(call) !== 'off' ? 'on' : latest.there === 'paused' ? 'paused' : 'off'
  return {
    state: latest.file === 'kept' || latest.file === 'absent' || latest.file === 'erased' ? byFile[latest.file] : running,
    seconds: latest.seconds,
    pauses: latest.pauses.map(({ from, to }) => ({ from: from.toISOString(), to: to?.toISOString() ?? null })),
    resumesAt: call.pausedUntil?.toISOString() ?? null,
  }
}

const presentArranged = (
  arranged: NonNullable<CallState['callback']>['arranged'],
  contents: CallContents | undefined,
): NonNullable<CallView['callback']>['arranged'] =>
  arranged ? { by: arranged.by, at: arranged.at.toISOString(), forAgentId: arranged.forAgentId, note: contents?.callbackNote ?? '' } : null

/** What the staff sees of a call, field by field. What was erased is empty. */
export const presentCall = (call: CallState, contents: CallContents | undefined, nameOf: (userId: string) => string): CallView => {
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null
  return {
    id: call.id,
    caseId: call.caseId,
    customerId: call.customerId,
    interactionId: call.interactionId,
    direction: call.direction,
    isInternal: call.isInternal ?? false,
    ourNumber: call.ourNumber,
    party: { address: contents?.party.address ?? '', name: contents?.party.name ?? '', confidence: call.confidence },
    // After the talk the customer may be in a survey of the menu while whoever had the call wraps up.
    phase: call.phase === 'menu' && call.wrapUpBy !== null ? 'wrap-up' : call.phase,
    outcome: call.outcome,
    queueId: call.queueId,
    workId: call.workId,
    // A survey after the talk frees whoever had the call; once it is over, it is theirs again.
    agentId:
      call.agentId ??
      (call.phase === 'waiting' ? null : call.wrapUpBy) ??
      (call.phase === 'ended' ? (call.handled?.at(-1)?.agentId ?? null) : null),
    handledBy: [...new Set((call.handled ?? []).map((one) => one.agentId))],
    startedAt: iso(call.startedAt) ?? '',
    queuedAt: iso(call.queuedAt),
    answeredAt: iso(call.answeredAt),
    endedAt: iso(call.endedAt),
    isHelpAsked: call.isHelpAsked,
    wrapUpEndsAt: iso(call.wrapUpEndsAt),
    ...(call.wrapUpBy === null ? {} : { wrapUpBy: call.wrapUpBy }),
    disposition: call.disposition,
    lacksOutcome: call.lacksOutcome ?? false,
    note: contents?.note ?? '',
    legs: call.legs.map((one) => presentLeg(call, one, contents, nameOf)),
    path: (contents?.path ?? []).map(({ at, step, says, keys, said, article }) => ({
      at,
      step,
      says,
      ...(keys === undefined ? {} : { keys }),
      ...(said === undefined ? {} : { said }),
      ...(article === undefined ? {} : { article }),
    })),
    estimate: call.estimate && {
      position: call.estimate.position,
      fromMinutes: call.estimate.fromMinutes,
      toMinutes: call.estimate.toMinutes,
    },
    recording: presentRecording(call),
    consent: call.hasConsent ? 'given' : contents?.flow?.consent === 'refused' ? 'refused' : 'none',
    recordings: keptOf(call).map(({ id, what, seconds }) => {
      const peaks = peaksOf(contents, id)
      return { id, what, seconds, ...(peaks ? { peaks } : {}) }
    }),
    consult: call.consult && { legId: call.consult.legId, isPrivate: call.consult.isPrivate },
    ...(call.nobodyIn ? { nobodyIn: call.nobodyIn } : {}),
    joinBy: iso(call.joinBy ?? call.rejoinBy),
    callback: call.callback && {
      state: call.callback.state,
      attempts: call.callback.attempts,
      dueAt: iso(call.callback.dueAt),
      heldFor: call.callback.heldFor ?? null,
      notBy: call.callback.notBy ?? null,
      refusedFor: call.callback.refusedFor ?? null,
      arranged: presentArranged(call.callback.arranged, contents),
      expiresAt: call.callback.expiresAt.toISOString(),
    },
    v: call.seq,
  }
}
