import { all, type Form, one } from './form.ts'

const xml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** What a leg that is added by REST runs when it answers: the same conference as a document would name. */
export const participantTwiml = (name: string, form: Form): string => {
  const events = all(form, 'ConferenceStatusCallbackEvent')
  const attributes: Record<string, string | undefined> = {
    participantLabel: one(form, 'Label'),
    muted: one(form, 'Muted')?.toLowerCase(),
    beep: one(form, 'Beep'),
    startConferenceOnEnter: one(form, 'StartConferenceOnEnter')?.toLowerCase(),
    endConferenceOnExit: one(form, 'EndConferenceOnExit')?.toLowerCase(),
    waitUrl: one(form, 'WaitUrl'),
    waitMethod: one(form, 'WaitMethod'),
    coach: one(form, 'CallSidToCoach'),
    statusCallback: one(form, 'ConferenceStatusCallback'),
    statusCallbackMethod: one(form, 'ConferenceStatusCallbackMethod'),
    statusCallbackEvent: events.length > 0 ? events.join(' ') : undefined,
  }
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xml(value)}"`]))
  const limit = one(form, 'TimeLimit')
  return `<Response><Dial${limit ? ` timeLimit="${xml(limit)}"` : ''}><Conference${written.join('')}>${xml(name)}</Conference></Dial></Response>`
}
