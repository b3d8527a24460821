import { expect } from 'vitest'
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

export const NOW = new Date('2026-11-25T10:00:00Z')
export const world: FlowFacts = {
  now: NOW,
  hours: {},
  queues: { Sales: { waiting: 2, longestWaitSeconds: 60, isStaffed: true, estimate: { fromMinutes: 2, toMinutes: 4 }, position: null } },
  caller: { isKnown: false, number: '+12025550168', hasOpenCase: false, segment: null },
  articles: { oil: { en: 'Never oil a belt.' } },
}

const LOOKUPS = {
  name: 'lookups.yaml',
  text: 'lookups:\n  account:\n    url: "{desk}/accounts"\n    arguments: { pin: "[0-9]{4}" }\n    values: { name: person.name, sum: sum }\n    misses: 2\n',
}
/** The flow `main` out of its steps; `bye` hangs up. */
export const flowsOf = (steps: string): FlowSet => {
  const text = `title: T\nlanguages: { en: en-GB, de: de-DE }\nzone: Europe/Berlin\nsteps:\n${steps.replace(/^\n/, '')}\n  bye: { do: hang-up, text: { en: Bye., de: Tschüss. } }\n`
  const { flows, faults } = readFlows([{ name: 'main.flow.yaml', text }, LOOKUPS])
  if (!flows) throw new Error(faults.map(({ line, reason }) => `${line}: ${reason}`).join('\n'))
  return flows
}

/** A call through some steps; each answer is stored as JSON, as between two requests. */
export const call = (steps: string, given: Partial<FlowFacts> = {}) => {
  const flows = flowsOf(steps)
  const facts = { ...world, ...given }
  let state: FlowState = beginFlow(flows, 'main')
  let act: FlowAct = { type: 'none' }
  const go = (event: FlowEvent, changed: Partial<FlowFacts> = {}): FlowAct => {
    const before = JSON.stringify(state)
    const given = JSON.parse(before) as FlowState
    const moved = advance(flows, given, event, { ...facts, ...changed })
    expect(JSON.stringify(given)).toBe(before)
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
export const SAID = '{ en: Said., de: Gesagt. }'
