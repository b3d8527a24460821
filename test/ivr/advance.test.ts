import { describe, expect, it } from 'vitest'
import {
  advance,
  beginFlow,
  type FlowAct,
  type FlowEvent,
  type FlowFacts,
  type FlowSet,
  type FlowState,
  readFlows,
} from '../../server/ivr/index.ts'

const NOW = new Date('2026-11-25T10:00:00Z')
const world: FlowFacts = {
  now: NOW,
  hours: {},
  queues: { Sales: { waiting: 2, longestWaitSeconds: 60, estimate: { fromMinutes: 2, toMinutes: 4 }, position: null } },
  caller: { isKnown: false, number: '+12025550168', hasOpenCase: false, segment: null },
  articles: { oil: { en: 'Never oil a belt.' } },
}

const LOOKUPS = {
  name: 'lookups.yaml',
  text: 'lookups:\n  account:\n    url: "{desk}/accounts"\n    arguments: { pin: "[0-9]{4}" }\n    values: { name: person.name, sum: sum }\n    misses: 2\n',
}
const flowsOf = (steps: string): FlowSet => {
  const text = `title: T\nlanguages: { en: en-GB, de: de-DE }\nzone: Europe/Berlin\nsteps:\n${steps.replace(/^\n/, '')}\n  bye: { do: hang-up, text: { en: Bye., de: Tschüss. } }\n`
  const { flows, faults } = readFlows([{ name: 'main.flow.yaml', text }, LOOKUPS])
  if (!flows) throw new Error(faults.map(({ line, reason }) => `${line}: ${reason}`).join('\n'))
  return flows
}

/** A call through some steps; each answer is stored as JSON, as between two requests. */
const call = (steps: string, given: Partial<FlowFacts> = {}) => {
  const flows = flowsOf(steps)
  const facts = { ...world, ...given }
  let state: FlowState = beginFlow(flows, 'main')
  let act: FlowAct = { type: 'none' }
  const go = (event: FlowEvent, changed: Partial<FlowFacts> = {}): FlowAct => {
    const before = JSON.stringify(state)
    const moved = advance(flows, JSON.parse(before) as FlowState, event, { ...facts, ...changed })
    ;({ state, act } = moved)
    return act
  }
  go({ type: 'begin' })
  return {
    flows,
    go,
    keys: (digits: string) => go({ type: 'digits', digits }),
    says: (text: string, confidence = 0.9) => go({ type: 'speech', text, confidence }),
    silence: () => go({ type: 'nothing' }),
    get act() {
      return act
    },
    get state() {
      return state
    },
    get heard() {
      return 'utterances' in act ? act.utterances.map((one) => (one.do === 'say' ? one.text : one.url)) : []
    },
  }
}
const SAID = '{ en: Said., de: Gesagt. }'

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
    expect(it.state.variables.x).toBe('(card number)')
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

describe('waiting', () => {
  const steps = `
  w:
    do: wait
    queue: Sales
    skills: { german: 2 }
    priority: high
    everySeconds: 90
    music: https://sounds.example/m.mp3
    maxMinutes: 10
    announce:
      first: { en: Next., de: N. }
      second: { en: Next but one., de: N. }
      later: { en: "{ahead} before you.", de: N. }
      soon: { en: Soon., de: B. }
      minutes: { en: "About {from} to {to} minutes.", de: M. }
    choices: [{ key: 1, text: { en: Press 1., de: Die 1. }, next: c }]
    otherwise: bye
    after: s
  c: { do: callback, queue: Sales, text: { en: "On {number:digits}?", de: N. }, next: bye, otherwise: w }
  s: { do: survey, name: help, text: ${SAID}, next: bye }`
  const at = (position: number | null, estimate: [number, number] | null, waiting = 0): Partial<FlowFacts> => ({
    queues: {
      Sales: { waiting, longestWaitSeconds: 0, position, estimate: estimate && { fromMinutes: estimate[0], toMinutes: estimate[1] } },
    },
  })

  it('asks for a person of a queue, with music and a key', () => {
    expect(call(steps, at(2, [1, 2])).act).toEqual({
      type: 'wait',
      queue: 'Sales',
      skills: { german: 2 },
      priority: 'high',
      utterances: ['Next but one.', 'About 1 to 2 minutes.', 'Press 1.'].map((text) => ({ do: 'say', text, language: 'en-GB' })),
      music: 'https://sounds.example/m.mp3',
      seconds: 90,
      gather: { input: ['digits'], digits: 1, finishOnKey: '', timeoutSeconds: 1, language: 'en-GB', hints: [] },
    })
  })

  it.each<[string, Partial<FlowFacts>, string]>([
    ['the first', at(1, [0, 1]), 'Next. Soon.'],
    ['the second', at(2, null), 'Next but one.'],
    ['a later one', at(5, [4, 9]), '4 before you. About 4 to 9 minutes.'],
    ['one who has no place yet', at(null, [3, 3], 3), '3 before you. About 3 to 4 minutes.'],
    ['one whose wait begins at nothing', at(3, [0, 2]), '2 before you. About 1 to 2 minutes.'],
    ['one of whom nothing is known', { queues: {} }, ''],
  ])('tells %s', (_name, facts, words) => {
    expect(call(steps, facts).heard.slice(0, -1).join(' ')).toBe(words)
  })

  it('keeps the place over a callback that was not wanted after all, and ends when it is too long', () => {
    const it = call(steps)
    it.keys('1')
    expect(it.heard).toEqual(['On 1 2 0 2 5 5 5 0 1 6 8?'])
    const later = (minutes: number) => ({ now: new Date(NOW.getTime() + minutes * 60_000) })
    expect(it.go({ type: 'nothing' }, later(5))).toMatchObject({ type: 'wait' })
    expect(it.state.path.filter(({ says }) => says.startsWith('Waits'))).toHaveLength(1)
    expect(it.go({ type: 'nothing' }, later(10))).toMatchObject({ type: 'wait' })
    expect(it.go({ type: 'nothing' }, later(11))).toMatchObject({ type: 'hang-up' })
  })

  it('calls back on the caller’s own number, once it is confirmed', () => {
    const it = call(steps)
    it.keys('1')
    expect(it.keys('1')).toEqual({ type: 'callback', queue: 'Sales', number: 'caller' })
    expect(it.go({ type: 'callback-made' })).toMatchObject({ type: 'hang-up' })
    const refused = call(steps)
    refused.keys('1')
    refused.keys('1')
    expect(refused.go({ type: 'callback-refused', reason: 'two wait' })).toMatchObject({ type: 'wait' })
    const withheld = call(steps, { caller: { ...world.caller, number: null } })
    expect(withheld.keys('1')).toMatchObject({ type: 'wait' })
  })

  it('ends with a person at any moment, and goes on after them where it says how', () => {
    const it = call(steps)
    expect(it.go({ type: 'placed' })).toEqual({ type: 'none' })
    expect(it.keys('1')).toEqual({ type: 'none' })
    expect(it.go({ type: 'left' })).toMatchObject({ type: 'speak' })
    it.keys('4')
    expect(it.state.survey).toEqual({ help: 4 })
    const confirming = call(steps)
    confirming.keys('1')
    confirming.go({ type: 'placed' })
    expect(confirming.go({ type: 'left' })).toEqual({ type: 'hang-up', utterances: [], outcome: 'served-by-menu' })
    expect(confirming.go({ type: 'begin' })).toEqual({ type: 'none' })
  })
})

describe('other ways out', () => {
  it('a message, or nothing said', () => {
    const steps = `
  v: { do: voicemail, queue: Sales, text: ${SAID}, maxSeconds: 60, next: bye, otherwise: again }
  again: { do: hang-up, text: { en: Nothing., de: N. } }`
    const it = call(steps)
    expect(it.act).toMatchObject({ type: 'voicemail', queue: 'Sales', maxSeconds: 60 })
    it.go({ type: 'recorded', seconds: 9 })
    expect(it.heard).toEqual(['Bye.'])
    const silent = call(steps)
    silent.silence()
    expect(silent.heard).toEqual(['Nothing.'])
    const short = call(steps)
    short.go({ type: 'recorded', seconds: 0 })
    expect(short.heard).toEqual(['Nothing.'])
  })

  it('a number outside, which may not answer', () => {
    const it = call(`
  t: { do: transfer, to: { number: "+12025550199" }, text: ${SAID}, otherwise: bye }`)
    expect(it.act).toEqual({ type: 'transfer', number: '+12025550199', utterances: [{ do: 'say', text: 'Said.', language: 'en-GB' }] })
    expect(it.go({ type: 'not-placed' })).toMatchObject({ type: 'hang-up' })
  })

  it('a queue, without more words', () => {
    const it = call(`
  t: { do: transfer, to: { queue: Sales }, text: ${SAID}, otherwise: bye }`)
    expect(it.act).toMatchObject({ type: 'wait', queue: 'Sales', gather: null, music: null })
    expect(it.heard).toEqual(['Said.'])
    it.silence()
    expect(it.heard).toEqual([])
  })

  it.each<[string, string, string | null, FlowState['consent']]>([
    ['by key', 'agree: 1, refuse: 2', '1', 'given'],
    ['refused by key', 'agree: 1, refuse: 2', '2', 'refused'],
    ['never by silence where a key is asked for', 'agree: 1', null, 'refused'],
    ['by staying where only a refusal has a key', 'refuse: 9', null, 'given'],
    ['refused where staying agrees', 'refuse: 9', '9', 'refused'],
  ])('consent is given %s', (_name, keys, pressed, consent) => {
    const it = call(`
  c: { do: consent, text: ${SAID}, ${keys}, next: bye }`)
    expect(it.state.consent).toBeNull()
    if (pressed === null) it.silence()
    else it.keys(pressed)
    expect(it.state.consent).toBe(consent)
  })

  it('consent by being told', () => {
    const it = call(`
  c: { do: consent, text: ${SAID}, next: bye }`)
    expect(it.state.consent).toBe('given')
    expect(it.heard).toEqual(['Said.', 'Bye.'])
  })

  it('a sub-flow, which comes back, and its return that ends a call of its own', () => {
    const head = 'title: T\nlanguages: { en: en-GB }\nsteps:\n'
    const main = `${head}  a: { do: sub-flow, flow: ask, with: { what: oil }, next: b }\n  b: { do: hang-up, text: "Bye {what} {x}." }`
    const ask = `${head}  q: { do: gather, text: "How much {what}?", into: x, next: r, otherwise: r }\n  r: { do: return }`
    const { flows } = readFlows([
      { name: 'main.flow.yaml', text: main },
      { name: 'ask.flow.yaml', text: ask },
    ])
    if (!flows) throw new Error('not in order')
    let { state, act } = advance(flows, beginFlow(flows, 'main'), { type: 'begin' }, world)
    expect([state.step, act.type === 'speak' && act.utterances]).toEqual(['a/q', [{ do: 'say', text: 'How much oil?', language: 'en-GB' }]])
    ;({ state, act } = advance(flows, state, { type: 'digits', digits: '3' }, world))
    expect([state.step, state.awaits, act]).toEqual([
      'b',
      'end',
      { type: 'hang-up', outcome: 'served-by-menu', utterances: [{ do: 'say', text: 'Bye oil 3.', language: 'en-GB' }] },
    ])
    const alone = advance(flows, beginFlow(flows, 'ask'), { type: 'begin' }, world)
    expect(advance(flows, alone.state, { type: 'nothing' }, world).act.type).toBe('speak')
  })
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
