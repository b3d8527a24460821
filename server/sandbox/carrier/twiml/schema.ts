import type { XmlElement } from './xml.ts'

/** Says what is wrong with a value, or undefined. */
type Check = (value: string) => string | undefined

const text: Check = () => undefined
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `is not one of ${values.join(', ')}`
const bool = oneOf('true', 'false')
const method = oneOf('GET', 'POST')
const whole =
  (least: number, most: number): Check =>
  (value) =>
    /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `is not a whole number from ${least} to ${most}`
const words =
  (...values: string[]): Check =>
  (value) =>
    value.split(/\s+/).every((one) => values.includes(one)) ? undefined : `holds other words than ${values.join(', ')}`
const keys = (value: string): string | undefined => (/^[0-9*#]*$/.test(value) ? undefined : 'holds other keys than 0-9, * and #')

const callEvents = words('initiated', 'ringing', 'answered', 'completed')
const recordingEvents = words('in-progress', 'completed', 'absent')
const recordingCallback = {
  recordingStatusCallback: text,
  recordingStatusCallbackMethod: method,
  recordingStatusCallbackEvent: recordingEvents,
}
const leg = { url: text, method, statusCallback: text, statusCallbackMethod: method, statusCallbackEvent: callEvents }

interface Verb {
  attributes: Record<string, Check>
  children: readonly string[]
  /** Elements may stand beside words, as markup of speech does. */
  hasText: boolean
}

const SPOKEN = ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w']
const spoken = Object.fromEntries(
  SPOKEN.map((name): [string, Verb] => [
    name,
    {
      attributes: Object.fromEntries(
        [
          'strength',
          'time',
          'level',
          'xml:lang',
          'alphabet',
          'ph',
          'pitch',
          'rate',
          'volume',
          'interpret-as',
          'format',
          'alias',
          'role',
        ].map((one) => [one, text]),
      ),
      children: SPOKEN,
      hasText: true,
    },
  ]),
)

/** The part of Twilio's voice documents that the stand-in can carry out, and nothing it would only pretend to. */
const verbs: Record<string, Verb> = {
  ...spoken,
  Response: {
    attributes: {},
    children: ['Say', 'Play', 'Pause', 'Gather', 'Redirect', 'Dial', 'Record', 'Hangup', 'Reject'],
    hasText: false,
  },
  Say: { attributes: { voice: text, language: text, loop: whole(0, 1000) }, children: SPOKEN, hasText: true },
  Play: { attributes: { loop: whole(0, 1000) }, children: [], hasText: true },
  Pause: { attributes: { length: whole(0, 3600) }, children: [], hasText: false },
  Redirect: { attributes: { method }, children: [], hasText: true },
  Hangup: { attributes: {}, children: [], hasText: false },
  Reject: { attributes: { reason: oneOf('busy', 'rejected') }, children: [], hasText: false },
  Gather: {
    attributes: {
      action: text,
      method,
      input: words('dtmf', 'speech'),
      numDigits: whole(1, 1000),
      finishOnKey: (value) => (value.length <= 1 ? keys(value) : 'is more than one key'),
      timeout: whole(0, 600),
      speechTimeout: (value) => (value === 'auto' ? undefined : whole(1, 60)(value)),
      maxSpeechTime: whole(1, 60),
      language: text,
      hints: (value) => (value.length <= 10_000 ? undefined : 'is too long'),
      speechModel: text,
      enhanced: bool,
      profanityFilter: bool,
      bargeIn: bool,
      actionOnEmptyResult: bool,
    },
    children: ['Say', 'Play', 'Pause'],
    hasText: false,
  },
  Record: {
    attributes: {
      action: text,
      method,
      timeout: whole(0, 600),
      finishOnKey: keys,
      maxLength: whole(1, 14_400),
      playBeep: bool,
      trim: oneOf('trim-silence', 'do-not-trim'),
      ...recordingCallback,
    },
    children: [],
    hasText: false,
  },
  Dial: {
    attributes: {
      action: text,
      method,
      timeout: whole(1, 600),
      timeLimit: whole(1, 14_400),
      callerId: text,
      hangupOnStar: bool,
      answerOnBridge: bool,
      record: oneOf('do-not-record', 'record-from-answer', 'record-from-answer-dual'),
      trim: oneOf('trim-silence', 'do-not-trim'),
      ...recordingCallback,
    },
    children: ['Number', 'Client', 'Conference'],
    hasText: true,
  },
  Number: { attributes: leg, children: [], hasText: true },
  Client: { attributes: leg, children: ['Identity', 'Parameter'], hasText: true },
  Identity: { attributes: {}, children: [], hasText: true },
  Parameter: { attributes: { name: text, value: text }, children: [], hasText: false },
  Conference: {
    attributes: {
      muted: bool,
      beep: oneOf('true', 'false', 'onEnter', 'onExit'),
      startConferenceOnEnter: bool,
      endConferenceOnExit: bool,
      participantLabel: text,
      jitterBufferSize: oneOf('large', 'medium', 'small', 'off'),
      region: text,
      maxParticipants: whole(2, 250),
      coach: text,
      waitUrl: text,
      waitMethod: method,
      record: oneOf('do-not-record', 'record-from-start'),
      trim: oneOf('trim-silence', 'do-not-trim'),
      statusCallback: text,
      statusCallbackMethod: method,
      statusCallbackEvent: words('start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'announcement'),
      ...recordingCallback,
    },
    children: [],
    hasText: true,
  },
}

/** What a document for people who wait, are held or are announced something may hold. */
const WAITING = ['Say', 'Play', 'Pause', 'Redirect']

/** Everything that Twilio's schema, or this stand-in, would not take; empty for a document that runs. */
export const schemaFaults = (document: XmlElement, kind: 'call' | 'wait' = 'call'): string[] => {
  if (document.name !== 'Response') return [`<${document.name}> stands at the top instead of <Response>`]
  const look = (element: XmlElement, children: readonly string[] | undefined): string[] => {
    const verb = verbs[element.name]
    if (!verb) return [`<${element.name}> is not known here`]
    const faults = Object.entries(element.attributes).flatMap(([name, value]) => {
      const check = Object.hasOwn(verb.attributes, name) ? verb.attributes[name] : undefined
      const fault = check ? check(value) : 'is not known here'
      return fault ? [`<${element.name} ${name}="${value.slice(0, 40)}">: ${name} ${fault}`] : []
    })
    if (element.text && !verb.hasText) faults.push(`<${element.name}> holds text`)
    for (const child of element.children)
      faults.push(
        ...((children ?? verb.children).includes(child.name)
          ? look(child, undefined)
          : [`<${child.name}> does not belong into <${element.name}>`]),
      )
    return faults
  }
  return look(document, kind === 'wait' ? WAITING : undefined)
}
