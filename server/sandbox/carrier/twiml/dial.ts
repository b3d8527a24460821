import { callbackTo } from '../callback-to.ts'
import type { Method } from '../shapes.ts'
import { createDialConference } from './dial-conference.ts'
import { createDialLegs } from './dial-legs.ts'
import type { Speak } from './speak.ts'
import type { Next, Studio, VerbRun } from './studio.ts'
import type { XmlElement } from './xml.ts'

/** Connects the call with a conference, numbers or softphones, and afterwards asks the action or goes on. */
export const createDial = (studio: Studio, speaking: Speak) => {
  const { calls, recordings, webhooks, log } = studio
  const meet = createDialConference(studio, speaking)
  const legs = createDialLegs(studio)

  const after = async ({ call, element, resolve, signal }: VerbRun, params: Record<string, string>): Promise<Next> => {
    const { action, method } = element.attributes
    if (!action) return { go: 'on' }
    const asked = { url: resolve(action), method: (method ?? 'POST') as Method }
    if (!signal.aborted) return { go: 'ask', ...asked, params }
    if (signal.reason === 'ended') await webhooks.ask(asked, { ...calls.params(call), ...params })
    return { go: 'end' }
  }
  const dial = async (run: VerbRun): Promise<Next> => {
    const { call, element, resolve, signal, isScreening } = run
    if (isScreening) {
      log.warn({ call: call.sid, code: 13201 }, 'the sandbox carrier dials nobody out of a dialled leg')
      speaking.event(call, 'Nobody is dialled here: this leg was dialled itself, and is not put through yet (13201)')
      calls.end(call, 'failed', 'failed')
      return { go: 'end' }
    }
    const conference = element.children.find((one) => one.name === 'Conference')
    if (conference) {
      const met = await meet(run, conference)
      if ('refused' in met && met.refused !== 13240) return { go: 'on' }
      return after(run, { DialCallStatus: 'refused' in met ? 'failed' : 'answered' })
    }
    const targets: XmlElement[] =
      element.children.length > 0 ? element.children : [{ name: 'Number', attributes: {}, children: [], text: element.text }]
    const { attributes } = element
    const recording =
      attributes.record?.startsWith('record-from-answer') && !recordings.running(call.sid)
        ? recordings.start(call, {
            source: 'DialVerb',
            channels: attributes.record.endsWith('dual') ? 2 : 1,
            callback: callbackTo(
              attributes.recordingStatusCallback,
              attributes.recordingStatusCallbackMethod,
              attributes.recordingStatusCallbackEvent ?? 'completed',
              resolve,
            ),
          })
        : null
    const { status, leg, seconds, isBridged } = await legs.dial(run, targets)
    if (recording) recordings.stop(recording)
    if (signal.aborted && !attributes.action) return { go: 'end' }
    return after(run, {
      DialCallStatus: status,
      DialBridged: String(isBridged),
      DialCallDuration: String(seconds),
      ...(leg ? { DialCallSid: leg.sid } : {}),
      ...(recording ? { RecordingUrl: recordings.url(recording), RecordingSid: recording.sid } : {}),
    })
  }
  return { dial, release: legs.release }
}
