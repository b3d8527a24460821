import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hoursFile } from '../../server/calendars/index.ts'
import { type FlowSet, publishedSchemas, publishSchema, readFlows, replayScenario } from '../../server/ivr/index.ts'
import { queues } from '../../server/sandbox/demo/company.ts'
import { articles, flowFiles, root, scenarioFiles, shippedHours, world } from './desk-flows.ts'

const known = { queues: queues.map(({ name }) => name), hours: Object.keys(shippedHours.hours), articles: Object.keys(world.articles) }
const read = readFlows(flowFiles, known)
const flows = read.flows as FlowSet

describe('the flows of the demo company', () => {
  it('are in order, also by the names of its queues, hours and articles', () => {
    expect(read.faults).toEqual([])
    expect(shippedHours.faults).toEqual([])
    expect(articles.flatMap(({ faults }) => faults)).toEqual([])
    expect(Object.keys(flows.flows)).toEqual(['main', 'person'])
  })

  it('were seen with their scenarios', () => expect(scenarioFiles.length).toBeGreaterThan(15))

  it.each(scenarioFiles.map((file) => [file.name, file] as const))('do what %s says', (_name, file) => {
    expect(replayScenario(flows, file, world)).toEqual([])
  })

  it('keep the number of choices small', () => {
    const menus = Object.values(flows.flows).flatMap(({ steps }) => Object.values(steps).filter((step) => step.do === 'menu'))
    expect(Math.max(...menus.map((step) => step.choices.length))).toBeLessThanOrEqual(5)
  })
})

describe('a scenario', () => {
  const scenario = (...lines: string[]) => ({
    name: 'scenarios/a.yaml',
    text: ['title: A', 'flow: main', 'given: { now: 2026-11-25T10:00:00Z }', 'call:', ...lines].join('\n'),
  })

  it.each<[string, string[], number, RegExp]>([
    [
      'hears something else',
      ['  - keys: 1', '  - hears: Guten Tag'],
      6,
      /Not heard: Guten Tag: the call is at “speak”, and the caller hears: What is it about/,
    ],
    ['is given no keys', ['  - keys: 1', '  - keys: 4', '  - silence: true', '  - keys: 1'], 8, /Nothing waits for keys/],
    ['says what nobody listens to', ['  - says: hello'], 5, /Nothing listens/],
    ['ends otherwise', ['  - hangs-up: rejected'], 5, /does not end with rejected/],
    ['looks up something else', ['  - looks-up: { name: stock, finds: missing }'], 5, /Nothing is looked up in stock/],
    ['waits elsewhere', ['  - waits-for: General help'], 5, /Nobody waits for General help/],
    ['is not asked for a message', ['  - leaves-message: 3'], 5, /No message is asked for/],
    ['is not called back', ['  - calls-back: "yes"'], 5, /No callback/],
    ['goes nowhere', ['  - transfers-to: "+1202"'], 5, /Nothing goes to/],
    ['is not read', ['  - agent-reads: Billing'], 5, /does not read: Billing/],
    ['has no consent', ['  - consent: given'], 5, /not asked for/],
    ['rates nothing', ['  - survey: { help: 1 }'], 5, /help is not rated/],
    ['says two things at once', ['  - { keys: 1, silence: true }'], 5, /one thing/],
    ['means nothing', ['  - sings: la'], 5, /“sings” means nothing here/],
  ])('that %s fails at its line', (_name, lines, line, reason) => {
    expect(replayScenario(flows, scenario(...lines), world)).toEqual([
      { file: 'scenarios/a.yaml', line, column: expect.any(Number), level: 'error', reason: expect.stringMatching(reason) },
    ])
  })
})

describe('the published schemas', () => {
  it.each(Object.entries({ ...publishedSchemas(), 'hours.json': publishSchema('Opening hours', hoursFile) }))(
    'hold what is read: %s is made by `npm run flows:check -- --write-schemas`',
    (name, text) => expect(readFileSync(new URL(`ivr-flows/schema/${name}`, root), 'utf8')).toBe(text),
  )

  it('are named by every file', () => {
    const nameless = [...flowFiles, ...scenarioFiles].filter(({ name, text }) => {
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? []
      return (
        schema !==
        `${name.startsWith('scenarios/') ? '../' : ''}schema/${/flow|lookups|hours/.exec(name.replace(/^scenarios.*/, ''))?.[0] ?? 'scenario'}.json`
      )
    })
    expect(nameless.map(({ name }) => name)).toEqual([])
  })
})
