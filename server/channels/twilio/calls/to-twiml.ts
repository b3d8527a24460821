import type { CallDocument, DocumentVerb, Utterance } from '../../../calls/index.ts'
import type { Addresses } from '../addresses.ts'
import type { Sdk } from '../sdk.ts'

type Verb<Kind extends DocumentVerb['do']> = Extract<DocumentVerb, { do: Kind }>
type Response = InstanceType<Sdk['VoiceResponse']>
type Speaking = Pick<Response, 'say' | 'play' | 'pause'>

const METHOD = 'POST'
const CONFERENCE_EVENTS = ['start', 'end', 'join', 'leave', 'mute', 'hold'] as const

/** What XML 1.0 cannot hold even when escaped, so that no name or spoken text can spoil a document. */
const spoken = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, ' ')
    .replace(/\p{Surrogate}/gu, ' ')

/**
 * Turns a document into TwiML, by the SDK's builder alone: it escapes whatever a caller's name or a variable holds (SECURITY P10).
 * Gather and Record without input fall through to the next verb, so one that stands last is followed by a way back to its own step.
 */
export const createToTwiml = ({ VoiceResponse }: Pick<Sdk, 'VoiceResponse'>, addresses: Addresses) => {
  const speak = (to: Speaking, one: Utterance): void => {
    if (one.do === 'say') to.say({ language: one.language as never }, spoken(one.text))
    // 0 is Twilio's word for "until interrupted", as it is ours.
    else if (one.do === 'play') to.play({ loop: one.times }, one.url)
    else to.pause({ length: Math.max(1, Math.round(one.seconds)) })
  }

  const gather = (to: Response, verb: Verb<'gather'>): void => {
    const isSpeech = verb.input.includes('speech')
    const asked = to.gather({
      input: verb.input.map((one) => (one === 'digits' ? 'dtmf' : 'speech')),
      action: addresses.step(verb.step),
      method: METHOD,
      timeout: verb.timeoutSeconds,
      finishOnKey: verb.finishOnKey,
      ...(verb.digits > 0 ? { numDigits: verb.digits } : {}),
      ...(isSpeech ? { language: verb.language as never, speechTimeout: 'auto' } : {}),
      ...(isSpeech && verb.hints.length > 0 ? { hints: spoken(verb.hints.join(', ')) } : {}),
    })
    for (const one of verb.utterances) speak(asked, one)
  }

  /**
   * The one place that builds a conference (VOICE.md, model 6). Only the first joiner's callbacks count and anyone may be the first, so all name the
   * same. No leg ends it by leaving: the end is our command.
   */
  const join = (to: Response, verb: Verb<'join'>): void => {
    const callback = addresses.conference(verb.conference)
    to.dial({ timeLimit: verb.timeLimitSeconds }).conference(
      {
        beep: 'false',
        waitUrl: '',
        startConferenceOnEnter: verb.startsConference,
        endConferenceOnExit: false,
        muted: verb.isMuted,
        participantLabel: verb.label,
        statusCallback: callback,
        statusCallbackMethod: METHOD,
        statusCallbackEvent: [...CONFERENCE_EVENTS],
      },
      verb.conference,
    )
  }

  const record = (to: Response, { step, maxSeconds, finishOnKey }: Verb<'record'>): void => {
    to.record({
      action: addresses.step(step),
      method: METHOD,
      maxLength: maxSeconds,
      finishOnKey,
      playBeep: true,
      trim: 'do-not-trim',
      recordingStatusCallback: addresses.recording(step.callId),
      recordingStatusCallbackMethod: METHOD,
      recordingStatusCallbackEvent: ['completed', 'absent'],
    })
  }

  const add = (to: Response, verb: DocumentVerb): void => {
    if (verb.do === 'gather') gather(to, verb)
    else if (verb.do === 'record') record(to, verb)
    else if (verb.do === 'join') join(to, verb)
    else if (verb.do === 'go-on') to.redirect({ method: METHOD }, addresses.step(verb.step))
    else if (verb.do === 'hang-up') to.hangup()
    else if (verb.do === 'reject') to.reject({ reason: verb.reason })
    else speak(to, verb)
  }

  return (document: CallDocument): string => {
    const response = new VoiceResponse()
    for (const verb of document) add(response, verb)
    const last = document.at(-1)
    if (last?.do === 'gather' || last?.do === 'record') response.redirect({ method: METHOD }, addresses.step(last.step))
    return response.toString()
  }
}

export type ToTwiml = ReturnType<typeof createToTwiml>
