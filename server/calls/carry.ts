import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { CarrierAct } from './acts.ts'
import { type CallState, legOf, type Unwanted } from './call.ts'
import { type CallContents, type GivenStep, newContents, stepKey } from './contents.ts'
import { type FlowDeps, phone } from './deps.ts'
import { joinDocument } from './documents.ts'
import type { CallChange } from './entries.ts'
import { runFlow } from './menu/run-flow.ts'
import { heldAtGate } from './outbound/hold-callback.ts'
import { isLive, type Leg, type LineReport, TOLD_MS, UNSURE } from './parties/leg.ts'
import { type CallDocument, DOCUMENT_TOO_LONG, type StepRef } from './ports.ts'
import { peaksPath } from './recordings/peaks.ts'
import { readPeaks } from './recordings/read-peaks.ts'
import { waitStep } from './waiting/wait.ts'

const RING_SECONDS = 30
/** When a finished recording is asked for again, and one that stays is to go. */
const FETCH_AGAIN_MS = [2_000, 5_000, 15_000, 60_000, 300_000, 1_800_000]
/** When what the carrier refused of somebody in a conference is asked for again: their line may just be on its way into it. */
const AGAIN_MS = [1_000, 2_000, 5_000]
const DAY_MS = 86_400_000
const MOST_BYTES = 200 * 1024 * 1024

export const recordingFileId = (callId: string, recordingId: string): string =>
  `rec_${callId}_${recordingId}`.replace(/[^\w-]/g, '_').slice(0, 120)

/**
 * Asks the carrier for one thing and writes down what it said. `false` of the carrier is an answer like any other: what was asked for is gone. The
 * entry is keyed by the number it will have, so that of two who carry the same thing out one writes.
 */
export const createCarry = (deps: FlowDeps) => {
  const { control, ledger, contents, outbound, platform, settings, numbers } = deps

  const note = (call: CallState, change: CallChange | null): Promise<CallState> =>
    ledger.settle(call.id, `carried:${call.seq + 1}`, phone.id, () => change)
  const reported = (call: CallState, leg: Leg, report: LineReport, isAsked = false): Promise<CallState> => {
    const reportedAt = new Date(platform.clock.now()).toISOString()
    const { id: legId, carrierId } = leg
    return note(call, { type: 'call.leg-reported', legId, carrierId, report, reportedAt, ...(isAsked ? { isAsked } : {}) })
  }

  /** Of who is in the conference. Refused in the one we know of, it is asked for in the one that goes on now: news of that may be late, or lost. */
  const change = async (
    call: CallState,
    ask: (conferenceId: string) => Promise<boolean>,
  ): Promise<{ after: CallState; isDone: boolean }> => {
    if (call.conferenceId !== '' && (await ask(call.conferenceId))) return { after: call, isDone: true }
    const conferenceId = await control.conferenceOf(call.id)
    if (conferenceId === null || conferenceId === call.conferenceId) return { after: call, isDone: false }
    const after = await note(call, { type: 'call.conference-found', conferenceId })
    return { after, isDone: await ask(conferenceId) }
  }
  const againAfter = (tries = 0): string | null => {
    const pause = AGAIN_MS[tries]
    return pause === undefined ? null : new Date(platform.clock.now() + pause).toISOString()
  }
  /** Who is not in it is not held, and nobody shall think so: it is asked for again, and in the end they are as they were. */
  const hold = async (call: CallState, { id: legId, carrierId, holdRefused }: Leg, isHeld: boolean): Promise<CallState> => {
    const { after, isDone } = await change(call, (conferenceId) => control.hold(conferenceId, carrierId, isHeld))
    if (isDone) return note(after, { type: 'call.leg-set', legId, isHeld })
    return note(after, { type: 'call.hold-refused', legId, isHeld, againAt: againAfter(holdRefused?.tries) })
  }
  /** Who is not muted may be heard, and nobody shall think otherwise. */
  const mute = async (call: CallState, { id: legId, carrierId, muteRefused }: Leg, isMuted: boolean): Promise<CallState> => {
    const { after, isDone } = await change(call, (conferenceId) => control.mute(conferenceId, carrierId, isMuted))
    if (isDone) return note(after, { type: 'call.leg-set', legId, isMuted })
    return note(after, { type: 'call.mute-refused', legId, isMuted, againAt: againAfter(muteRefused?.tries) })
  }

  /** What the menu says after the talk. Asked for again, because the carrier could not be reached, it is the same. */
  const backInMenu = async (call: CallState, known: CallContents, step: StepRef): Promise<GivenStep> => {
    const before = known.steps[stepKey(step.legId, step.step)]
    if (before?.goesOn === false) return before
    const { given, fields } = await runFlow(deps, call, known, { type: 'left' }, step)
    await contents.set(call.id, fields)
    return given
  }
  /** A document that is too long for a live line is asked for by the line itself, where it lies under its step. */
  const send = async (call: CallState, leg: Leg, document: CallDocument): Promise<boolean> => {
    const to = { callId: call.id, legId: leg.id, carrierId: leg.carrierId }
    try {
      return await control.redirect(to, document)
    } catch (error) {
      if (!(error instanceof AppError && error.code === DOCUMENT_TOO_LONG)) throw error
      return control.redirect(to, [{ do: 'go-on', step: { callId: call.id, legId: leg.id, step: leg.step } }])
    }
  }
  const redirect = async (call: CallState, leg: Leg, to: Extract<CarrierAct, { do: 'redirect' }>['to']): Promise<CallState> => {
    const step = leg.step + 1
    const ref = { callId: call.id, legId: leg.id, step }
    const known = (await contents.get(call.id)) ?? newContents(call.id, { address: '', name: '' }, noCaller)
    const given: GivenStep =
      to === 'menu'
        ? await backInMenu(call, known, ref)
        : to === 'wait'
          ? await waitStep(deps, call, known, ref)
          : { document: joinDocument(call.id, leg), place: 'conference', changes: [] }
    await contents.set(call.id, { [`steps.${stepKey(leg.id, step)}`]: given })
    if (!(await send(call, leg, given.document))) return reported(call, leg, 'gone')
    let after = call
    for (const change of given.changes) after = await note(after, change)
    const { place, goesOn } = given
    return note(after, { type: 'call.stepped', legId: leg.id, step, place, ...(goesOn === undefined ? {} : { goesOn }) })
  }

  const dial = async (call: CallState, leg: Leg): Promise<CallState> => {
    const isCustomer = leg.role === 'customer'
    const known = await contents.get(call.id)
    const to = isCustomer ? (known?.party.address ?? '') : (known?.addresses[leg.id] ?? '')
    const by = call.agentId ?? phone.id
    const claim = { id: `${call.id}:${leg.id}`, to, ringsCustomer: isCustomer }
    if (isCustomer && call.callback?.state === 'waiting') {
      const held = await heldAtGate(deps, by, claim)
      if (held) return ledger.settle(call.id, `held:${leg.id}`, phone.id, (now) => (now.phase === 'connecting' ? held : null))
    }
    const turn = newId()
    const begun = await ledger.settle(call.id, `dialled:${leg.id}`, phone.id, (now) => {
      const planned = legOf(now, leg.id)
      const isToDial = planned !== undefined && planned.line === 'planned' && !planned.isDialled && !planned.isGone
      return isToDial ? { type: 'call.leg-dialled', legId: leg.id, turn } : null
    })
    // Another process dials, or nobody is to any more.
    if (legOf(begun, leg.id)?.dialTurn !== turn) return begun
    try {
      const { number } = await outbound.claim(by, claim)
      const from = callerIdOf(call)
      const step = { callId: call.id, legId: leg.id, step: 0 }
      const { carrierId } = await control.dial({ callId: call.id, legId: leg.id, to: number, from, timeoutSeconds: RING_SECONDS, step })
      return note(begun, { type: 'call.leg-known', legId: leg.id, carrierId })
    } catch (error) {
      // Whether it rings there is not known when no answer came; should it be answered, it is hung up, because the leg is over.
      if (!(error instanceof AppError)) throw error
      platform.log.warn({ code: error.code, callId: call.id, legId: leg.id }, 'a number could not be dialled')
      return reported(begun, leg, 'failed')
    }
  }
  const callerIdOf = (call: CallState): string =>
    settings.ofQueue('callerId', call.queueId) ?? (call.ourNumber || numbers.all().find((one) => one.isActive)?.number || '')

  const record = async (call: CallState, leg: Leg): Promise<CallState> => {
    try {
      const { recordingId } = await control.startRecording({ callId: call.id, carrierId: leg.carrierId })
      return ledger.settle(call.id, `recorded:${recordingId}`, phone.id, (now) => {
        const line = legOf(now, leg.id)
        const isWanted = line !== undefined && isLive(line) && !now.recordings.some(({ legId }) => legId === leg.id)
        // Another process did the same meanwhile, or the line is over: nobody would ever pause or erase this one.
        return isWanted
          ? { type: 'call.recording-begun', recordingId, legId: leg.id }
          : { type: 'call.recording-unwanted', recordingId, legId: leg.id, removeAt: new Date(platform.clock.now()).toISOString() }
      })
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'unavailable') throw error
      platform.log.error({ code: error.code, callId: call.id }, 'the carrier refused to record')
      return note(call, { type: 'call.recording-asked', act: 'stop' })
    }
  }

  const remove = async (call: CallState, { id: recordingId, legId, tries }: Unwanted): Promise<CallState> => {
    try {
      await control.stopRecording(legOf(call, legId)?.carrierId ?? '', recordingId)
      // False: it is not there any more, which is what is wanted.
      await control.deleteRecording(recordingId)
      return note(call, { type: 'call.recording-removed', recordingId })
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'unavailable') throw error
      platform.log.error(
        { err: error, callId: call.id, recordingId },
        'the carrier keeps a recording that nobody wants, and is asked again',
      )
      const nextAt = new Date(platform.clock.now() + (FETCH_AGAIN_MS[tries] ?? DAY_MS)).toISOString()
      return note(call, { type: 'call.recording-stays', recordingId, nextAt })
    }
  }

  const fetchSound = async (call: CallState, recordingId: string): Promise<CallState> => {
    const sound = await control.fetchRecording(recordingId)
    if (sound) {
      const fileId = recordingFileId(call.id, recordingId)
      const { bytes } = await platform.files.put(fileId, Buffer.from(sound.bytes), { maxBytes: MOST_BYTES })
      const peaks = await readPeaks(deps, recordingId, sound)
      if (peaks) await contents.set(call.id, { [peaksPath(recordingId)]: peaks })
      return note(call, { type: 'call.recording-kept', recordingId, fileId, mime: sound.type, bytes })
    }
    const tries = call.recordings.find((one) => one.id === recordingId)?.tries ?? 0
    const pause = FETCH_AGAIN_MS[tries]
    const nextAt = pause === undefined ? null : new Date(platform.clock.now() + pause).toISOString()
    return note(call, { type: 'call.recording-missed', recordingId, nextAt })
  }

  return async (call: CallState, act: CarrierAct): Promise<CallState> => {
    switch (act.do) {
      case 'hang-up':
        if (!(await control.hangUp(act.leg.carrierId))) return reported(call, act.leg, 'gone')
        return note(call, {
          type: 'call.leg-ending',
          legId: act.leg.id,
          askAt: new Date(platform.clock.now() + TOLD_MS).toISOString(),
        })
      case 'ask':
        return reported(call, act.leg, (await control.stateOf(act.leg.carrierId)) ?? 'gone', true)
      case 'dial':
        return dial(call, act.leg)
      case 'redirect':
        return redirect(call, act.leg, act.to)
      case 'hold':
        return hold(call, act.leg, act.isHeld)
      case 'mute':
        return mute(call, act.leg, act.isMuted)
      case 'coach': {
        const { after, isDone } = await change(call, (conferenceId) => control.coach(conferenceId, act.leg.carrierId, act.of))
        // Refused, as of an agent who is on hold or gone, everybody would hear them (SECURITY P8). That everybody may hear them is never refused.
        if (!isDone && act.of !== null)
          return note(after, { type: 'call.leg-set', legId: act.leg.id, coachOf: UNSURE, coachRefused: act.of })
        return note(after, { type: 'call.leg-set', legId: act.leg.id, coachOf: act.of })
      }
      case 'record':
        return record(call, act.leg)
      case 'pause-recording': {
        const isDone = await control.pauseRecording(act.leg.carrierId, act.recordingId, act.isPaused)
        // Not confirmed, so it may still run: better no recording than one that should not be (SECURITY P7).
        if (!isDone) await control.stopRecording(act.leg.carrierId, act.recordingId)
        const state = !isDone ? 'stopped' : act.isPaused ? 'paused' : 'on'
        return note(call, { type: 'call.recording-set', recordingId: act.recordingId, state })
      }
      case 'stop-recording':
        await control.stopRecording(act.leg.carrierId, act.recordingId)
        return note(call, { type: 'call.recording-set', recordingId: act.recordingId, state: 'stopped' })
      case 'fetch-recording':
        return fetchSound(call, act.recordingId)
      case 'remove-recording':
        return remove(call, act.of)
    }
  }
}
const noCaller = { isKnown: false, number: null, hasOpenCase: false, segment: null }
