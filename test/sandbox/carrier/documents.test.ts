import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readTwiml } from '../../../server/sandbox/carrier/twiml/document.ts'
import { type CarrierDesk, openCarrierDesk, STATUS, twiml, VOICE } from './carrier-desk.ts'

describe('a document', () => {
  it.each([
    ['an unknown verb', '<Enqueue>x</Enqueue>', 12200],
    ['an unknown attribute', '<Say loud="true">x</Say>', 12200],
    ['a value out of bounds', '<Gather numDigits="0"/>', 12200],
    ['a word that is not one of them', '<Reject reason="tired"/>', 12200],
    ['a verb in the wrong place', '<Gather><Dial>+12025550168</Dial></Gather>', 12200],
    ['text where none belongs', '<Hangup>now</Hangup>', 12200],
    ['what the stand-in would only pretend to do', '<Record transcribe="true"/>', 12200],
    ['a tag that is not closed', '<Say>x', 12100],
    ['an entity that is none', '<Say>&nbsp;</Say>', 12100],
    ['a bare sign', '<Say>a & b</Say>', 12100],
    ['an attribute twice', '<Say language="a" language="b">x</Say>', 12100],
  ])('with %s is refused', (_what, inner, code) => {
    expect(readTwiml(`<Response>${inner}</Response>`)).toMatchObject({ code })
  })
  it.each([
    ['two at the top', '<Response/><Response/>', 12100],
    ['a type declaration', '<!DOCTYPE x [<!ENTITY a "b">]><Response/>', 12100],
    ['another root', '<Answer/>', 12200],
  ])('with %s is refused', (_what, whole, code) => {
    expect(readTwiml(whole)).toMatchObject({ code })
  })
  it('may hold comments, CDATA, entities and markup of speech', () => {
    const read = readTwiml(
      '<?xml version="1.0"?><!-- x --><Response><Say><prosody rate="90%">A &amp; B &#x2013; <![CDATA[<C>]]></prosody></Say></Response>',
    )
    expect(read).toMatchObject({ verbs: [{ name: 'Say', children: [{ name: 'prosody', text: 'A & B – <C>' }] }] })
  })
})

describe('a call to our number', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    desk = await openCarrierDesk()
  })
  afterAll(() => desk.close())
  beforeEach(() => desk.forget())
  let last = 100
  const caller = () => desk.phone(`+1202555${String(++last).padStart(4, '0')}`)

  it.each([
    [
      'a language it does not speak',
      '<Say language="xx-XX">Hello</Say>',
      'Not said here: “xx-XX” is no language that the carrier speaks (13512)',
    ],
    ['a language without its country', '<Say language="de">Hallo</Say>', '(13512)'],
    ['a voice that is none', '<Say voice="Robot">Hello</Say>', '(13511)'],
    ['words in a language without its country', '<Gather input="speech" language="en"/>', '(13331)'],
  ])('says Twilio’s warning of %s, and goes on', async (_what, verb, words) => {
    desk.on(VOICE, `${verb}<Say language="de-DE" voice="Polly.Vicki-Neural">Und weiter</Say><Hangup/>`)
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    expect(await phone.hears(words)).toMatchObject({ what: 'event' })
    expect(await phone.hears('Und weiter')).toMatchObject({ what: 'say' })
    await phone.is('ended')
    await desk.carrier.idle()
  })

  it('says where both numbers are from, as far as that is known', async () => {
    desk.on(VOICE, '<Hangup/>')
    const phone = await desk.phone('+4930901820')
    await phone.dial(desk.ourNumber)
    await phone.is('ended')
    const here = { City: 'WASHINGTON', State: 'DC', Zip: '20001', Country: 'US' }
    const there = { City: '', State: '', Zip: '', Country: 'DE' }
    const named = (which: string, place: Record<string, string>) =>
      Object.fromEntries(Object.entries(place).map(([name, value]) => [which + name, value]))
    const one = desk.asked(VOICE)[0]
    expect(one).toMatchObject({
      isSigned: true,
      params: { ...named('From', there), ...named('Caller', there), ...named('To', here), ...named('Called', here) },
    })
    desk.forget()
    const withheld = await caller()
    await withheld.say('dial', { to: desk.ourNumber, isWithheld: true })
    await desk.told(VOICE, ({ From }) => From === '+266696687')
    expect(desk.asked(VOICE)[0]?.params).not.toHaveProperty('FromCountry')
  })

  it.each([
    ['elsewhere', 'https://cdn.example/hello.mp3', 'Not heard here: https://cdn.example/hello.mp3 could not be fetched'],
    ['that is not there', '/none.wav', '/none.wav could not be fetched'],
    ['that is no sound', '/text.wav', '/text.wav is neither WAV nor MP3'],
  ])('says so when it cannot play a sound %s, and goes on', async (_what, url, words) => {
    desk.on('/none.wav', () => ({ status: 404 }))
    desk.on('/text.wav', () => ({ type: 'audio/wav', body: 'A long text that is no sound, whatever it is called by those who wrote it' }))
    desk.on(VOICE, `<Play>${url}</Play><Say>And on</Say><Hangup/>`)
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    expect(await phone.hears(words)).toMatchObject({ what: 'event' })
    await phone.hears('And on')
    await phone.is('ended')
    await desk.carrier.idle()
  })

  it('asks the voice door, signed and with the documented parameters, and says what it is told', async () => {
    desk.on(VOICE, '<Say language="de-DE">Guten Tag &amp; willkommen</Say><Hangup/>')
    const phone = await caller()
    const sid = await phone.dial(desk.ourNumber)
    expect(await phone.hears('Guten Tag & willkommen')).toMatchObject({ what: 'say', language: 'de-DE', sid })
    expect((await phone.is('ended')).ended).toBe('the other side hung up')
    const [first] = desk.asked(VOICE)
    expect(first).toMatchObject({ method: 'POST', isSigned: true })
    expect(first?.params).toMatchObject({
      CallSid: sid,
      AccountSid: desk.account.accountSid,
      From: phone.address,
      To: desk.ourNumber,
      CallStatus: 'ringing',
      Direction: 'inbound',
      ApiVersion: '2010-04-01',
    })
    expect(first?.token).toMatch(/^\w+$/)
    const over = await desk.told(STATUS, (one) => one.CallSid === sid)
    expect(over).toMatchObject({ isSigned: true, params: { CallStatus: 'completed', SequenceNumber: '0', Direction: 'inbound' } })
    expect(Date.parse(over.params.Timestamp ?? '')).not.toBeNaN()
    await desk.carrier.idle()
    expect(desk.asked(STATUS)).toHaveLength(1)
  })

  it.each([
    ['keys up to the number wanted', '<Gather timeout="600" numDigits="2" action="/took"/>', { keys: '12' }, { Digits: '12' }],
    ['keys up to the closing key', '<Gather timeout="600" action="/took"/>', { keys: '123#' }, { Digits: '123', FinishedOnKey: '#' }],
    ['keys until silence', '<Gather timeout="100" finishOnKey="" action="/took"/>', { keys: '4#' }, { Digits: '4#' }],
    [
      'words',
      '<Gather timeout="600" input="speech dtmf" action="/took"/>',
      { words: 'where is my order' },
      { SpeechResult: 'where is my order', Confidence: '1.0' },
    ],
    ['nothing, when told to say so', '<Gather timeout="1" actionOnEmptyResult="true" action="/took"/>', {}, { Digits: '' }],
  ])('gathers %s', async (_what, inner, input: { keys?: string; words?: string }, expected) => {
    desk.on(VOICE, inner)
    desk.on('/took', '<Say>Thank you</Say>')
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    if (input.keys || input.words) await phone.asked()
    if (input.keys) await phone.press(input.keys)
    if (input.words) await phone.speak(input.words)
    await phone.hears('Thank you')
    expect(desk.asked('/took')[0]?.params).toMatchObject(expected)
    if (input.keys) expect(phone.captions().find(({ what }) => what === 'keys')?.text).toBe('•'.repeat(input.keys.length))
  })

  it('falls through a gather that nothing comes into, and through one that only hears its closing key', async () => {
    desk.on(VOICE, '<Gather timeout="1" action="/took"/><Say>Still there?</Say><Gather timeout="600" action="/took"/><Say>Goodbye</Say>')
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    await phone.hears('Still there?')
    await phone.asked()
    await phone.press('#')
    await phone.hears('Goodbye')
    expect(desk.asked('/took')).toHaveLength(0)
  })

  it('cuts a prompt short by a key, and asks the document itself again when no action is named', async () => {
    desk.on(VOICE, ({ Digits }) =>
      twiml(Digits ? `<Say>You pressed ${Digits}</Say>` : '<Gather numDigits="1"><Pause length="3600"/></Gather>'),
    )
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    await phone.asked()
    await phone.press('7')
    await phone.hears('You pressed 7')
  })

  it('goes where it is redirected, also by relative addresses and by GET', async () => {
    desk.on(VOICE, '<Redirect method="GET">../other/menu?step=2</Redirect>')
    desk.on('/webhooks/other/menu', ({ step }) => twiml(`<Say>Step ${step}</Say>`))
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    await phone.hears('Step 2')
    expect(desk.asked('/webhooks/other/menu')[0]).toMatchObject({ method: 'GET', isSigned: true })
  })

  it.each([
    ['busy', 'busy', 'busy'],
    ['rejected', 'declined', 'no-answer'],
  ])('is rejected as %s without being answered', async (reason, ended, status) => {
    desk.on(VOICE, `<Reject reason="${reason}"/>`)
    const phone = await caller()
    const sid = await phone.dial(desk.ourNumber)
    expect((await phone.is('ended')).ended).toBe(ended)
    expect(await desk.sdk.calls(sid).fetch()).toMatchObject({ status, startTime: null, duration: '0' })
  })

  it('asks the fallback with ErrorCode and ErrorUrl when a document cannot be had or run', async () => {
    const [listed] = await desk.sdk.incomingPhoneNumbers.list()
    const number = desk.sdk.incomingPhoneNumbers(listed?.sid ?? '')
    await number.update({ voiceFallbackUrl: `${desk.base()}/fallback` })
    desk.on('/fallback', ({ ErrorCode }) => twiml(`<Say>Fallback ${ErrorCode}</Say>`))
    for (const [answer, code] of [
      [{ status: 500 }, '11200'],
      [{ type: 'text/xml', body: '<Response><Enqueue/></Response>' }, '12200'],
      [{ type: 'text/xml', body: '<Response>' }, '12100'],
      [{ type: 'application/json', body: '{}' }, '12300'],
    ] as const) {
      desk.on(VOICE, () => answer)
      const phone = await caller()
      await phone.dial(desk.ourNumber)
      await phone.hears(`Fallback ${code}`)
      expect(desk.asked('/fallback').at(-1)?.params.ErrorUrl).toContain(VOICE)
    }
    await number.update({ voiceFallbackUrl: '' })
  })

  it('is told that something failed when there is no fallback, and ends', async () => {
    desk.on(VOICE, () => ({ status: 404 }))
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    await phone.hears('application error')
    await phone.is('ended')
    // `#rc=5&rp=all` of the number's address: five more tries, all with one token.
    expect(desk.asked(VOICE)).toHaveLength(6)
    expect(new Set(desk.asked(VOICE).map(({ token }) => token)).size).toBe(1)
  })

  it('takes a message, ends it by a key, and has its sound a moment later', async () => {
    desk.on(VOICE, '<Record maxLength="60" action="/took" recordingStatusCallback="/recorded"/>')
    desk.on('/took', '<Hangup/>')
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    await phone.hears('beep')
    await phone.press('#')
    const took = (await desk.told('/took', () => true)).params
    expect(took).toMatchObject({ Digits: '#', RecordingSid: expect.stringMatching(/^RE/) })
    const ready = await desk.told('/recorded', (one) => one.RecordingSid === took.RecordingSid)
    expect(ready.params).toMatchObject({ RecordingStatus: expect.stringMatching(/completed|absent/), RecordingSource: 'RecordVerb' })
  })

  it('hears of a message also when its caller hangs up', async () => {
    desk.on(VOICE, '<Record action="/took"/>')
    const phone = await caller()
    await phone.dial(desk.ourNumber)
    await phone.hears('beep')
    await phone.hangUp()
    expect((await desk.told('/took', () => true)).params).toMatchObject({ Digits: 'hangup', CallStatus: 'completed' })
  })
})
