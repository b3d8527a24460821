import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallDocument } from '../../../server/calls/index.ts'
import { createSignatureCheck } from '../../../server/channels/twilio/signature.ts'
import { AppError } from '../../../server/platform/errors.ts'
import { idFrom } from '../../../server/platform/ids.ts'
import { OUR_NUMBER, openTwilioDesk, PUBLIC_URL, settings, sidOf, type TwilioDesk, type World } from './twilio-desk.ts'
import { readXml, unknownIn } from './twiml-contract.ts'

let desk: TwilioDesk
beforeAll(async () => {
  desk = await openTwilioDesk()
})
afterAll(() => desk?.close())
const begin = (world: Partial<World> = {}): TwilioDesk => {
  desk.begin(world)
  return desk
}

const CALL = sidOf('CA', 1)
const arrival = { CallSid: CALL, From: '+12025550168', To: OUR_NUMBER, CallStatus: 'ringing', Direction: 'inbound' }
const step = { callId: 'call_abc', legId: 'l1', step: 3 }
const asking: CallDocument = [
  {
    do: 'gather',
    utterances: [{ do: 'say', text: 'Press 1', language: 'en-US' }],
    input: ['digits'],
    digits: 1,
    finishOnKey: '',
    timeoutSeconds: 5,
    language: 'en-US',
    hints: [],
    step,
  },
]
/** The address a document sends the call back to. */
const actionIn = (xml: string): string => readXml(xml).children.find((one) => one.name === 'Gather')?.attributes.action ?? ''
const nextIn = (xml: string): string => readXml(xml).children.find((one) => one.name === 'Redirect')?.text ?? ''

describe('who may call the doors', () => {
  it('is Twilio, for our account, about exactly what it signed', async () => {
    const { request, sign, post, heard, reports } = begin()
    const path = '/webhooks/twilio/voice'
    const fields = { AccountSid: settings.accountSid, ...arrival }
    const form = 'application/x-www-form-urlencoded'
    const signed = (token: string, url: string, body: Record<string, string>) => ({
      'Content-Type': form,
      'X-Twilio-Signature': sign(token, url, body),
    })
    const good = signed(settings.authToken, `${PUBLIC_URL}${path}`, fields)
    const body = new URLSearchParams(fields).toString()
    const foreign = { ...fields, AccountSid: sidOf('AC', 9) }
    const { AccountSid: _own, ...without } = fields
    const refused: [string, string, Record<string, string>, string][] = [
      ['no signature', path, { 'Content-Type': form }, body],
      ['an empty signature', path, { ...good, 'X-Twilio-Signature': '' }, body],
      ['another token’s', path, signed('another token', `${PUBLIC_URL}${path}`, fields), body],
      ['an empty token’s', path, signed('', `${PUBLIC_URL}${path}`, fields), body],
      ['another host’s', path, { ...signed(settings.authToken, `https://evil.example${path}`, fields), Host: 'evil.example' }, body],
      [
        'another host’s, named by a proxy',
        path,
        { ...signed(settings.authToken, `https://evil.example${path}`, fields), 'X-Forwarded-Host': 'evil.example' },
        body,
      ],
      ['plain http instead', path, signed(settings.authToken, `http://desk.larkfield.example${path}`, fields), body],
      ['another door’s', '/webhooks/twilio/sms', good, body],
      ['a slash too many', `${path}/`, good, body],
      ['a signed slash too many', `${path}/`, signed(settings.authToken, `${PUBLIC_URL}${path}/`, fields), body],
      ['a query too many', `${path}?a=1`, good, body],
      ['a changed parameter', path, good, body.replace('0168', '0169')],
      ['a parameter too many', path, good, `${body}&Digits=1`],
      ['a parameter too few', path, good, body.replace(/&Direction=\w+/, '')],
      ['a parameter twice', path, good, `${body}&CallSid=${CALL}`],
      ['a parameter twice, signed once', path, good, `${body}&CallSid=${CALL}&CallSid=${CALL}`],
      ['a body that is none', path, { ...good, 'Content-Type': 'text/plain' }, body],
      ['a JSON body', path, { ...good, 'Content-Type': 'application/json' }, JSON.stringify(fields)],
      [
        'a JSON body beside the signature of none',
        path,
        { ...signed(settings.authToken, `${PUBLIC_URL}${path}`, {}), 'Content-Type': 'application/json' },
        '{}',
      ],
      ['another account', path, signed(settings.authToken, `${PUBLIC_URL}${path}`, foreign), new URLSearchParams(foreign).toString()],
      ['no account', path, signed(settings.authToken, `${PUBLIC_URL}${path}`, without), new URLSearchParams(without).toString()],
    ]
    for (const [what, to, headers, sent] of refused) {
      const { status } = await request(to, headers, sent)
      expect([what, status]).toEqual([what, what === 'a signed slash too many' ? 404 : what === 'a slash too many' ? 404 : 403])
    }
    expect((await request(path, { ...good, 'Content-Type': form }, `${body}&x=${'y'.repeat(70_000)}`)).status).toBe(413)
    expect([heard, reports]).toEqual([[], []])
    expect((await request(path, good, body)).status).toBe(200)
    // Where the signature covers the fragment that asks for retries.
    expect((await request(path, signed(settings.authToken, `${PUBLIC_URL}${path}#rc=5&rp=all`, fields), body)).status).toBe(200)
    expect((await post('/voice', arrival)).status).toBe(200)
  })

  it('is nobody without a token to check by', () => {
    expect(() => createSignatureCheck({ validateRequest: () => true }, { ...settings, authToken: '' }, () => PUBLIC_URL)).toThrow(
      'TWILIO_AUTH_TOKEN',
    )
  })

  it('is nobody too often', async () => {
    const { post, heard } = begin({
      limit: async (name) => {
        if (name === 'twilio') throw new AppError('rate-limited', 'rate-limited', 'Too many requests.')
      },
    })
    expect((await post('/voice', arrival)).status).toBe(429)
    expect(heard).toEqual([])
  })

  it('opens by GET only where it is fetched from: the signed addresses of files', async () => {
    const { carrier } = begin()
    const doors = (carrier.router.stack as { route?: { path: string; methods?: Record<string, boolean> } }[]).flatMap(({ route }) =>
      Object.keys(route?.methods ?? {}).map((method) => ({ method, path: route?.path })),
    )
    expect(doors.filter(({ method }) => method !== 'post')).toEqual([{ method: 'get', path: '/file' }])
    expect(doors.length).toBeGreaterThan(5)
  })
})

describe('a call', () => {
  it('arrives, is asked, and answers by the step it was given', async () => {
    const { post, heard } = begin({ document: () => asking })
    const first = await post('/voice', { ...arrival, CallerName: 'MARTA OKONJO' })
    expect(first.status).toBe(200)
    expect(unknownIn(readXml(first.text))).toEqual([])
    await post(actionIn(first.text), { CallSid: CALL, Digits: '1' })
    await post(actionIn(first.text), { CallSid: CALL, SpeechResult: ' my order ', Confidence: '0.82' })
    await post(nextIn(first.text), { CallSid: CALL })
    expect(heard).toEqual([
      { verb: 'arrived', said: { carrierId: CALL, from: '+12025550168', to: OUR_NUMBER, callerName: 'MARTA OKONJO' } },
      { verb: 'answered', said: [step, { type: 'digits', digits: '1' }] },
      { verb: 'answered', said: [step, { type: 'speech', text: 'my order', confidence: 0.82 }] },
      { verb: 'answered', said: [step, { type: 'nothing' }] },
    ])
  })

  it.each<[string, Record<string, string>, object]>([
    ['keys', { Digits: '12#*' }, { type: 'digits', digits: '12#*' }],
    ['no keys', { Digits: '' }, { type: 'nothing' }],
    ['what are no keys', { Digits: "1' OR 1" }, { type: 'nothing' }],
    ['words without confidence', { SpeechResult: 'yes', Confidence: 'high' }, { type: 'speech', text: 'yes', confidence: 0 }],
    [
      'a recording',
      { RecordingSid: sidOf('RE', 5), RecordingDuration: '12', Digits: 'hangup', RecordingUrl: 'http://169.254.169.254/' },
      { type: 'recorded', recordingId: sidOf('RE', 5), seconds: 12 },
    ],
    [
      'a recording named by its address',
      { RecordingUrl: `https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/${sidOf('RE', 6)}`, RecordingDuration: 'x' },
      { type: 'recorded', recordingId: sidOf('RE', 6), seconds: 0 },
    ],
    ['a recording of another kind of name', { RecordingSid: '../../x' }, { type: 'nothing' }],
  ])('brings in %s', async (_what, fields, input) => {
    const { post, heard } = begin({ document: () => asking })
    const { text } = await post('/voice', arrival)
    await post(actionIn(text), { CallSid: CALL, ...fields })
    expect(heard.at(-1)?.said).toEqual([step, input])
  })

  it('does not go on by a step that was not made here', async () => {
    const { post, heard } = begin({ document: () => asking })
    const action = actionIn((await post('/voice', arrival)).text)
    expect((await post(action.replace('.3.', '.4.'), { CallSid: CALL })).status).toBe(404)
    expect((await post('/voice', { ...arrival, CallSid: 'x' })).status).toBe(400)
    expect(heard).toHaveLength(1)
  })

  it('comes from a softphone by the id it was given, whatever else the browser says', async () => {
    const { post, heard, reports } = begin({
      document: () => [{ do: 'join', conference: 'call_abc', label: 'l2', startsConference: true, isMuted: false, timeLimitSeconds: 60 }],
    })
    const softphone = { CallSid: sidOf('CA', 2), From: 'client:agent_7', To: '' }
    await post('/dial', { ...softphone, dialId: 'dial1' })
    await post('/dial', { ...softphone, To: '+9005551234' })
    await post('/dial', { ...softphone, From: '+12025550168', dialId: 'dial1' })
    expect(heard.map((one) => one.said)).toEqual([
      { dialId: 'dial1', identity: 'agent_7', carrierId: softphone.CallSid },
      { dialId: '', identity: 'agent_7', carrierId: softphone.CallSid },
      { dialId: 'dial1', identity: '', carrierId: softphone.CallSid },
    ])
    // Its callbacks are the application's and name the carrier's id only.
    await post('/status', { ...softphone, CallStatus: 'completed', SequenceNumber: '2' })
    await post('/status', { ...softphone, CallSid: sidOf('CA', 3), CallStatus: 'completed' })
    expect(reports).toEqual([
      expect.objectContaining({ callId: 'call_abc', legId: 'l2', carrierId: softphone.CallSid, state: 'completed' }),
    ])
  })

  it('ends as the leg it was recorded for, where a softphone meets nobody', async () => {
    const { post, reports } = begin({ document: () => [{ do: 'record', maxSeconds: 5, finishOnKey: '#', step }] })
    const softphone = { CallSid: sidOf('CA', 4), From: 'client:agent_7', To: '' }
    await post('/dial', { ...softphone, dialId: 'dial2' })
    await post('/status', { ...softphone, CallStatus: 'completed', SequenceNumber: '2' })
    expect(reports).toMatchObject([{ callId: step.callId, legId: step.legId, carrierId: softphone.CallSid, state: 'completed' }])
  })
})

describe('what is wrong inside', () => {
  const spoken = (xml: string): string[] => readXml(xml).children.map((one) => one.name)

  it('is an apology in the caller’s ear, and asked again with what was keyed', async () => {
    let isBroken = true
    const { post, heard } = begin({
      document: ({ verb }) => {
        if (verb === 'answered' && isBroken) throw new Error('the store is away')
        return asking
      },
    })
    const { text } = await post('/voice', arrival)
    const failed = await post(actionIn(text), { CallSid: CALL, Digits: '4711' })
    expect(failed.status).toBe(200)
    expect(unknownIn(readXml(failed.text))).toEqual([])
    expect(spoken(failed.text)).toEqual(['Say', 'Pause', 'Redirect'])
    expect(nextIn(failed.text)).not.toContain('4711')
    const again = await post(nextIn(failed.text), { CallSid: CALL })
    // Said once; then the caller only waits.
    expect(spoken(again.text)).toEqual(['Pause', 'Redirect'])
    isBroken = false
    const well = await post(nextIn(again.text), { CallSid: CALL })
    expect(spoken(well.text)).toEqual(['Gather', 'Redirect'])
    expect(heard.slice(1).map((one) => one.said)).toEqual(Array(3).fill([step, { type: 'digits', digits: '4711' }]))
  })

  it('is not waited for longer than Twilio waits, and goes on meanwhile', async () => {
    let finish = (): void => {}
    const slow = new Promise<CallDocument>((done) => {
      finish = () => done(asking)
    })
    const hasty = await openTwilioDesk({ patienceMs: 50 })
    hasty.begin({ document: () => slow })
    let { text } = await hasty.post('/voice', arrival)
    expect(spoken(text)).toEqual(['Say', 'Pause', 'Redirect'])
    finish()
    while (!spoken(text).includes('Gather')) ({ text } = await hasty.post(nextIn(text), arrival))
    expect(new Set(hasty.heard.map((one) => one.verb))).toEqual(new Set(['arrived']))
    await hasty.close()
  })

  it('ends in a plain goodbye when it lasts', async () => {
    const { post } = begin({
      document: () => {
        throw new Error('for good')
      },
    })
    let { text } = await post('/voice', arrival)
    let tries = 1
    for (; nextIn(text) && tries < 100; tries++) text = (await post(nextIn(text), arrival)).text
    expect(tries).toBeLessThan(40)
    expect(spoken(text)).toEqual(['Say', 'Hangup'])
  })
})

describe('a report', () => {
  const at = 'Tue, 24 Nov 2026 10:00:00 +0000'
  const known = { CallSid: CALL, Timestamp: at, SequenceNumber: '2' }

  it.each([
    ['queued', 'queued'],
    ['initiated', 'dialling'],
    ['ringing', 'ringing'],
    ['in-progress', 'live'],
    ['completed', 'completed'],
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
  ])('tells that a leg is %s', async (CallStatus, state) => {
    const { post, reports } = begin()
    expect((await post('/status?call=call_abc&leg=l2', { ...known, CallStatus })).status).toBe(204)
    expect(reports).toEqual([
      { type: 'leg', key: `${CALL}:status:2`, callId: 'call_abc', legId: 'l2', carrierId: CALL, state, at: new Date(at) },
    ])
  })

  it('names a caller’s leg by the call that arrived, and says why one failed', async () => {
    const { post, reports } = begin()
    await post('/status', { ...known, From: '+12025550168', CallStatus: 'completed' })
    await post('/status?call=call_abc&leg=l3', { ...known, CallStatus: 'failed', SipResponseCode: '486' })
    expect(reports).toMatchObject([
      { callId: `call_${idFrom('twilio', CALL)}`, legId: 'l1' },
      { state: 'failed', reason: 'SIP 486' },
    ])
  })

  it.each([
    ['participant-join', 'joined'],
    ['participant-leave', 'left'],
    ['participant-hold', 'held'],
    ['participant-unhold', 'resumed'],
    ['participant-mute', 'muted'],
    ['participant-unmute', 'unmuted'],
  ])('tells of a %s', async (StatusCallbackEvent, what) => {
    const { post, reports } = begin()
    const ConferenceSid = sidOf('CF', 1)
    await post('/conference?call=call_abc', {
      ...known,
      ConferenceSid,
      StatusCallbackEvent,
      ParticipantLabel: 'l2',
      FriendlyName: 'call_abc',
    })
    expect(reports).toEqual([
      {
        type: 'participant',
        key: `${ConferenceSid}:conference:2`,
        callId: 'call_abc',
        conferenceId: ConferenceSid,
        legId: 'l2',
        carrierId: CALL,
        what,
        at: new Date(at),
      },
    ])
  })

  it('tells of the end of a conference, and nothing of what nobody asks about', async () => {
    const { post, reports } = begin()
    const ConferenceSid = sidOf('CF', 1)
    const tell = (StatusCallbackEvent: string, SequenceNumber: string) =>
      post('/conference?call=call_abc', { ConferenceSid, StatusCallbackEvent, SequenceNumber, Timestamp: at })
    expect((await tell('conference-start', '1')).status).toBe(204)
    expect((await tell('participant-speech-start', '3')).status).toBe(204)
    await tell('conference-end', '9')
    expect(reports).toEqual([
      { type: 'conference-ended', key: `${ConferenceSid}:conference:9`, callId: 'call_abc', conferenceId: ConferenceSid, at: new Date(at) },
    ])
  })

  it.each([
    ['in-progress', 'running'],
    ['completed', 'ready'],
    ['absent', 'absent'],
    ['failed', 'absent'],
  ])('tells that a recording is %s', async (RecordingStatus, state) => {
    const { post, reports } = begin()
    const RecordingSid = sidOf('RE', 1)
    const fields = { CallSid: CALL, RecordingSid, RecordingStatus, RecordingDuration: '31' }
    await post('/recording?call=call_abc', { ...fields, RecordingUrl: 'http://169.254.169.254/latest' })
    await post('/recording?call=call_abc', fields, { 'I-Twilio-Idempotency-Token': 'another' })
    expect(reports.map(({ key }) => key)).toEqual(Array(2).fill(`${RecordingSid}:recording:${RecordingStatus}`))
    expect(reports[0]).toMatchObject({ type: 'recording', callId: 'call_abc', recordingId: RecordingSid, state, seconds: 31 })
  })

  it('has the same key whenever it comes again, and another one when it is another', async () => {
    const { post, reports, machine } = begin()
    const tell = (fields: Record<string, string>, token?: string) =>
      post(
        '/status?call=call_abc&leg=l1',
        { CallSid: CALL, CallStatus: 'ringing', ...fields },
        token ? { 'I-Twilio-Idempotency-Token': token } : {},
      )
    const keysOf = async (times: () => Promise<unknown>): Promise<string[]> => {
      const before = reports.length
      await times()
      await machine.advance(60_000)
      await times()
      await machine.advance(24 * 3_600_000)
      await times()
      return [...new Set(reports.slice(before).map(({ key }) => key))]
    }
    const keys = [
      await keysOf(() => tell({ SequenceNumber: '0' })),
      await keysOf(() => tell({ SequenceNumber: '1' }, 'a')),
      await keysOf(() => tell({}, 'a')),
      await keysOf(() => tell({}, 'b')),
      await keysOf(() => tell({})),
      await keysOf(() => tell({ CallStatus: 'completed' })),
    ]
    expect(keys.map((one) => one.length)).toEqual(keys.map(() => 1))
    expect(new Set(keys.flat()).size).toBe(keys.length)
  })

  it('is not acknowledged before it is kept', async () => {
    const { post } = begin({
      reported: () => {
        throw new AppError('store', 'unavailable', 'The store is away.')
      },
    })
    expect((await post('/status?call=call_abc&leg=l1', { CallSid: CALL, CallStatus: 'ringing' })).status).toBe(503)
  })
})
