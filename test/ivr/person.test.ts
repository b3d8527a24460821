import { describe, expect, it } from 'vitest'
import { advance, beginFlow, type FlowFacts, type FlowState, readFlows } from '../../server/ivr/index.ts'
import { call, NOW, SAID, world } from './play-call.ts'

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
      Sales: {
        waiting,
        longestWaitSeconds: 0,
        isStaffed: true,
        position,
        estimate: estimate && { fromMinutes: estimate[0], toMinutes: estimate[1] },
      },
    },
  })

  it('asks for a person of a queue, with music and a key', () => {
    expect(call(steps, at(2, [1, 2])).act).toEqual({
      type: 'wait',
      queue: 'Sales',
      skills: { german: 2 },
      priority: 'high',
      utterances: ['Next but one.', 'About 1 to 2 minutes.', 'Press 1.'].map((text) => ({ do: 'say', text, language: 'en-GB' })),
      told: { position: 2, estimate: { fromMinutes: 1, toMinutes: 2 } },
      music: 'https://sounds.example/m.mp3',
      seconds: 90,
      gather: { input: ['digits'], digits: 1, finishOnKey: '', timeoutSeconds: 1, language: 'en-GB', hints: [] },
    })
  })

  const told = (position: number, range?: [number, number]) => ({
    position,
    estimate: range ? { fromMinutes: range[0], toMinutes: range[1] } : null,
  })
  const nowhere = at(null, [3, 3], 3)
  const places = { low: told(9), normal: told(8), high: told(3, [2, 5]), urgent: told(1) }
  it.each<[string, Partial<FlowFacts>, string, ReturnType<typeof told> | null]>([
    ['the first', at(1, [0, 1]), 'Next. Soon.', told(1, [0, 1])],
    ['the second', at(2, null), 'Next but one.', told(2)],
    ['a later one', at(5, [4, 9]), '4 before you. About 4 to 9 minutes.', told(5, [4, 9])],
    ['one who has no place yet', nowhere, '3 before you. About 3 to 4 minutes.', told(4, [3, 4])],
    [
      'one who comes with a priority',
      { queues: { Sales: { ...at(null, null).queues?.Sales, waiting: 9, places } as FlowFacts['queues'][string] } },
      '2 before you. About 2 to 5 minutes.',
      told(3, [2, 5]),
    ],
    ['one whose wait begins at nothing', at(3, [0, 2]), '2 before you. About 1 to 2 minutes.', told(3, [1, 2])],
    ['one of whom nothing is known', { queues: {} }, '', null],
  ])('tells %s, and knows what it told', (_name, facts, words, what) => {
    const it = call(steps, facts)
    expect(it.heard.slice(0, -1).join(' ')).toBe(words)
    expect(it.act).toMatchObject({ told: what })
  })

  it('tells a place alone where no minutes are written, and nothing where nothing is', () => {
    const placeOnly = steps.replace(/\n +(soon|minutes): .*/g, '')
    expect(call(placeOnly, at(2, [1, 2])).act).toMatchObject({ told: told(2) })
    const silent = placeOnly.replace(/\n +announce:/, '').replace(/\n +(first|second|later): .*/g, '')
    expect(call(silent, at(2, [1, 2])).act).toMatchObject({ type: 'wait', told: null })
    const handedOver = `
  t: { do: transfer, to: { queue: Sales }, text: ${SAID}, otherwise: bye }`
    expect(call(handedOver, at(2, [1, 2])).act).toMatchObject({ type: 'wait', told: null })
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
