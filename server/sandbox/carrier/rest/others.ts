import { isRefusal, refusal } from '../refusal.ts'
import type { ApplicationRecord, Method } from '../shapes.ts'
import type { RestDeps, RestDoor } from './door.ts'
import { all, type Field, type Form, one } from './form.ts'
import { dates, isWithin } from './page.ts'
import type { Present } from './present.ts'

/** Parameter and field of everything that can be set of a number or an application. */
const SETTABLE = {
  FriendlyName: ['text', 'label'],
  VoiceUrl: ['url', 'voiceUrl'],
  VoiceMethod: ['method', 'voiceMethod'],
  VoiceFallbackUrl: ['url', 'voiceFallbackUrl'],
  VoiceFallbackMethod: ['method', 'voiceFallbackMethod'],
  StatusCallback: ['url', 'statusCallback'],
  StatusCallbackMethod: ['method', 'statusCallbackMethod'],
  SmsUrl: ['url', 'smsUrl'],
  SmsMethod: ['method', 'smsMethod'],
  SmsFallbackUrl: ['url', 'smsFallbackUrl'],
  SmsFallbackMethod: ['method', 'smsFallbackMethod'],
} as const satisfies Record<string, readonly [Field, keyof ApplicationRecord]>

const FIELDS: Record<string, Field> = Object.fromEntries(Object.entries(SETTABLE).map(([name, [field]]) => [name, field]))

const set = (record: ApplicationRecord, form: Form, now: Date): void => {
  for (const [name, [field, key]] of Object.entries(SETTABLE)) {
    const value = one(form, name)
    if (value !== undefined) record[key] = (field === 'method' ? value.toUpperCase() : value) as Method
  }
  record.updatedAt = now
}

/** Numbers, applications, messages and the account itself. */
export const otherDoors = ({ account, records, messages, time }: RestDeps, present: Present): RestDoor[] => [
  { method: 'get', path: '', run: () => ({ resource: present.account() }) },
  {
    method: 'get',
    path: '/Keys/:keySid',
    run: ({ params }) => (params.keySid === account.apiKeySid ? { resource: present.key(account.apiKeySid) } : refusal(20404)),
  },
  {
    method: 'get',
    path: '/IncomingPhoneNumbers',
    fields: { PhoneNumber: 'text', FriendlyName: 'text' },
    run: ({ form }) => {
      const [number, label] = [one(form, 'PhoneNumber'), one(form, 'FriendlyName')]
      const found = records
        .list('number')
        .filter((each) => (number === undefined || each.number.includes(number)) && (label ?? each.label) === each.label)
      return { key: 'incoming_phone_numbers', items: found.map(present.number) }
    },
  },
  {
    method: 'get',
    path: '/IncomingPhoneNumbers/:numberSid',
    run: ({ params }) => {
      const found = records.get('number', params.numberSid ?? '')
      return found ? { resource: present.number(found) } : refusal(20404)
    },
  },
  {
    method: 'post',
    path: '/IncomingPhoneNumbers/:numberSid',
    fields: FIELDS,
    run: ({ params, form }) => {
      const found = records.get('number', params.numberSid ?? '')
      if (!found) return refusal(20404)
      set(found, form, time.now())
      records.save('number', found.sid, found)
      return { resource: present.number(found) }
    },
  },
  {
    method: 'get',
    path: '/Applications',
    fields: { FriendlyName: 'text' },
    run: ({ form }) => {
      const label = one(form, 'FriendlyName')
      const found = records.list('application').filter((each) => (label ?? each.label) === each.label)
      return { key: 'applications', items: found.map(present.application) }
    },
  },
  {
    method: 'get',
    path: '/Applications/:applicationSid',
    run: ({ params }) => {
      const found = records.get('application', params.applicationSid ?? '')
      return found ? { resource: present.application(found) } : refusal(20404)
    },
  },
  {
    method: 'post',
    path: '/Applications/:applicationSid',
    fields: FIELDS,
    run: ({ params, form }) => {
      const found = records.get('application', params.applicationSid ?? '')
      if (!found) return refusal(20404)
      set(found, form, time.now())
      records.save('application', found.sid, found)
      return { resource: present.application(found) }
    },
  },
  {
    method: 'post',
    path: '/Messages',
    fields: {
      To: 'text',
      From: 'text',
      Body: 'text',
      MediaUrl: { each: 'url' },
      StatusCallback: 'url',
      ContentSid: { sid: 'HX' },
      ContentVariables: 'text',
    },
    run: ({ form }) => {
      const message = messages.byRest({
        to: one(form, 'To') ?? '',
        from: one(form, 'From') ?? '',
        body: one(form, 'Body') ?? '',
        media: all(form, 'MediaUrl'),
        hasTemplate: one(form, 'ContentSid') !== undefined,
        callback: one(form, 'StatusCallback') || null,
      })
      return isRefusal(message) ? message : { resource: present.message(message), isNew: true }
    },
  },
  {
    method: 'get',
    path: '/Messages',
    fields: { To: 'text', From: 'text', ...dates('DateSent') },
    run: ({ form }) => {
      const [to, from] = [one(form, 'To'), one(form, 'From')]
      const found = records
        .list('message')
        .filter(
          (each) =>
            (to ?? each.to) === each.to && (from ?? each.from) === each.from && isWithin(form, 'DateSent', each.sentAt ?? each.createdAt),
        )
      return { key: 'messages', items: found.map(present.message) }
    },
  },
  {
    method: 'get',
    path: '/Messages/:messageSid',
    run: ({ params }) => {
      const found = records.get('message', params.messageSid ?? '')
      return found ? { resource: present.message(found) } : refusal(20404)
    },
  },
]
