import { describe, expect, it } from 'vitest'
import { graphOf, readFlows, rootsOf, trailIn } from '../../server/ivr/index.ts'
import { flowFiles } from './desk-flows.ts'
import { call, flowsOf, SAID } from './play-call.ts'

const waysOf = (steps: string): string[] =>
  (graphOf(flowsOf(steps), 'main')?.edges ?? [])
    .filter(({ from }) => from === 'a')
    .map(({ label, to, means }) => `${label} → ${to} (${means})`)

describe('the ways out of a step', () => {
  it.each([
    ['say', `  a: { do: say, text: ${SAID}, next: bye }`, [' → bye (Bye)']],
    [
      'menu',
      `  a: { do: menu, choices: [{ key: 1, text: ${SAID}, label: An order, next: b }, { key: "*", text: ${SAID}, next: b }], otherwise: bye }\n  b: { do: say, title: A step, text: ${SAID}, next: bye }`,
      ['no answer → bye (Bye)', '1 → b (An order)', '* → b (A step)'],
    ],
    [
      'branch',
      `  a: { do: branch, when: [{ queue: Sales, waitOverMinutes: 5, next: b }, { caller: known, label: A regular, next: b }], otherwise: bye }\n  b: { do: say, text: ${SAID}, next: bye }`,
      ['else → bye (Bye)', 'over 5 min → b (B)', 'A regular → b (B)'],
    ],
    [
      'look-up',
      `  a: { do: look-up, name: account, with: { pin: "1234" }, found: bye, missing: bye, otherwise: bye }`,
      ['found → bye (Bye)', 'none → bye (Bye)', 'failed → bye (Bye)'],
    ],
    ['voicemail', `  a: { do: voicemail, queue: Sales, text: ${SAID}, next: bye }`, [' → bye (Bye)', 'nothing said → bye (Bye)']],
    [
      'callback',
      `  a: { do: callback, queue: Sales, text: ${SAID}, next: bye, otherwise: bye }`,
      ['noted → bye (Bye)', 'no callback → bye (Bye)'],
    ],
  ])('of a %s', (_kind, steps, ways) => {
    expect(waysOf(steps)).toEqual(ways)
  })
})

describe('the graph of a flow', () => {
  it('names each step with its line, what it is about and what is said in each language', () => {
    const graph = graphOf(flowsOf(`  ask: { do: voicemail, title: Message, queue: Sales, text: ${SAID}, next: bye }`), 'main')
    expect(graph).toMatchObject({ first: 'ask', languages: ['en', 'de'] })
    expect(graph?.nodes).toEqual([
      { id: 'ask', title: 'Message', kind: 'voicemail', line: 5, about: 'Sales', says: { en: ['Said.'], de: ['Gesagt.'] } },
      { id: 'bye', title: 'Bye', kind: 'hang-up', line: 6, about: '', says: { en: ['Bye.'], de: ['Tschüss.'] } },
    ])
  })

  it('is whole for every flow that is shipped', () => {
    const { flows } = readFlows(flowFiles)
    if (!flows) throw new Error('the shipped flows do not run')
    for (const name of Object.keys(flows.flows)) {
      const graph = graphOf(flows, name)
      const ids = graph?.nodes.map(({ id }) => id) ?? []
      expect(ids.length).toBeGreaterThan(5)
      expect(graph?.edges.filter(({ from, to }) => !ids.includes(from) || !ids.includes(to))).toEqual([])
      expect(graph?.nodes.filter(({ line }) => line < 1)).toEqual([])
    }
    expect(rootsOf(flows, 'person').sort()).toEqual(['main', 'person'])
  })

  it('is none where there is no such flow', () => {
    expect(graphOf(flowsOf(`  a: { do: say, text: ${SAID}, next: bye }`), 'constructor')).toBeNull()
  })
})

describe('the trail of a call', () => {
  it('has every step it came to, silent ones too, and nothing that was keyed', () => {
    const one = call(
      `  code: { do: gather, text: ${SAID}, into: pin, digits: 4, secret: true, next: check, otherwise: bye }
  check: { do: look-up, name: account, with: { pin: "{pin}" }, found: bye, missing: told, otherwise: bye }
  told: { do: say, text: ${SAID}, next: bye }`,
    )
    one.keys('4711')
    one.go({ type: 'looked-up', outcome: 'missing', values: {} })
    expect(one.state.trail.map(({ step, on }) => `${on} ${step}`)).toEqual([' code', 'next check', 'missing told', 'next bye'])
    expect(JSON.stringify(one.state.trail)).not.toContain('4711')
  })

  const at = '2026-11-25T10:00:00.000Z'
  const steps = (...all: string[]) => all.map((step) => ({ at, step, on: 'next' }))
  const { flows } = readFlows(flowFiles)
  it.each([
    [
      'the flow it began with',
      'main',
      steps('main', 'person', 'person/recording', 'person/back', 'message'),
      ['main', 'person', 'message'],
    ],
    ['a sub-flow', 'person', steps('main', 'person', 'person/recording', 'person/wait', 'message'), [null, 'recording', 'wait', null]],
    ['a step that is gone', 'main', steps('language', 'gone', 'goodbye'), ['language', null, 'goodbye']],
    ['a step that asks once more', 'main', steps('order-number', 'order-number'), ['order-number', 'order-number']],
  ])('shows %s its own steps', (_what, flow, trail, expected) => {
    if (!flows) throw new Error('the shipped flows do not run')
    expect(trailIn(flows, { root: 'main', flow }, trail).map(({ id }) => id)).toEqual(expected)
  })
})
