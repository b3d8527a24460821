import { AppError } from '../platform/errors.ts'
import type { FlowAct, FlowEvent, FlowFacts, FlowState } from './face.ts'
import type { Step } from './flow.ts'
import type { FlowSet } from './flow-set.ts'
import { isAct, leaveTrail, type Outcome, placeOf, type Run, takePending } from './run.ts'
import { consent, gather, language, menu, survey } from './steps/ask.ts'
import { lookUp } from './steps/look-up.ts'
import { article, branch, goBack, play, say, set, subFlow } from './steps/pass.ts'
import { callback, hangUp, transfer, voicemail, waiting } from './steps/person.ts'

/** What a step does when the call comes to it, or must be shown again; and with an answer it waited for. */
interface Behaviour {
  enter(step: Step, run: Run): FlowAct | Outcome
  answer?(step: Step, event: FlowEvent, run: Run): FlowAct | Outcome
}

/** Each is given steps of its own kind only. */
const behaviours = {
  say,
  play,
  gather,
  menu,
  branch,
  'look-up': lookUp,
  article,
  set,
  wait: waiting,
  callback,
  voicemail,
  transfer,
  language,
  survey,
  consent,
  'sub-flow': subFlow,
  return: goBack,
  'hang-up': hangUp,
} as unknown as Record<Step['do'], Behaviour>

const awaitsAfter: Record<FlowAct['type'], FlowState['awaits']> = {
  speak: 'input',
  'look-up': 'look-up',
  wait: 'person',
  voicemail: 'recording',
  callback: 'callback',
  transfer: 'person',
  'hang-up': 'end',
  none: 'placed',
}

const answers: Record<FlowState['awaits'], readonly FlowEvent['type'][]> = {
  begin: ['begin'],
  input: ['digits', 'speech', 'nothing'],
  'look-up': ['looked-up'],
  callback: ['callback-made', 'callback-refused'],
  recording: ['recorded', 'nothing'],
  person: ['digits', 'speech', 'nothing', 'not-placed'],
  placed: ['left'],
  end: [],
}

/** Nothing keyed and nothing said is silence, however a carrier puts it. */
const plainEvent = (event: FlowEvent): FlowEvent => {
  const isEmpty = (event.type === 'digits' && event.digits === '') || (event.type === 'speech' && event.text.trim() === '')
  return isEmpty ? { type: 'nothing' } : event
}

/** Begins a flow; the first act comes with the event `begin`. Throws not-found, for a flow or a language there is not. */
export const beginFlow = (flows: FlowSet, flow: string, given: { language?: string } = {}): FlowState => {
  const found = flows.flows[flow]
  const machine = flows.machines.get(flow)
  if (!found || !machine) throw new AppError('flow-unknown', 'not-found', `There is no flow ${flow}.`)
  const spoken = given.language ?? Object.keys(found.languages)[0] ?? ''
  if (!Object.hasOwn(found.languages, spoken))
    throw new AppError('language-unknown', 'not-found', `The flow ${flow} does not speak ${spoken}.`)
  return {
    version: flows.version,
    flow,
    step: machine.first,
    language: spoken,
    awaits: 'begin',
    variables: {},
    tries: 0,
    misses: {},
    pending: [],
    waiting: null,
    consent: null,
    survey: {},
    path: [],
    trail: [],
  }
}

/** Goes on from an outcome until something is to be done. A flow that was checked always comes to that. */
const follow = (run: Run, result: FlowAct | Outcome): FlowAct => {
  let current = result
  while (!isAct(current)) {
    const next = run.machine.fsm.next(run.state.step, current)
    const place = next === null ? undefined : placeOf(run, next)
    if (next === null || !place) return { type: 'hang-up', utterances: takePending(run), outcome: 'served-by-menu' }
    run.state.step = next
    leaveTrail(run, current)
    run.state.tries = 0
    run.flow = run.flowOf(place.flow)
    current = behaviours[place.step.do].enter(place.step, run)
  }
  return current
}

/**
 * What a flow does about an event: the new state, and what is to be done now. Pure: the given state is left as it is. An event the flow does not wait
 * for is answered by what the step does when the call comes to it. What was keyed at a secret step is in the act, if it asks a look-up, and never in the state.
 * Throws conflict for a state of another version of the flows.
 */
export const advance = (flows: FlowSet, before: FlowState, given: FlowEvent, facts: FlowFacts): { state: FlowState; act: FlowAct } => {
  const machine = flows.machines.get(before.flow)
  const place = machine?.places.get(before.step)
  if (before.version !== flows.version || !machine || !place)
    throw new AppError('flow-version', 'conflict', 'This call began with another version of its flow.')
  const state = structuredClone(before)
  const flowOf: Run['flowOf'] = (name) => flows.flows[name] as Run['flow']
  const run: Run = { state, facts, machine, flow: flowOf(place.flow), flowOf, lookups: flows.lookups, secrets: {} }
  const event = plainEvent(given)
  const done = (act: FlowAct): { state: FlowState; act: FlowAct } => ({ state: { ...state, awaits: awaitsAfter[act.type] }, act })

  if (state.awaits === 'begin' && event.type === 'begin') leaveTrail(run, '')
  if (state.awaits === 'end') return { state, act: { type: 'none' } }
  if (event.type === 'placed') {
    state.pending = []
    return done({ type: 'none' })
  }
  if (state.awaits === 'placed') return event.type === 'left' ? done(follow(run, 'after')) : { state, act: { type: 'none' } }

  const behaviour = behaviours[place.step.do]
  const isAnswer = answers[state.awaits].includes(event.type)
  if (!isAnswer || event.type === 'begin') return done(follow(run, behaviour.enter(place.step, run)))
  return done(follow(run, behaviour.answer ? behaviour.answer(place.step, event, run) : behaviour.enter(place.step, run)))
}
