import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallControl } from '../../../server/calls/index.ts'
import { createFetchMedia } from '../../../server/channels/twilio/fetch-media.ts'
import { checkTwilio, createTwilio } from '../../../server/channels/twilio/index.ts'
import { createPresent } from '../../../server/sandbox/carrier/rest/present.ts'
import { restDoors } from '../../../server/sandbox/carrier/rest/router.ts'
import { type CarrierDesk, openCarrierDesk, SMS, VOICE } from '../../sandbox/carrier/carrier-desk.ts'
import { waitFor } from '../../wait-for.ts'
import { outbound } from '../email/mail-desk.ts'
import { faultsOf, publishedAt } from './rest-contract.ts'

let desk: CarrierDesk
beforeAll(async () => {
  desk = await openCarrierDesk()
})
afterAll(() => desk?.close())

const account = `/2010-04-01/Accounts/AC${'a'.repeat(32)}`
const call = `CA${'1'.repeat(32)}`
const to = { To: '+12025550168', From: '+12025550100', Url: 'https://desk.example/x' }

/** Each breaks one rule; the number is the one that Twilio's dictionary has for it. */
const bad: [what: string, path: string, body: [string, string][], code: number][] = [
  ['a field of nobody', '/Calls.json', Object.entries({ ...to, Colour: 'red' }), 20001],
  ['a field of another request', '/Calls.json', Object.entries({ ...to, Hold: 'true' }), 20001],
  ['a field in small letters', '/Calls.json', Object.entries({ ...to, timeout: '20' }), 20001],
  ['a field twice', '/Calls.json', [...Object.entries(to), ['Timeout', '20'], ['Timeout', '30']], 20001],
  ['a number in words', '/Calls.json', Object.entries({ ...to, To: 'my mother' }), 21211],
  ['no address', '/Calls.json', Object.entries({ ...to, Url: '/step/1' }), 21205],
  ['an address with an underscore', '/Calls.json', Object.entries({ ...to, StatusCallback: 'https://my_desk.example/x' }), 21205],
  ['a method that nobody calls by', '/Calls.json', Object.entries({ ...to, Method: 'PATCH' }), 21209],
  ['a ring of an hour', '/Calls.json', Object.entries({ ...to, Timeout: '3600' }), 21208],
  ['half a second', '/Calls.json', Object.entries({ ...to, Timeout: '0.5' }), 21208],
  ['a call of two days', '/Calls.json', Object.entries({ ...to, TimeLimit: '172800' }), 20001],
  [
    'an event of nobody',
    '/Calls.json',
    [...Object.entries(to), ['StatusCallbackEvent', 'answered'], ['StatusCallbackEvent', 'bored']],
    20001,
  ],
  [
    'a document of another trade',
    '/Calls.json',
    Object.entries({ To: to.To, From: to.From, Twiml: '<Response><Shout/></Response>' }),
    20001,
  ],
  [
    'a document that is too long',
    '/Calls.json',
    Object.entries({ To: to.To, From: to.From, Twiml: `<Response><Say>${'x'.repeat(4_000)}</Say></Response>` }),
    32018,
  ],
  ['a state nobody can be put in', `/Calls/${call}.json`, [['Status', 'ringing']], 20001],
  ['a recording in stereo', `/Calls/${call}/Recordings.json`, [['RecordingChannels', 'stereo']], 20001],
  ['a recording that is to be over', `/Calls/${call}/Recordings/RE${'2'.repeat(32)}.json`, [['Status', 'completed']], 20001],
  ['somebody half held', `/Conferences/CF${'3'.repeat(32)}/Participants/${call}.json`, [['Hold', 'maybe']], 20001],
]

describe('the contract that requests are held to', () => {
  it('was read from the SDK', () => {
    expect(publishedAt('POST', `${account}/Calls.json`)?.fields).toContain('StatusCallbackEvent')
    expect(publishedAt('GET', `${account}/Calls.json`)?.fields).toContain('StartTime>')
    expect(publishedAt('POST', `${account}/Calls/${call}.json`)?.fields).not.toContain('To')
    const request = { method: 'POST', path: `${account}/Calls.json`, query: new URLSearchParams(), body: new URLSearchParams(to) }
    expect(faultsOf(request)).toEqual([])
    expect(faultsOf({ ...request, method: 'PUT' })).toHaveLength(1)
    expect(faultsOf({ ...request, path: `${account}/Calls` })).toHaveLength(1)
    expect(faultsOf({ ...request, query: new URLSearchParams('PageSize=5') })).toHaveLength(1)
    expect(faultsOf({ ...request, path: `${account}/Calls/CA12.json`, body: new URLSearchParams('Status=completed') })).toHaveLength(1)
  })

  it.each(bad)('refuses %s, and so does the stand-in', async (_what, path, body, code) => {
    const fields = new URLSearchParams(body)
    expect(faultsOf({ method: 'POST', path: account + path, query: new URLSearchParams(), body: fields })).toHaveLength(1)
    const { accountSid, authToken } = desk.account
    const answer = await fetch(`${desk.carrier.settings.apiBase}/2010-04-01/Accounts/${accountSid}${path}`, {
      method: 'POST',
      body: fields,
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    })
    // What is asked of a call that is not there is read all the same.
    expect(await answer.json()).toMatchObject({ code, status: 400 })
  })

  it('has every door and every field that the stand-in has', () => {
    for (const { method, path, fields = {} } of restDoors({} as never, createPresent({} as never))) {
      const known = publishedAt(method.toUpperCase(), `/2010-04-01/Accounts/:id${path}.json`)
      expect([method, path, known !== undefined]).toEqual([method, path, true])
      expect(Object.keys(fields).filter((name) => !known?.fields.has(name))).toEqual([])
    }
  })
})

it('is kept by everything the desk asks of the carrier', { timeout: 60_000 }, async () => {
  const settings = { ...desk.account, apiBase: desk.carrier.settings.apiBase }
  const { platform } = desk.machine
  const twilio = await createTwilio({
    platform: { ...platform, publicUrl: desk.base },
    settings,
    verdictOn: async () => ({ isAllowed: true }),
  })
  const { control } = twilio
  desk.on(VOICE, '<Dial><Conference beep="false" waitUrl="">call_room</Conference></Dial>')
  const [first, second, third] = [await desk.phone('+12025550171'), await desk.phone('+12025550172'), await desk.phone('+12025550173')]
  const [a, b] = [await first.dial(desk.ourNumber), await second.dial(desk.ourNumber)]
  const conference = await waitFor(async () => (await desk.sdk.conferences.list({ status: 'in-progress' }))[0]?.sid)
  desk.rest.splice(0)

  const answered = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('nothing was answered')
    return one
  }
  let dialled: string | undefined
  let recording: string | undefined
  const step = { callId: 'call_room', legId: 'l3', step: 1 }
  /** Every verb of the port, so that one that is added has to be tried here too. */
  const verbs: { [Verb in Exclude<keyof CallControl, 'kind' | 'softphoneToken'>]: () => Promise<unknown> } = {
    dial: async () => {
      const leg = { callId: 'call_room', legId: 'l3', to: third.address, from: desk.ourNumber, timeoutSeconds: 25, step }
      dialled = (await control.dial(leg)).carrierId
      await third.is('ringing')
    },
    hangUp: () => control.hangUp(answered(dialled)),
    conferenceOf: async () => expect(await control.conferenceOf('call_room')).toBe(conference),
    liveLegs: () => control.liveLegs(),
    stateOf: async () => expect(await control.stateOf(a)).toBe('live'),
    numbers: async () => {
      const there = await control.numbers()
      expect(there).toEqual([{ number: desk.ourNumber, label: expect.any(String) }])
    },
    startRecording: async () => {
      recording = (await control.startRecording({ callId: 'call_room', carrierId: a })).recordingId
    },
    pauseRecording: async () => {
      expect(await control.pauseRecording(a, answered(recording), true)).toBe(true)
      return control.pauseRecording(a, answered(recording), false)
    },
    mute: () => control.mute(conference, b, true),
    coach: async () => {
      expect(await control.coach(conference, b, a)).toBe(true)
      // Who is on hold, or in no conference, is coached by nobody (16027, 16028): as usual as people hanging up.
      await control.hold(conference, a, true)
      expect(await control.coach(conference, b, a)).toBe(false)
      await control.hold(conference, a, false)
      expect(await control.coach(conference, b, answered(dialled))).toBe(false)
      return control.coach(conference, b, null)
    },
    hold: () => control.hold(conference, a, true),
    stopRecording: () => control.stopRecording(a, answered(recording)),
    fetchRecording: () => control.fetchRecording(answered(recording)),
    // Not ready so soon: asked for, and not there.
    readRecording: async () => expect(await control.readRecording(answered(recording), () => {})).toBe(false),
    redirect: () =>
      control.redirect({ callId: 'call_room', legId: 'l1', carrierId: a }, [
        { do: 'join', conference: 'call_room', label: 'l1', startsConference: true, isMuted: false, timeLimitSeconds: 60 },
      ]),
    remove: () => control.remove(conference, b),
    deleteRecording: async () => {
      await checkTwilio({ settings, publicUrl: desk.base(), isApplied: true, fallbackUrl: 'https://handler.twilio.com/twiml/EH1' })
      return control.deleteRecording(answered(recording))
    },
  }
  for (const [verb, run] of Object.entries(verbs)) expect([verb, await run()]).not.toEqual([verb, false])

  const sms = answered(twilio.channels.find(({ kind }) => kind === 'sms'))
  const message = {
    channel: 'sms',
    text: 'It is on its way.',
    to: [{ channel: 'phone', address: third.address, trust: 'claimed' as const }],
  }
  const text = outbound(message, { threadKey: `sms:${desk.ourNumber}:${third.address}`, account: desk.ourNumber })
  await sms.send(text)
  await sms.lookup?.(text)
  await third.text(desk.ourNumber, 'Look', [{ type: 'image/png', bytes: Uint8Array.from([1, 2, 3]) }])
  const { MessageSid = '', MediaUrl0 = '' } = (await desk.told(SMS, (one) => one.From === third.address)).params
  const picture = await createFetchMedia(settings).ofMessage(MessageSid, MediaUrl0.slice(-34))
  expect(picture && [picture.type, [...picture.bytes]]).toEqual(['image/png', [1, 2, 3]])

  expect(desk.rest.flatMap(faultsOf)).toEqual([])
  const what = ({ method, path }: (typeof desk.rest)[number]): string =>
    `${method} ${(publishedAt(method, path)?.path ?? path)
      .replace('/2010-04-01/Accounts/:id', '')
      .replace(/.*(?=\/(Recordings\/RE|Messages\/MM))/, '')
      .replace(/(RE|MM|ME)\w{32}/g, ':id')}`
  expect([...new Set(desk.rest.map(what))].sort()).toEqual([
    'DELETE /Conferences/:id/Participants/:id.json',
    'DELETE /Recordings/:id.json',
    'GET .json',
    'GET /Applications/:id.json',
    'GET /Calls.json',
    'GET /Calls/:id.json',
    'GET /Conferences.json',
    'GET /IncomingPhoneNumbers.json',
    'GET /Keys/:id.json',
    'GET /Messages.json',
    'GET /Messages/:id/Media/:id',
    'GET /Recordings.json',
    'GET /Recordings/:id.mp3',
    'GET /Recordings/:id.wav',
    'GET /v1/CustomerProfiles',
    'GET /v1/DialingPermissions/Countries',
    'HEAD /Recordings/:id.mp3',
    'POST /Applications/:id.json',
    'POST /Calls.json',
    'POST /Calls/:id.json',
    'POST /Calls/:id/Recordings.json',
    'POST /Calls/:id/Recordings/:id.json',
    'POST /Conferences/:id/Participants/:id.json',
    'POST /IncomingPhoneNumbers/:id.json',
    'POST /Messages.json',
  ])
  // The stand-in has only the one API and takes everything that is asked of that; a sound that is not ready is not there.
  // Nor may who is not there be coached.
  const refused = desk.rest.filter(({ status, path }) => status >= 400 && !/^\/v1\/|\.(mp3|wav)$/.test(path)).map(what)
  expect(refused).toEqual(Array(2).fill('POST /Conferences/:id/Participants/:id.json'))
})
