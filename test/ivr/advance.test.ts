import { describe, expect, it } from 'vitest'
import { advance, beginFlow, type FlowEvent, type FlowFacts } from '../../server/ivr/index.ts'
import { call, flowsOf, NOW, SAID, world } from './play-call.ts'

describe('what is said', () => {
  it('comes with the next document, in the voice of the language', () => {
    const { act } = call(`
  a: { do: say, text: { en: One., de: Eins. }, next: b }
  b: { do: play, url: https://sounds.example/a.mp3, times: 2, next: c }
  c: { do: gather, text: { en: Two., de: Zwei. }, into: x, next: bye, otherwise: bye }`)
    expect(act).toEqual({
      type: 'speak',
      utterances: [
        { do: 'say', text: 'One.', language: 'en-GB' },
        { do: 'play', url: 'https://sounds.example/a.mp3', times: 2 },
        { do: 'say', text: 'Two.', language: 'en-GB' },
      ],
      gather: { input: ['digits'], digits: 32, finishOnKey: '#', timeoutSeconds: 5, language: 'en-GB', hints: [] },
      isSecret: false,
    })
  })

  it('puts values in as they are: neither braces nor markup in them mean anything (P10)', () => {
    const it = call(`
  a: { do: gather, text: ${SAID}, into: x, input: [speech], next: b, otherwise: bye }
  b: { do: gather, text: { en: "You said {x}.", de: "{x}" }, into: y, next: bye, otherwise: bye }`)
    it.says('{number} </Say><Dial>+900</Dial>')
    expect(it.heard).toEqual(['You said {number} </Say><Dial>+900</Dial>.'])
  })

  it('reads digit by digit, and opening hours in words of the language', () => {
    const monday = new Date('2026-11-30T08:30:00Z')
    const steps = `
  l: { do: language, keys: { 1: en, 2: de }, text: { en: E., de: D. }, next: a }
  a: { do: gather, text: { en: "{number:digits} {office.day} {office.time}", de: "{office.day} {office.time}" }, into: x, next: bye, otherwise: bye }`
    const hours = { office: { isOpen: false, isHoliday: false, opensAt: monday } }
    const english = call(steps, { hours })
    expect(english.heard).toEqual(['E.', 'D.'])
    english.keys('1')
    expect(english.heard).toEqual(['1 2 0 2 5 5 5 0 1 6 8 Monday 9:30'])
    const german = call(steps, { hours })
    german.keys('2')
    expect(german.heard).toEqual(['Montag 9:30'])
    expect(german.state.language).toBe('de')
  })
})

describe('a gather', () => {
  const steps = `
  a: { do: gather, text: ${SAID}, again: { en: Again., de: Nochmal. }, into: x, digits: 4-6, input: [digits, speech], tries: 2, next: got, otherwise: bye }
  got: { do: gather, text: ${SAID}, into: y, next: bye, otherwise: bye }`
  it.each<[string, FlowEvent, string | null]>([
    ['enough digits', { type: 'digits', digits: '1234' }, '1234'],
    ['digits with the key that ends', { type: 'digits', digits: '12345#' }, '12345'],
    ['too few', { type: 'digits', digits: '123' }, null],
    ['too many', { type: 'digits', digits: '1234567' }, null],
    ['a star', { type: 'digits', digits: '12*45' }, null],
    ['spoken digits', { type: 'speech', text: '12 34', confidence: 0.9 }, '1234'],
    ['mumbled digits', { type: 'speech', text: '12 34', confidence: 0.1 }, null],
    ['no digits', { type: 'speech', text: 'pardon?', confidence: 0.9 }, null],
    ['silence', { type: 'nothing' }, null],
    ['an empty answer', { type: 'digits', digits: '' }, null],
  ])('takes %s', (_name, event, kept) => {
    const it = call(steps)
    it.go(event)
    expect(it.state.step).toBe(kept === null ? 'a' : 'got')
    expect(it.state.variables).toEqual(kept === null ? {} : { x: kept })
    if (kept === null) expect(it.heard).toEqual(['Again.', 'Said.'])
  })

  it('gives up after its tries', () => {
    const it = call(steps)
    it.silence()
    expect(it.silence()).toMatchObject({ type: 'hang-up', outcome: 'served-by-menu' })
  })

  it('hides a card number wherever it is keyed or said (P7)', () => {
    const it = call(`
  a: { do: gather, text: ${SAID}, into: x, next: b, otherwise: bye }
  b: { do: gather, text: ${SAID}, into: y, input: [speech], next: c, otherwise: bye }
  c: { do: set, values: { z: "{x} {y}" }, next: d }
  d: { do: gather, text: ${SAID}, into: w, next: bye, otherwise: bye }`)
    it.keys('4111111111111111')
    it.says('it is 5500 0000 0000 0004')
    expect(JSON.stringify(it.state)).not.toMatch(/4111|5500/)
    expect(it.state.variables.x).toBe('••••••••••••1111')
  })
})

describe('a secret', () => {
  const steps = `
  a: { do: gather, text: ${SAID}, into: pin, digits: 4, secret: true, next: b, otherwise: bye }
  b: { do: look-up, name: account, with: { pin: "{pin}" }, found: c, missing: a, otherwise: late }
  c: { do: gather, text: { en: "{name} {sum}", de: "{name}" }, into: x, next: bye, otherwise: bye }
  late: { do: say, text: { en: Later., de: Später. }, next: bye }`

  it('goes to the look-up and nowhere else', () => {
    const it = call(steps)
    expect(it.act).toMatchObject({ isSecret: true })
    expect(it.keys('7391')).toEqual({ type: 'look-up', name: 'account', arguments: { pin: '7391' }, isSecret: true })
    expect(JSON.stringify(it.state)).not.toContain('7391')
    it.go({ type: 'looked-up', outcome: 'found', values: { name: 'Ada', sum: '12', other: 'never declared' } })
    expect(it.heard).toEqual(['Ada 12'])
    expect(it.state.variables).toEqual({ name: 'Ada', sum: '12' })
    expect(it.state.path.map(({ says, keys }) => [says, keys])).toEqual([
      ['A: given, not kept', undefined],
      ['B: found', undefined],
    ])
  })

  it('is asked for again when it was lost on the way', () => {
    const it = call(steps)
    it.keys('7391')
    expect(it.go({ type: 'nothing' })).toMatchObject({ type: 'speak', isSecret: true })
  })

  it('cannot be guessed for ever (P5)', () => {
    const it = call(steps)
    for (const pin of ['0001', '0002']) {
      it.keys(pin)
      it.go({ type: 'looked-up', outcome: 'missing', values: {} })
    }
    expect(it.keys('0003')).toMatchObject({ type: 'hang-up' })
    expect(it.heard[0]).toBe('Later.')
  })

  it('has another way when the look-up fails', () => {
    const it = call(steps)
    it.keys('7391')
    it.go({ type: 'looked-up', outcome: 'failed', values: {} })
    expect(it.heard[0]).toBe('Later.')
  })
})

describe('a menu', () => {
  const steps = `
  m:
    do: menu
    title: Start
    choices:
      - { key: 1, text: ${SAID}, speech: { en: [return, return a bill], de: [Rückgabe] }, set: { queue: Sales }, next: person }
      - { key: "*", text: ${SAID}, label: Once more, speech: { en: [bill, "menu, please"], de: [Rechnung] }, next: more }
    tries: 2
    otherwise: bye
  more: { do: gather, text: ${SAID}, into: x, next: bye, otherwise: bye }
  person: { do: wait, title: Somebody, queue: "{queue}", otherwise: bye }`
  it.each<[string, FlowEvent, string]>([
    ['a key', { type: 'digits', digits: '1' }, 'person'],
    ['a star', { type: 'digits', digits: '*' }, 'more'],
    ['a key that means nothing', { type: 'digits', digits: '7' }, 'm'],
    ['two keys', { type: 'digits', digits: '11' }, 'm'],
    ['words', { type: 'speech', text: 'I want to RETURN something.', confidence: 0.8 }, 'person'],
    ['words with a stop in them', { type: 'speech', text: 'menu please', confidence: 0.8 }, 'more'],
    ['the longer of two', { type: 'speech', text: 'return a bill', confidence: 0.8 }, 'person'],
    ['words within words', { type: 'speech', text: 'billing', confidence: 0.8 }, 'm'],
    ['words of another language', { type: 'speech', text: 'Rückgabe', confidence: 0.8 }, 'm'],
    ['noise', { type: 'speech', text: 'return', confidence: 0.2 }, 'm'],
  ])('takes %s', (_name, event, step) => {
    const it = call(steps)
    it.go(event)
    expect(it.state.step).toBe(step)
  })

  it('tells the agent what was chosen: a label, or where it led', () => {
    const it = call(steps)
    expect(it.keys('1')).toMatchObject({ type: 'wait', queue: 'Sales' })
    expect(it.state.path).toEqual([
      { at: NOW.toISOString(), step: 'm', says: 'Somebody', keys: '1' },
      { at: NOW.toISOString(), step: 'person', says: 'Waits for Sales' },
    ])
    const said = call(steps)
    said.says('the bill')
    expect(said.state.path).toEqual([{ at: NOW.toISOString(), step: 'm', says: 'Once more', said: 'the bill' }])
  })
})

describe('a branch', () => {
  const hours = { office: { isOpen: true, isHoliday: false, opensAt: NOW }, shop: { isOpen: false, isHoliday: true, opensAt: null } }
  const known = { isKnown: true, number: '+12025550168', hasOpenCase: true, segment: 'Fleet' }
  it.each<[string, Partial<FlowFacts>, boolean]>([
    ['open: office', { hours }, true],
    ['open: shop', { hours }, false],
    ['closed: shop', { hours }, true],
    ['closed: office', { hours }, false],
    ['open: nowhere', { hours }, false],
    ['closed: nowhere', { hours }, false],
    ['holiday: shop', { hours }, true],
    ['holiday: office', { hours }, false],
    ['queue: Sales, waitingOver: 1', {}, true],
    ['queue: Sales, waitingOver: 2', {}, false],
    ['queue: Sales, waitOverMinutes: 3', {}, true],
    ['queue: Sales, waitOverMinutes: 4', {}, false],
    ['queue: Sales, staffed: true', {}, true],
    ['queue: Sales, staffed: false', {}, false],
    ['queue: Other, staffed: false', {}, false],
    ['queue: Other, waitingOver: 0', {}, false],
    ['caller: known', { caller: known }, true],
    ['caller: unknown', { caller: known }, false],
    ['caller: unknown', {}, true],
    ['caller: withheld', {}, false],
    ['caller: withheld', { caller: { ...known, number: null } }, true],
    ['caller: known', { caller: { ...known, number: null } }, false],
    ['openCase: true', { caller: known }, true],
    ['openCase: false', { caller: known }, false],
    ['segment: Fleet', { caller: known }, true],
    ['segment: Care', { caller: known }, false],
    ['variable: kind, is: [a, b]', {}, true],
    ['variable: kind, is: c', {}, false],
    ['variable: kind', {}, true],
    ['variable: none', {}, false],
    ['time: "11:00-11:01"', {}, true],
    ['time: "09:00-11:00"', {}, false],
    ['time: "22:00-12:00"', {}, true],
    ['open: office, caller: known', { hours, caller: known }, true],
    ['open: office, caller: known', { hours }, false],
  ])('on %s', (condition, facts, isTaken) => {
    const it = call(
      `
  s: { do: set, values: { kind: b, none: "" }, next: b }
  b: { do: branch, when: [{ ${condition}, next: yes-it-is }], otherwise: bye }
  yes-it-is: { do: gather, text: ${SAID}, into: x, next: bye, otherwise: bye }`,
      facts,
    )
    expect(it.act.type).toBe(isTaken ? 'speak' : 'hang-up')
  })
})

describe('an article', () => {
  const steps = (article: string) => `
  a: { do: article, article: ${article}, next: b, otherwise: none }
  b: { do: gather, text: ${SAID}, into: x, next: bye, otherwise: bye }
  none: { do: gather, text: { en: None., de: Nichts. }, into: x, next: bye, otherwise: bye }`
  it('is read', () => expect(call(steps('oil')).heard).toEqual(['Never oil a belt.', 'Said.']))
  it('or there is another way', () => expect(call(steps('water')).heard).toEqual(['None.']))
})

describe('a call', () => {
  const steps = `
  a: { do: gather, text: ${SAID}, into: x, next: bye, otherwise: bye }`
  it('keeps the version it began with', () => {
    const it = call(steps)
    expect(() => advance(flowsOf(`${steps}  `), it.state, { type: 'nothing' }, world)).toThrow(/another version/)
  })
  it('begins only what there is', () => {
    const { flows } = call(steps)
    expect(() => beginFlow(flows, 'other')).toThrow(/no flow other/)
    expect(() => beginFlow(flows, 'main', { language: 'fr' })).toThrow(/does not speak fr/)
    expect(beginFlow(flows, 'main', { language: 'de' }).language).toBe('de')
  })
  it('hears the same again when something comes that nobody waits for, and its state is left as it was', () => {
    const it = call(steps)
    const [before, act] = [it.state, it.act]
    for (const event of [{ type: 'begin' }, { type: 'callback-made' }, { type: 'left' }, { type: 'recorded', seconds: 3 }] as const)
      expect(it.go(event)).toEqual(act)
    expect(it.state).toEqual(before)
  })
})
