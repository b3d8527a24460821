import jwt from 'jsonwebtoken'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallControl } from '../../../server/calls/index.ts'
import { type Answer, type Asked, refusal } from './api-server.ts'
import { OUR_NUMBER, openTwilioDesk, PUBLIC_URL, settings, sidOf, type TwilioDesk } from './twilio-desk.ts'
import { readXml } from './twiml-contract.ts'

let desk: TwilioDesk
let control: CallControl
beforeAll(async () => {
  desk = await openTwilioDesk()
  control = desk.control
})
afterAll(() => desk?.close())

const CALL = sidOf('CA', 1)
const OTHER = sidOf('CA', 2)
const CONFERENCE = sidOf('CF', 1)
const RECORDING = sidOf('RE', 1)
const step = { callId: 'call_abc', legId: 'l2', step: 0 }
const leg = { callId: 'call_abc', legId: 'l2', to: '+4930901820', from: OUR_NUMBER, timeoutSeconds: 25, step }
const inTurn = (...answers: Answer[]) => {
  let at = 0
  return () => answers[Math.min(at++, answers.length - 1)] as Answer
}
/** What was asked, without what is asked once and kept: the application's fallback. */
const asked = (): Asked[] => desk.api.asked.filter(({ path }) => !path.startsWith('/Applications'))
const fieldsOf = (one: Asked | undefined): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new Set(one?.body.keys())].map((name) => {
      const values = one?.body.getAll(name) ?? []
      return [name, values.length > 1 ? values : (values[0] ?? '')]
    }),
  )

/** Every verb that changes something which may be gone. */
const changes: [string, () => Promise<boolean>, string, string, Record<string, string>][] = [
  ['hangs up', () => control.hangUp(CALL), 'POST', `/Calls/${CALL}`, { Status: 'completed' }],
  ['holds', () => control.hold(CONFERENCE, CALL, true), 'POST', `/Conferences/${CONFERENCE}/Participants/${CALL}`, { Hold: 'true' }],
  ['takes back', () => control.hold(CONFERENCE, CALL, false), 'POST', `/Conferences/${CONFERENCE}/Participants/${CALL}`, { Hold: 'false' }],
  ['mutes', () => control.mute(CONFERENCE, CALL, true), 'POST', `/Conferences/${CONFERENCE}/Participants/${CALL}`, { Muted: 'true' }],
  [
    'coaches',
    () => control.coach(CONFERENCE, CALL, OTHER),
    'POST',
    `/Conferences/${CONFERENCE}/Participants/${CALL}`,
    { Coaching: 'true', CallSidToCoach: OTHER },
  ],
  ['barges', () => control.coach(CONFERENCE, CALL, null), 'POST', `/Conferences/${CONFERENCE}/Participants/${CALL}`, { Coaching: 'false' }],
  ['removes', () => control.remove(CONFERENCE, CALL), 'DELETE', `/Conferences/${CONFERENCE}/Participants/${CALL}`, {}],
  [
    'pauses',
    () => control.pauseRecording(CALL, RECORDING, true),
    'POST',
    `/Calls/${CALL}/Recordings/${RECORDING}`,
    { Status: 'paused', PauseBehavior: 'silence' },
  ],
  [
    'resumes',
    () => control.pauseRecording(CALL, RECORDING, false),
    'POST',
    `/Calls/${CALL}/Recordings/${RECORDING}`,
    { Status: 'in-progress' },
  ],
  ['stops', () => control.stopRecording(CALL, RECORDING), 'POST', `/Calls/${CALL}/Recordings/${RECORDING}`, { Status: 'stopped' }],
  ['deletes', () => control.deleteRecording(RECORDING), 'DELETE', `/Recordings/${RECORDING}`, {}],
]
/** Twilio's reply holds the state that was asked for. */
const obeys = ({ method, body }: Asked): Answer =>
  method === 'DELETE' ? { status: 204 } : { json: { sid: RECORDING, status: body.get('Status') ?? 'ok' } }

describe.each(changes)('%s', (_what, run, method, path, fields) => {
  it('as Twilio publishes it, with the key', async () => {
    desk.begin({ answer: obeys })
    expect(await run()).toBe(true)
    expect(asked().map((one) => [one.method, one.path])).toEqual([[method, path]])
    expect(fieldsOf(asked()[0])).toEqual(fields)
    expect(Buffer.from(asked()[0]?.authorization.replace('Basic ', '') ?? '', 'base64').toString()).toBe(
      `${settings.apiKeySid}:${settings.apiKeySecret}`,
    )
  })

  it.each([
    ['it is over', refusal(400, 21220)],
    ['there is no such thing', refusal(404, 20404)],
    ['its page is missing', { status: 404 }],
    ['the label is taken', refusal(400, 16025)],
    ['the label names another', refusal(400, 16026)],
    ['who is on hold cannot be coached', refusal(400, 16027)],
    ['the coached leg has left', refusal(400, 13240)],
    ['the coached leg is not in the conference', refusal(400, 16028)],
  ])('but not when %s, which is as usual', async (_why, answer) => {
    desk.begin({ answer: () => answer as Answer })
    expect(await run()).toBe(false)
    expect(asked()).toHaveLength(1)
  })

  it.each<[string, Answer]>([
    ['too many at once', refusal(429, 20429)],
    ['their fault', { status: 503 }],
    ['a broken line', { breaks: true }],
  ])('again after %s', async (_why, answer) => {
    let turn = 0
    desk.begin({ answer: (one) => (turn++ === 0 ? answer : obeys(one)) })
    expect(await run()).toBe(true)
    expect(asked()).toHaveLength(2)
  })
})

describe('what does not pass', () => {
  it('is said after three tries', async () => {
    desk.begin({ answer: () => refusal(429, 20429) })
    await expect(control.hangUp(CALL)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(asked()).toHaveLength(3)
  })

  it('is said at once when asking again would change nothing, in words without a number', async () => {
    desk.begin({ answer: () => refusal(401, 20003, 'Authenticate AC123 for +4930901820') })
    const error = await control.hangUp(CALL).catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ kind: 'invalid', message: expect.stringContaining('TWILIO_API_KEY_SID') })
    expect(String(error)).not.toContain('+49')
    expect(asked()).toHaveLength(1)
  })
})

describe('a call that goes out', () => {
  const made: Answer = { status: 201, json: { sid: CALL } }

  it('asks for its first document by its step, and reports under the name it was given', async () => {
    desk.begin({ answer: () => made })
    expect(await control.dial(leg)).toEqual({ carrierId: CALL })
    const [one] = asked()
    expect([one?.method, one?.path]).toEqual(['POST', '/Calls'])
    const fields = fieldsOf(one)
    expect(fields).toEqual({
      To: leg.to,
      From: OUR_NUMBER,
      Url: expect.stringMatching(/^https:\/\/desk\.larkfield\.example\/webhooks\/twilio\/step\/[\w.]+#rc=5&rp=all$/),
      Method: 'POST',
      Timeout: '25',
      TimeLimit: '14400',
      StatusCallback: `${PUBLIC_URL}/webhooks/twilio/status?call=call_abc&leg=l2#rc=5&rp=all`,
      StatusCallbackMethod: 'POST',
      StatusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    })
    await desk.post(fields.Url as string, { CallSid: CALL, CallStatus: 'in-progress', Direction: 'outbound-api' })
    expect(desk.heard.at(-1)).toEqual({ verb: 'answered', said: [step, { type: 'nothing' }] })
    await desk.post(fields.StatusCallback as string, { CallSid: CALL, CallStatus: 'no-answer', SequenceNumber: '3' })
    expect(desk.reports).toMatchObject([{ callId: 'call_abc', legId: 'l2', state: 'no-answer' }])
  })

  it('falls back to where the TwiML App does', async () => {
    const bin = 'https://handler.twilio.com/twiml/EH123'
    const own = await openTwilioDesk()
    own.begin({
      answer: ({ path }) => (path.startsWith('/Applications') ? { json: { sid: settings.appSid, voice_fallback_url: bin } } : made),
    })
    await own.control.dial(leg)
    await own.control.dial(leg)
    expect(own.api.asked.map(({ path }) => path)).toEqual([`/Applications/${settings.appSid}`, '/Calls', '/Calls'])
    expect(fieldsOf(own.api.asked[2])).toMatchObject({ FallbackUrl: bin, FallbackMethod: 'POST' })
    await own.close()
  })

  it.each<[string, Answer, number, string]>([
    ['is made again after a refusal that passes', refusal(429, 20429), 2, ''],
    ['is never made twice when nobody knows whether it was made', { breaks: true }, 1, 'unavailable'],
    ['nor after a fault of theirs', { status: 500 }, 1, 'unavailable'],
    ['waits while the account has no line free', refusal(400, 10004), 1, 'unavailable'],
    ['is refused with the reason', refusal(400, 21215), 1, 'invalid'],
  ])('%s', async (_what, answer, times, kind) => {
    desk.begin({ answer: inTurn(answer, made) })
    const said = await control.dial(leg).catch((error: unknown) => error)
    expect(said).toMatchObject(kind ? { kind } : { carrierId: CALL })
    expect(asked()).toHaveLength(times)
  })
})

describe('a live leg', () => {
  it('is given its new document', async () => {
    desk.begin({ answer: () => ({ json: { sid: CALL } }) })
    const given = { callId: 'call_abc', legId: 'l1', carrierId: CALL }
    expect(
      await control.redirect(given, [
        { do: 'join', conference: 'call_abc', label: 'l1', startsConference: true, isMuted: false, timeLimitSeconds: 60 },
      ]),
    ).toBe(true)
    expect(asked()[0]?.path).toBe(`/Calls/${CALL}`)
    expect(readXml(asked()[0]?.body.get('Twiml') ?? '').children[0]?.children[0]?.text).toBe('call_abc')
    await expect(control.redirect(given, [{ do: 'say', text: 'x'.repeat(4_000), language: 'en-US' }])).rejects.toMatchObject({
      code: 'document-too-long',
    })
  })

  it('is asked for by its id: what it is, how it ended, or that there is none', async () => {
    desk.begin({
      answer: inTurn({ json: { sid: CALL, status: 'in-progress' } }, { json: { sid: CALL, status: 'canceled' } }, refusal(404, 20404)),
    })
    expect([await control.stateOf(CALL), await control.stateOf(CALL), await control.stateOf(CALL)]).toEqual(['live', 'cancelled', null])
    expect(asked().map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill(`GET /Calls/${CALL}`))
  })

  it('is listed while it is queued, rings or is spoken on', async () => {
    const sids: Record<string, string[]> = { queued: [sidOf('CA', 1)], ringing: [], 'in-progress': [sidOf('CA', 2), sidOf('CA', 3)] }
    desk.begin({
      answer: ({ query }) => ({
        json: { calls: (sids[query.get('Status') ?? ''] ?? []).map((sid) => ({ sid, status: query.get('Status') })), next_page_uri: null },
      }),
    })
    expect(await control.liveLegs()).toEqual([
      { carrierId: sidOf('CA', 1), state: 'queued' },
      { carrierId: sidOf('CA', 2), state: 'live' },
      { carrierId: sidOf('CA', 3), state: 'live' },
    ])
  })
})

describe('the numbers of the account', () => {
  const numberAt = (at: number, voice: boolean) => ({
    sid: sidOf('PN', at),
    phone_number: `+1202555010${at}`,
    friendly_name: `Line ${at}`,
    capabilities: { voice, sms: true, mms: false, fax: false },
  })
  it('are those that take calls', async () => {
    desk.begin({ answer: () => ({ json: { incoming_phone_numbers: [numberAt(1, true), numberAt(2, false)], next_page_uri: null } }) })
    expect(await control.numbers()).toEqual([{ number: '+12025550101', label: 'Line 1' }])
  })
  it('are refused in plain words', async () => {
    desk.begin({ answer: () => refusal(401, 20003) })
    await expect(control.numbers()).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('TWILIO_API_KEY_SID') })
  })
})

describe('a recording', () => {
  it('is of the customer’s leg, in two channels', async () => {
    desk.begin({ answer: () => ({ status: 201, json: { sid: RECORDING } }) })
    expect(await control.startRecording({ callId: 'call_abc', carrierId: CALL })).toEqual({ recordingId: RECORDING })
    expect(asked()[0]?.path).toBe(`/Calls/${CALL}/Recordings`)
    expect(fieldsOf(asked()[0])).toEqual({
      RecordingChannels: 'dual',
      Trim: 'do-not-trim',
      RecordingStatusCallback: `${PUBLIC_URL}/webhooks/twilio/recording?call=call_abc#rc=5&rp=all`,
      RecordingStatusCallbackMethod: 'POST',
      RecordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
    })
  })

  it('is paused when Twilio says so, not when it was asked to', async () => {
    desk.begin({ answer: () => ({ json: { sid: RECORDING, status: 'in-progress' } }) })
    expect(await control.pauseRecording(CALL, RECORDING, true)).toBe(false)
  })

  it('is fetched by its id from the API alone', async () => {
    desk.begin({ answer: () => ({ bytes: Buffer.from([0xff, 0xfb, 0x00]), headers: { 'Content-Type': 'audio/mpeg' } }) })
    const sound = await control.fetchRecording(RECORDING)
    expect([sound?.type, [...(sound?.bytes ?? [])]]).toEqual(['audio/mpeg', [0xff, 0xfb, 0x00]])
    expect(asked().map((one) => [one.method, one.path])).toEqual([['GET', `/Recordings/${RECORDING}.mp3`]])
    for (const id of ['http://169.254.169.254/', '../Messages', 'RE1', `${RECORDING}/../x`])
      expect(() => control.fetchRecording(id)).toThrow()
    expect(asked()).toHaveLength(1)
  })

  it('is read as WAV in one channel, piece by piece', async () => {
    const wav = Buffer.alloc(300_000, 7)
    desk.begin({
      answer: ({ path }) =>
        path.startsWith('/Recordings') ? { status: 307, headers: { Location: '/store/x' }, bytes: Buffer.from('moved') } : { bytes: wav },
    })
    const pieces: Uint8Array[] = []
    expect(await control.readRecording(RECORDING, (piece) => pieces.push(piece))).toBe(true)
    expect(Buffer.concat(pieces).equals(wav)).toBe(true)
    expect(asked()[0]?.path).toBe(`/Recordings/${RECORDING}.wav`)
    desk.begin()
    expect(await control.readRecording(RECORDING, () => expect.fail('nothing came'))).toBe(false)
    await expect(async () => control.readRecording('../Messages', () => {})).rejects.toMatchObject({ kind: 'invalid' })
  })

  it.each([
    ['audio/x-wav', 'audio/wav'],
    ['audio/mpeg; charset=binary', 'audio/mpeg'],
    ['', 'application/octet-stream'],
  ])('comes as %j and is %s', async (said, type) => {
    desk.begin({ answer: () => ({ bytes: Buffer.from('x'), headers: { 'Content-Type': said } }) })
    expect((await control.fetchRecording(RECORDING))?.type).toBe(type)
  })

  it('is null while it is not ready', async () => {
    desk.begin()
    expect(await control.fetchRecording(RECORDING)).toBeNull()
  })

  it.each([
    'http://169.254.169.254/latest',
    'https://evil.example/x',
    'https://api.twilio.com.evil.example/x',
    'file:///etc/passwd',
    '//evil.example',
    '',
  ])('is not looked for at %s, wherever the API points', async (location) => {
    desk.begin({ answer: () => ({ status: 302, headers: { Location: location } }) })
    await expect(control.fetchRecording(RECORDING)).rejects.toMatchObject({ code: 'media' })
  })

  it('takes no key along a redirect', async () => {
    desk.begin({
      answer: ({ path }) =>
        path.startsWith('/Recordings') ? { status: 307, headers: { Location: '/store/x' } } : { bytes: Buffer.from('x') },
    })
    expect((await control.fetchRecording(RECORDING))?.bytes.byteLength).toBe(1)
    expect(asked().map((one) => [one.path, one.authorization !== ''])).toEqual([
      [`/Recordings/${RECORDING}.mp3`, true],
      ['/store/x', false],
    ])
  })

  it('is not chased round in circles', async () => {
    desk.begin({ answer: () => ({ status: 302, headers: { Location: '/store/round' } }) })
    await expect(control.fetchRecording(RECORDING)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(asked()).toHaveLength(3)
  })
})

describe('a softphone', () => {
  it('is let in for an hour, under one name, to dial by our application alone', () => {
    const { kind, token, expiresAt } = control.softphoneToken('agent_7')
    expect(kind).toBe('twilio')
    const said = jwt.verify(token, settings.apiKeySecret, { complete: true }) as jwt.Jwt & { payload: jwt.JwtPayload }
    expect(said.header).toMatchObject({ cty: 'twilio-fpa;v=1', alg: 'HS256' })
    expect(said.payload).toMatchObject({
      iss: settings.apiKeySid,
      sub: settings.accountSid,
      grants: { identity: 'agent_7', voice: { incoming: { allow: true }, outgoing: { application_sid: settings.appSid } } },
    })
    const lives = (said.payload.exp ?? 0) - (said.payload.iat ?? 0)
    expect(lives).toBe(3_600)
    expect(Math.abs(expiresAt.getTime() - (said.payload.exp ?? 0) * 1000)).toBeLessThan(60_000)
  })
  it('may be named by 121 characters', () => {
    const name = 'a'.repeat(121)
    expect(jwt.decode(control.softphoneToken(name).token)).toMatchObject({ grants: { identity: name } })
  })
  it.each(['', 'agent-7', 'agent 7', 'ägent', 'a'.repeat(122), 'agent_7;x'])('is not named %j', (identity) => {
    expect(() => control.softphoneToken(identity)).toThrow()
  })
})
