import { callbackTo } from '../callback-to.ts'
import { isRefusal, type Refusal, refusal } from '../refusal.ts'
import type { DocumentAddress } from '../shapes.ts'
import { readTwiml } from '../twiml/document.ts'
import type { RestDeps, RestDoor } from './door.ts'
import { all, CALL_SECONDS, type Form, methodOf, one, RING_SECONDS } from './form.ts'
import { dates, isWithin } from './page.ts'
import type { Present } from './present.ts'

/** Twilio takes no longer document with a request. */
const LONGEST_TWIML = 4_000
export const CALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const

const whyNotTwiml = (twiml: string): Refusal | null => {
  if (twiml.length > LONGEST_TWIML) return refusal(32018)
  const read = readTwiml(twiml)
  return 'code' in read ? refusal(20001, `Twiml: ${read.code}: ${read.why}`) : null
}

const addressOf = (form: Form, url: string): DocumentAddress => ({
  url,
  method: methodOf(form, 'Method'),
  fallbackUrl: one(form, 'FallbackUrl') || null,
  fallbackMethod: methodOf(form, 'FallbackMethod'),
})

export const callDoors = ({ account, records, calls, dialling, interpreter }: RestDeps, present: Present): RestDoor[] => [
  {
    method: 'post',
    path: '/Calls',
    fields: {
      To: 'text',
      From: 'text',
      Url: 'url',
      Twiml: 'text',
      ApplicationSid: 'text',
      Method: 'method',
      FallbackUrl: 'url',
      FallbackMethod: 'method',
      StatusCallback: 'url',
      StatusCallbackMethod: 'method',
      StatusCallbackEvent: { each: CALL_EVENTS },
      Timeout: RING_SECONDS,
      TimeLimit: CALL_SECONDS,
    },
    run: ({ form }) => {
      const [to, from] = [one(form, 'To'), one(form, 'From')]
      if (!to) return refusal(21201)
      if (!from) return refusal(21213)
      const [url, twiml, applicationSid] = [one(form, 'Url'), one(form, 'Twiml'), one(form, 'ApplicationSid')]
      const application = applicationSid ? records.get('application', applicationSid) : undefined
      if (applicationSid && !application) return refusal(21218)
      if (!url && !twiml && !application) return refusal(21205, 'Url, Twiml or ApplicationSid is needed')
      const wrong = twiml && !url ? whyNotTwiml(twiml) : null
      if (wrong) return wrong
      const events = all(form, 'StatusCallbackEvent')
      const call = dialling.byRest({
        to,
        from,
        source: application
          ? {
              url: application.voiceUrl,
              method: application.voiceMethod,
              fallbackUrl: application.voiceFallbackUrl || null,
              fallbackMethod: application.voiceFallbackMethod,
            }
          : url
            ? addressOf(form, url)
            : null,
        twiml: url ? null : (twiml ?? null),
        phoneNumberSid: account.numbers.find(({ number }) => number === from)?.sid ?? null,
        callback: callbackTo(
          one(form, 'StatusCallback'),
          methodOf(form, 'StatusCallbackMethod'),
          events.length > 0 ? events.join(' ') : 'completed',
        ),
        timeoutSeconds: Number(one(form, 'Timeout') ?? 60),
        timeLimitSeconds: Number(one(form, 'TimeLimit') ?? 14_400),
      })
      return isRefusal(call) ? call : { resource: present.call(call), isNew: true }
    },
  },
  {
    method: 'get',
    path: '/Calls',
    fields: {
      To: 'text',
      From: 'text',
      ParentCallSid: { sid: 'CA' },
      Status: ['queued', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer', 'canceled'],
      ...dates('StartTime'),
    },
    run: ({ form }) => {
      const [to, from, parent, status] = ['To', 'From', 'ParentCallSid', 'Status'].map((name) => one(form, name))
      const found = records
        .list('call')
        .filter(
          (call) =>
            (to === undefined || call.to === to) &&
            (from === undefined || call.from === from) &&
            (parent === undefined || call.parentCallSid === parent) &&
            (status === undefined || present.call(call).status === status) &&
            isWithin(form, 'StartTime', call.startedAt ?? call.createdAt),
        )
      return { key: 'calls', items: found.map(present.call) }
    },
  },
  {
    method: 'get',
    path: '/Calls/:callSid',
    run: ({ params }) => {
      const call = calls.get(params.callSid ?? '')
      return call ? { resource: present.call(call) } : refusal(20404)
    },
  },
  {
    method: 'post',
    path: '/Calls/:callSid',
    fields: {
      Url: 'url',
      Method: 'method',
      Twiml: 'text',
      Status: ['canceled', 'completed'],
      FallbackUrl: 'url',
      FallbackMethod: 'method',
      StatusCallback: 'url',
      StatusCallbackMethod: 'method',
      TimeLimit: CALL_SECONDS,
    },
    run: ({ params, form }) => {
      const call = calls.get(params.callSid ?? '')
      if (!call) return refusal(20404)
      if (calls.isOver(call)) return refusal(21220)
      const [status, url, twiml] = [one(form, 'Status'), one(form, 'Url'), one(form, 'Twiml')]
      const isUp = call.status === 'in-progress'
      if ((url || twiml) && !isUp) return refusal(21220)
      if (url && twiml) return refusal(20001, 'Url and Twiml exclude each other')
      const wrong = twiml ? whyNotTwiml(twiml) : null
      if (wrong) return wrong
      const callback = callbackTo(one(form, 'StatusCallback'), methodOf(form, 'StatusCallbackMethod'), 'completed')
      if (callback) call.callback = callback
      if (status === 'canceled' && isUp) return refusal(21220)
      if (status) calls.end(call, isUp ? 'completed' : 'canceled', 'the other side hung up')
      else if (url) {
        call.source = addressOf(form, url)
        interpreter.run(call, { ask: call.source })
      } else if (twiml) interpreter.run(call, { twiml })
      calls.keep(call)
      return { resource: present.call(call) }
    },
  },
]
