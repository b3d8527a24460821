import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallDocument, DocumentVerb, Utterance } from '../../../server/calls/index.ts'
import { createAddresses, RETRY } from '../../../server/channels/twilio/addresses.ts'
import { createToTwiml } from '../../../server/channels/twilio/calls/to-twiml.ts'
import { sdk } from '../../../server/channels/twilio/sdk.ts'
import { createStepTokens } from '../../../server/channels/twilio/step-token.ts'
import { type Node, readXml, unknownIn } from './twiml-contract.ts'

const tokens = createStepTokens(Buffer.alloc(32, 7))
const addresses = createAddresses({ publicUrl: () => 'https://desk.larkfield.example', tokens })
const toTwiml = createToTwiml(sdk, addresses)
const read = (document: CallDocument): Node => readXml(toTwiml(document))

const step = { callId: 'call_abc', legId: 'l1', step: 3 }
const say = (text: string): Utterance => ({ do: 'say', text, language: 'en-GB' })
const join: DocumentVerb = {
  do: 'join',
  conference: 'call_abc',
  label: 'l2',
  startsConference: true,
  isMuted: false,
  timeLimitSeconds: 7200,
}
const gather: DocumentVerb = {
  do: 'gather',
  utterances: [say('For orders press 1'), { do: 'play', url: 'https://desk.larkfield.example/a.mp3', times: 0 }],
  input: ['digits', 'speech'],
  digits: 1,
  finishOnKey: '',
  timeoutSeconds: 5,
  language: 'de-DE',
  hints: ['order', 'returns'],
  step,
}

describe('the contract the documents are held to', () => {
  it('was read from the SDK', () => {
    expect(unknownIn(readXml('<Response><Say language="de-DE">x</Say></Response>'))).toEqual([])
  })
  it.each([
    ['an attribute nobody has', '<Response><Say tone="low">x</Say></Response>'],
    ['a verb nobody has', '<Response><Shout>x</Shout></Response>'],
    ['a verb in the wrong place', '<Response><Gather><Dial/></Gather></Response>'],
    ['a noun without its verb', '<Response><Conference>x</Conference></Response>'],
    ['a word nobody has', '<Response><Reject reason="tired"/></Response>'],
    ['a list with a wrong word', '<Response><Gather input="dtmf smell"/></Response>'],
    ['a number that is none', '<Response><Dial timeLimit="long"/></Response>'],
  ])('refuses %s', (_what, xml) => expect(unknownIn(readXml(xml))).toHaveLength(1))
  it.each([
    '<Response><Say>a & b</Say></Response>',
    '<Response><Say></Response>',
    '<Response/><Response/>',
    '<Response a="1" a="2"/>',
    'x',
  ])('does not read %s', (xml) => expect(() => readXml(xml)).toThrow())
})

describe('a document', () => {
  it('meets everyone in a conference that no leg begins or ends by chance, with the same callbacks for all', () => {
    const supervisor = read([{ ...join, label: 'l3', startsConference: false, isMuted: true }])
    const [dial] = read([join]).children
    expect(dial?.attributes).toEqual({ timeLimit: '7200' })
    expect(dial?.children).toHaveLength(1)
    const callback = {
      statusCallback: `https://desk.larkfield.example/webhooks/twilio/conference?call=call_abc${RETRY}`,
      statusCallbackMethod: 'POST',
      statusCallbackEvent: 'start end join leave mute hold',
    }
    const [conference] = dial?.children ?? []
    expect(conference?.text).toBe('call_abc')
    expect(conference?.attributes).toEqual({
      beep: 'false',
      waitUrl: '',
      startConferenceOnEnter: 'true',
      endConferenceOnExit: 'false',
      muted: 'false',
      participantLabel: 'l2',
      ...callback,
    })
    expect(supervisor.children[0]?.children[0]?.attributes).toMatchObject({
      startConferenceOnEnter: 'false',
      endConferenceOnExit: 'false',
      muted: 'true',
      participantLabel: 'l3',
      ...callback,
    })
  })

  it('asks, and comes back by its own step when nothing is said', () => {
    const [asked, onward, ...rest] = read([gather]).children
    const address = addresses.step(step)
    expect(asked?.attributes).toEqual({
      input: 'dtmf speech',
      action: address,
      method: 'POST',
      timeout: '5',
      finishOnKey: '',
      numDigits: '1',
      language: 'de-DE',
      speechTimeout: 'auto',
      hints: 'order, returns',
    })
    expect(asked?.children.map((one) => [one.name, one.text])).toEqual([
      ['Say', 'For orders press 1'],
      ['Play', 'https://desk.larkfield.example/a.mp3'],
    ])
    expect([onward?.name, onward?.text, onward?.attributes]).toEqual(['Redirect', address, { method: 'POST' }])
    expect(rest).toEqual([])
    expect(tokens.read(address.replace(/#.*$/, '').split('/').at(-1) ?? '')).toEqual(step)
  })

  it('goes where it says when it says so itself', () => {
    const names = (document: CallDocument) => read(document).children.map((one) => one.name)
    expect(names([gather, { do: 'hang-up' }])).toEqual(['Gather', 'Hangup'])
    expect(names([gather, { do: 'go-on', step }])).toEqual(['Gather', 'Redirect'])
    expect(names([{ do: 'record', maxSeconds: 90, finishOnKey: '#', step }])).toEqual(['Record', 'Redirect'])
    expect(names([{ do: 'reject', reason: 'busy' }])).toEqual(['Reject'])
    expect(names([])).toEqual([])
  })

  it('speaks what a name holds and does nothing it says', () => {
    const evil = '</Say><Dial>+9005551234</Dial><Say> & "x" \u0000\u000b\ud800 <break time="10s"/>'
    const { children } = read([say(evil), { ...gather, utterances: [say(evil)], hints: [evil] }])
    expect(children.map((one) => one.name)).toEqual(['Say', 'Gather', 'Redirect'])
    expect(children[0]?.children).toEqual([])
    expect(children[0]?.text).toBe('</Say><Dial>+9005551234</Dial><Say> & "x"     <break time="10s"/>')
  })

  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('</Say><Dial>+900</Dial>', '&amp;', ']]>', '"', "'"))
  const utterance: fc.Arbitrary<Utterance> = fc.oneof(
    text.map(say),
    fc.record({ do: fc.constant('play' as const), url: fc.webUrl(), times: fc.nat(1000) }),
    fc.record({ do: fc.constant('pause' as const), seconds: fc.double({ min: 0, max: 100, noNaN: true }) }),
  )
  const steps = fc.record({
    callId: fc.stringMatching(/^[a-z0-9_]{1,40}$/),
    legId: fc.stringMatching(/^l[0-9]{1,3}$/),
    step: fc.nat(1_000_000),
  })
  const verb: fc.Arbitrary<DocumentVerb> = fc.oneof(
    utterance,
    fc.record({
      do: fc.constant('gather' as const),
      utterances: fc.array(utterance, { maxLength: 4 }),
      input: fc.subarray(['digits', 'speech'] as const, { minLength: 1 }),
      digits: fc.nat(20),
      finishOnKey: fc.constantFrom('', '#', '*'),
      timeoutSeconds: fc.nat(60),
      language: fc.constantFrom('en-US', 'de-DE', 'fr-FR'),
      hints: fc.array(text, { maxLength: 3 }),
      step: steps,
    }),
    fc.record({
      do: fc.constant('record' as const),
      maxSeconds: fc.nat(600),
      finishOnKey: fc.constantFrom('', '#', '1234567890*#'),
      step: steps,
    }),
    fc.record({
      do: fc.constant('join' as const),
      conference: fc.stringMatching(/^call_[a-z0-9]{1,30}$/),
      label: fc.stringMatching(/^l[0-9]{1,3}$/),
      startsConference: fc.boolean(),
      isMuted: fc.boolean(),
      timeLimitSeconds: fc.integer({ min: 1, max: 14_400 }),
    }),
    fc.record({ do: fc.constant('go-on' as const), step: steps }),
    fc.constant({ do: 'hang-up' as const }),
    fc.record({ do: fc.constant('reject' as const), reason: fc.constantFrom('busy' as const, 'rejected' as const) }),
  )
  it('holds nothing that Twilio has not published, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(verb, { maxLength: 8 }), (document) => {
        const root = read(document)
        expect(root.name).toBe('Response')
        expect(unknownIn(root)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})

describe('a step token', () => {
  const token = tokens.sign(step)
  it.each([
    ['a changed call', token.replace('call_abc', 'call_abd')],
    ['a changed leg', token.replace('.l1.', '.l2.')],
    ['a changed number', token.replace('.3.', '.4.')],
    ['another way to write the number', token.replace('.3.', '.03.')],
    ['a cut one', token.slice(0, -1)],
    ['a longer one', `${token}a`],
    ['one without a signature', 'call_abc.l1.3.'],
    ['nothing', ''],
    ['another desk’s', createStepTokens(Buffer.alloc(32, 8)).sign(step)],
  ])('is refused: %s', (_what, given) => expect(() => tokens.read(given)).toThrow('no such step'))
  it('cannot be made to name what it does not', () => {
    for (const odd of [{ callId: 'a.b' }, { legId: '' }, { step: -1 }, { step: 0.5 }, { callId: 'a/b' }])
      expect(() => tokens.sign({ ...step, ...odd })).toThrow()
  })
})
