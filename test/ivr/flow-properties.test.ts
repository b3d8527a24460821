import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { advance, beginFlow, type FlowEvent, type FlowFacts, type FlowSet, type FlowState, readFlows } from '../../server/ivr/index.ts'

const LOOKUPS = {
  name: 'lookups.yaml',
  text: 'lookups:\n  stock:\n    url: https://shop.example/stock\n    arguments: { part: "[0-9]{1,4}" }\n    values: { left: left }\n',
}
const text = { en: 'A {x}', de: 'B {number:digits}' }

/** Where a step leads when nobody does anything, and where a caller may take it. */
type Ways = { silent: () => string; caller: () => string }
const kinds: Record<string, (ways: Ways) => Record<string, unknown>> = {
  say: ({ silent }) => ({ text, next: silent() }),
  play: ({ silent }) => ({ url: 'https://sounds.example/a.mp3', next: silent() }),
  gather: ({ silent, caller }) => ({ text, into: 'x', input: ['digits', 'speech'], tries: 2, next: caller(), otherwise: silent() }),
  menu: ({ silent, caller }) => ({
    choices: ['1', '2', '#'].map((key) => ({
      key,
      text,
      speech: { en: [`word ${key}`], de: [`Wort ${key}`] },
      set: { x: '{number}' },
      next: caller(),
    })),
    otherwise: silent(),
  }),
  branch: ({ silent }) => ({
    when: [
      { open: 'office', next: silent() },
      { queue: 'Sales', waitingOver: 2, caller: 'known', next: silent() },
      { variable: 'x', is: ['1', '22'], time: '08:00-12:00', next: silent() },
    ],
    otherwise: silent(),
  }),
  'look-up': ({ silent }) => ({ name: 'stock', with: { part: '{x}' }, found: silent(), missing: silent(), otherwise: silent() }),
  article: ({ silent }) => ({ article: 'oil', next: silent(), otherwise: silent() }),
  set: ({ silent }) => ({ values: { x: '4111111111111111' }, next: silent() }),
  wait: ({ caller }) => ({
    queue: 'Sales',
    announce: { first: text, second: text, later: text, minutes: text },
    choices: [{ key: 1, text, next: caller() }],
    maxMinutes: 1,
    otherwise: caller(),
    after: caller(),
  }),
  callback: ({ silent, caller }) => ({ queue: 'Sales', text: { ...text, en: '{number:digits} {x}' }, next: caller(), otherwise: silent() }),
  voicemail: ({ silent, caller }) => ({ queue: 'Sales', text, next: caller(), otherwise: silent() }),
  transfer: ({ caller }) => ({ to: { number: '+12025550199' }, text, otherwise: caller() }),
  language: ({ silent }) => ({ keys: { 1: 'en', 2: 'de' }, text, next: silent() }),
  survey: ({ silent }) => ({ name: 'help', text, next: silent() }),
  consent: ({ silent }) => ({ text, agree: 1, next: silent() }),
  'sub-flow': ({ silent }) => ({ flow: 'sub', next: silent() }),
  return: () => ({}),
  'hang-up': () => ({ text }),
}

const SUB = stringify({
  title: 'Sub',
  languages: { en: 'en-GB', de: 'de-DE' },
  steps: {
    ask: { do: 'gather', text, into: 'x', tries: 1, next: 'back', otherwise: 'back' },
    back: { do: 'return' },
  },
})

interface Drawn {
  kind: string
  targets: number[]
}
/** A flow out of drawn steps. With `isOrderly`, silence only ever leads onward, and steps that nobody comes to are left out. */
const flowOf = (drawn: readonly Drawn[], isOrderly: boolean): string => {
  const last = drawn.length
  const steps = Object.fromEntries(
    drawn.map(({ kind, targets }, at) => {
      let taken = 0
      const draw = (): number => targets[taken++ % targets.length] ?? 0
      const silent = (): string => `s${isOrderly ? at + 1 + (draw() % (last - at)) : draw() % (last + 1)}`
      const caller = (): string => `s${draw() % (last + 1)}`
      return [`s${at}`, { do: kind, ...kinds[kind]?.({ silent, caller }) }]
    }),
  )
  const all: Record<string, object> = { ...steps, [`s${last}`]: { do: 'hang-up' } }
  const reached = new Set<string>()
  const visit = (id: string): void => {
    if (reached.has(id)) return
    reached.add(id)
    // A target is all that looks like one.
    for (const [, next] of JSON.stringify(all[id]).matchAll(/"(s\d+)"/g)) visit(next ?? '')
  }
  visit('s0')
  const kept = Object.fromEntries(Object.entries(all).filter(([id]) => !isOrderly || reached.has(id)))
  return stringify({ title: 'Drawn', languages: { en: 'en-GB', de: 'de-DE' }, zone: 'Europe/Berlin', steps: kept })
}

const drawnSteps = fc.array(
  fc.record({ kind: fc.constantFrom(...Object.keys(kinds)), targets: fc.array(fc.nat(40), { minLength: 6, maxLength: 6 }) }),
  { minLength: 1, maxLength: 12 },
)
/** `{x}` must be remembered somewhere, which the sub-flow does. */
const readDrawn = (main: string) =>
  readFlows([{ name: 'main.flow.yaml', text: main }, { name: 'sub.flow.yaml', text: SUB }, LOOKUPS], {
    queues: ['Sales'],
    hours: ['office'],
    articles: ['oil'],
  })

const event: fc.Arbitrary<FlowEvent> = fc.oneof(
  fc.constant({ type: 'begin' } as const),
  fc.constant({ type: 'nothing' } as const),
  fc.record({
    type: fc.constant('digits' as const),
    digits: fc.oneof(fc.constantFrom('', '1', '2', '#', '22', '1234#', '4111111111111111'), fc.string()),
  }),
  fc.record({
    type: fc.constant('speech' as const),
    text: fc.oneof(fc.constantFrom('word 1', 'Wort 2', '{x}'), fc.string()),
    confidence: fc.double({ min: 0, max: 1 }),
  }),
  fc.record({
    type: fc.constant('looked-up' as const),
    outcome: fc.constantFrom('found' as const, 'missing' as const, 'failed' as const),
    values: fc.dictionary(fc.constantFrom('left', 'right', '__proto__'), fc.string()),
  }),
  fc.record({ type: fc.constant('recorded' as const), seconds: fc.nat(100) }),
  fc.constant({ type: 'callback-made' } as const),
  fc.constant({ type: 'callback-refused', reason: 'two wait' } as const),
  fc.constant({ type: 'not-placed' } as const),
  fc.constant({ type: 'left' } as const),
)
const START = Date.parse('2026-11-25T10:00:00Z')
const facts: fc.Arbitrary<Omit<FlowFacts, 'now'>> = fc.record({
  hours: fc.constantFrom<FlowFacts['hours'][]>({}, { office: { isOpen: true, isHoliday: false, opensAt: null } }),
  queues: fc.constantFrom<FlowFacts['queues'][]>(
    {},
    { Sales: { waiting: 4, longestWaitSeconds: 9, isStaffed: true, estimate: null, position: 1 } },
    { Sales: { waiting: 0, longestWaitSeconds: 0, isStaffed: false, estimate: { fromMinutes: 0, toMinutes: 0 }, position: null } },
  ),
  caller: fc.record({
    isKnown: fc.boolean(),
    number: fc.constantFrom(null, '+12025550168'),
    hasOpenCase: fc.boolean(),
    segment: fc.constantFrom(null, 'Fleet'),
  }),
  articles: fc.constantFrom<FlowFacts['articles'][]>({}, { oil: { en: 'Never.', de: 'Nie.' } }),
})
const moments = fc.array(fc.record({ event, facts, minutes: fc.nat(2), isPlaced: fc.nat(30) }), { maxLength: 30 })

const ACTS = ['speak', 'look-up', 'wait', 'voicemail', 'callback', 'transfer', 'hang-up', 'none']

const play = (
  flows: FlowSet,
  happenings: { event: FlowEvent; facts: Omit<FlowFacts, 'now'>; minutes: number; isPlaced: number }[],
): void => {
  let state: FlowState = beginFlow(flows, 'main')
  let now = START
  const first: FlowEvent = { type: 'begin' }
  for (const { event: happened, facts: given, minutes, isPlaced } of [
    { event: first, facts: happenings[0]?.facts, minutes: 0, isPlaced: 1 },
    ...happenings,
  ]) {
    if (!given) return
    now += minutes * 60_000
    const before = JSON.stringify(state)
    const moved = advance(flows, JSON.parse(before) as FlowState, isPlaced === 0 ? { type: 'placed' } : happened, {
      ...given,
      now: new Date(now),
    })
    expect(ACTS).toContain(moved.act.type)
    expect(moved.act.type === 'none').toBe(['placed', 'end'].includes(moved.state.awaits) && moved.act.type !== 'hang-up')
    if ('utterances' in moved.act) for (const one of moved.act.utterances) expect(one.do === 'say' ? one.text : one.url).not.toBe('')
    expect(JSON.parse(JSON.stringify(moved.state))).toEqual(moved.state)
    expect(JSON.stringify(moved.state)).not.toContain('4111111111111111')
    expect(moved.state.path.length).toBeLessThanOrEqual(100)
    state = moved.state
  }
}

describe('any flow in order', () => {
  it('is accepted, never throws, and answers every event with something to do', () => {
    fc.assert(
      fc.property(drawnSteps, moments, (drawn, happenings) => {
        const { flows, faults } = readDrawn(flowOf(drawn, true))
        expect(faults).toEqual([])
        play(flows as FlowSet, happenings)
      }),
      { numRuns: 300 },
    )
  })
})

describe('any flow whatever', () => {
  it('is read without a throw, and what is accepted brings a caller who does nothing to an end', () => {
    let accepted = 0
    fc.assert(
      fc.property(drawnSteps, moments, facts, (drawn, happenings, given) => {
        const { flows, faults } = readDrawn(flowOf(drawn, false))
        for (const { line, column, reason } of faults) expect(line * column > 0 && reason !== '').toBe(true)
        expect(flows === null).toBe(faults.some(({ level }) => level === 'error'))
        if (!flows) return
        accepted++
        play(flows, happenings)
        const world = { ...given, now: new Date(START) }
        let { state, act } = advance(flows, beginFlow(flows, 'main'), { type: 'begin' }, world)
        // Each place can ask at most twice, and no place is come to twice.
        let left = 2 * (drawn.length + 1) * 3
        for (; !['wait', 'transfer', 'hang-up'].includes(act.type); left--) {
          expect(left).toBeGreaterThan(0)
          const silence: FlowEvent = act.type === 'look-up' ? { type: 'looked-up', outcome: 'missing', values: {} } : { type: 'nothing' }
          ;({ state, act } = advance(flows, state, silence, world))
        }
      }),
      { numRuns: 600 },
    )
    expect(accepted).toBeGreaterThan(20)
  })
})
