import { type Fault, readYaml, type YamlFile } from '../platform/yaml.ts'
import { advance, beginFlow } from './advance.ts'
import type { FlowAct, FlowEvent, FlowFacts, FlowFile, FlowState } from './face.ts'
import type { FlowSet } from './flow-set.ts'
import { type Scenario, type ScenarioLine, scenarioFile } from './scenario.ts'

/** What of the world a scenario does not tell itself. */
export interface ReplayWorld {
  hoursAt(now: Date): FlowFacts['hours']
  articles: FlowFacts['articles']
}

interface Replay {
  state: FlowState
  act: FlowAct
  facts: FlowFacts
}

const queueFacts = (given: Scenario['given']['queues']): FlowFacts['queues'] =>
  Object.fromEntries(
    Object.entries(given).map(([name, { waiting, position, minutes, staffed }]) => [
      name,
      {
        waiting,
        position,
        longestWaitSeconds: 0,
        isStaffed: staffed,
        estimate: minutes ? { fromMinutes: minutes[0], toMinutes: minutes[1] } : null,
      },
    ]),
  )

const factsOf = ({ given }: Scenario, world: ReplayWorld): FlowFacts => {
  const now = new Date(given.now)
  const hours = { ...world.hoursAt(now) }
  for (const [name, isOpen] of Object.entries(given.open)) hours[name] = { isHoliday: false, opensAt: null, ...hours[name], isOpen }
  const { number, known, openCase, segment } = given.caller
  return {
    now,
    hours,
    queues: queueFacts(given.queues),
    caller: { number, isKnown: known, hasOpenCase: openCase, segment },
    articles: world.articles,
  }
}

const heard = (act: FlowAct): string =>
  'utterances' in act ? act.utterances.map((one) => (one.do === 'say' ? one.text : `[${one.url}]`)).join(' ') : ''
const shown = (act: FlowAct): string => {
  const words = heard(act)
  return `the call is at “${act.type}”${words === '' ? '' : `, and the caller hears: ${words}`}`
}

const listens = (act: FlowAct): boolean => act.type === 'speak' || (act.type === 'wait' && act.gather !== null)

/** What is expected, and the event that follows from it. A string is what differs. */
type Reading = { [K in keyof ScenarioLine]-?: (wanted: NonNullable<ScenarioLine[K]>, replay: Replay) => FlowEvent | null | string }

const readings: Reading = {
  hears: (wanted, { act }) =>
    [wanted]
      .flat()
      .find((words) => !heard(act).includes(words))
      ?.replace(/^/, 'Not heard: ') ?? null,
  keys: (digits, { act }) => (listens(act) ? { type: 'digits', digits } : 'Nothing waits for keys'),
  says: (text, { act }) =>
    listens(act) && 'gather' in act && act.gather?.input.includes('speech') ? { type: 'speech', text, confidence: 0.9 } : 'Nothing listens',
  silence: () => ({ type: 'nothing' }),
  'looks-up': ({ name, with: given, finds }, { act }) => {
    if (act.type !== 'look-up' || act.name !== name) return `Nothing is looked up in ${name}`
    const differing = Object.entries(given).find(([key, value]) => act.arguments[key] !== value)
    if (differing) return `${differing[0]} is ${act.arguments[differing[0]] ?? 'not given'}`
    return typeof finds === 'string'
      ? { type: 'looked-up', outcome: finds, values: {} }
      : { type: 'looked-up', outcome: 'found', values: finds }
  },
  'waits-for': (queue, { act }) => (act.type === 'wait' && act.queue === queue ? null : `Nobody waits for ${queue}`),
  later: ({ minutes, queues }, replay) => {
    const now = new Date(replay.facts.now.getTime() + minutes * 60_000)
    replay.facts = { ...replay.facts, now, queues: { ...replay.facts.queues, ...queueFacts(queues ?? {}) } }
    return null
  },
  'leaves-message': (seconds, { act }) => (act.type === 'voicemail' ? { type: 'recorded', seconds } : 'No message is asked for'),
  'calls-back': (answer, { act }) => {
    if (act.type !== 'callback') return 'No callback is asked for'
    if (answer === 'already') return { type: 'callback-made', isKnown: true }
    return answer === 'yes' ? { type: 'callback-made' } : { type: 'callback-refused', reason: answer }
  },
  'transfers-to': (number, { act }) => (act.type === 'transfer' && act.number === number ? null : `Nothing goes to ${number}`),
  'not-placed': () => ({ type: 'not-placed' }),
  answered: () => ({ type: 'placed' }),
  left: () => ({ type: 'left' }),
  'hangs-up': (outcome, { act }) => (act.type === 'hang-up' && act.outcome === outcome ? null : `The call does not end with ${outcome}`),
  'agent-reads': (words, { state }) =>
    state.path.some(({ says, keys, said }) => `${says} ${keys ?? ''} ${said ?? ''}`.includes(words))
      ? null
      : `The agent does not read: ${words}`,
  consent: (wanted, { state }) => (state.consent === wanted ? null : `The consent is ${state.consent ?? 'not asked for'}`),
  survey: (wanted, { state }) => {
    const differing = Object.entries(wanted).find(([name, rating]) => state.survey[name] !== rating)
    return differing ? `${differing[0]} is ${state.survey[differing[0]] ?? 'not rated'}` : null
  },
}

const play = (flows: FlowSet, file: YamlFile<Scenario>, world: ReplayWorld): Fault[] => {
  const scenario = file.value
  if (!scenario) return file.faults
  const { flow, language } = scenario
  if (!Object.hasOwn(flows.flows, flow)) return [file.fault(['flow'], `There is no flow ${flow}.`)]
  if (language !== undefined && !Object.hasOwn(flows.flows[flow]?.languages ?? {}, language))
    return [file.fault(['language'], `The flow ${flow} does not speak ${language}.`)]
  const facts = factsOf(scenario, world)
  const replay: Replay = {
    ...advance(flows, beginFlow(flows, flow, language === undefined ? {} : { language }), { type: 'begin' }, facts),
    facts,
  }
  for (const [at, line] of scenario.call.entries()) {
    const named = Object.entries(line).filter(([, value]) => value !== undefined) as [keyof ScenarioLine, never][]
    const [one] = named
    if (!one || named.length > 1) return [file.fault(['call', at], 'Each line says one thing.')]
    const read = readings[one[0]](one[1], replay)
    if (typeof read === 'string') return [file.fault(['call', at, one[0]], `${read}: ${shown(replay.act)}.`)]
    // What is stored between two requests is JSON, so that is what the next one is given.
    if (read) Object.assign(replay, advance(flows, JSON.parse(JSON.stringify(replay.state)) as FlowState, read, replay.facts))
  }
  return []
}

/** Plays a scenario through the flows. The first difference is its fault, at its line; the rest of it would mean nothing. */
export const replayScenario = (flows: FlowSet, { name, text }: FlowFile, world: ReplayWorld): Fault[] =>
  play(flows, readYaml(name, text, scenarioFile), world)

/** A scenario that was played. */
export interface Played {
  /** Of its file. */
  name: string
  title: string
  flow: string
  /** The first difference; null when the call went as it says. */
  fault: Fault | null
}

export const playScenarios = (flows: FlowSet, files: readonly FlowFile[], world: ReplayWorld): Played[] =>
  files.map(({ name, text }) => {
    const file = readYaml(name, text, scenarioFile)
    const { title = name, flow = '' } = file.value ?? {}
    return { name, title, flow, fault: play(flows, file, world)[0] ?? null }
  })
