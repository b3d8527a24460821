import { maskCards } from '../platform/wire/mask-cards.ts'
import type { Machine } from './compile.ts'
import type { FlowAct, FlowFacts, FlowState, Gather, PathStep, Utterance } from './face.ts'
import { type Flow, type Step, type Text, titleOf } from './flow.ts'
import type { Lookup } from './look-up.ts'
import { fill, inLanguage, referencesOf } from './words.ts'

/** One `advance`: the state it may change, and what it is given. */
export interface Run {
  state: FlowState
  facts: FlowFacts
  machine: Machine
  /** The one whose step it is: a sub-flow's own. */
  flow: Flow
  flowOf(name: string): Flow
  lookups: Readonly<Record<string, Lookup>>
  /** What was keyed at a secret step: known until the next act, and nowhere else. */
  secrets: Record<string, string>
}

/** The event of a step's way out. */
export type Outcome = string

/** The longest path kept; what is older than that no agent reads. */
const LONGEST_PATH = 100
const LONGEST_SAID = 200
const LONGEST_TRAIL = 200

export const isAct = (result: FlowAct | Outcome): result is FlowAct => typeof result !== 'string'

export const placeOf = (run: Run, state = run.state.step) => run.machine.places.get(state)
const voiceOf = (run: Run, language = run.state.language): string => run.flow.languages[language] ?? language

/** A line for the agent's screen; card numbers are hidden (SECURITY P7). */
export const note = (run: Run, says: string, more: Pick<PathStep, 'keys' | 'said' | 'article'> = {}): void => {
  const line: PathStep = { at: run.facts.now.toISOString(), step: run.state.step, says: maskCards(says) }
  if (more.keys !== undefined) line.keys = maskCards(more.keys)
  if (more.said !== undefined) line.said = maskCards(more.said).slice(0, LONGEST_SAID)
  if (more.article !== undefined) line.article = more.article
  run.state.path = [...run.state.path, line].slice(-LONGEST_PATH)
}

/** The call has come to its step. */
export const leaveTrail = ({ state, facts }: Run, on: Outcome): void => {
  state.trail = [...state.trail, { at: facts.now.toISOString(), step: state.step, on }].slice(-LONGEST_TRAIL)
}

export const titleHere = (run: Run, step: Step): string => titleOf(placeOf(run)?.id ?? '', step)
/** How people call the step that an outcome leads to. */
export const titleAfter = (run: Run, outcome: Outcome): string => {
  const place = placeOf(run, run.machine.fsm.next(run.state.step, outcome) ?? '')
  return place ? titleOf(place.id, place.step) : ''
}

const valuesOf = (run: Run): Record<string, string> => ({ ...run.state.variables, number: run.facts.caller.number ?? '' })

/** A value of the flow file, such as a queue's name or `{queue}`. Secrets are put in only where they are asked for. */
export const filled = (run: Run, text: string, withSecrets = false): string =>
  fill(text, withSecrets ? { ...valuesOf(run), ...run.secrets } : valuesOf(run))

export const namesSecret = (run: Run, text: string): boolean =>
  referencesOf(text).some((one) => one !== null && Object.hasOwn(run.secrets, one.name))

export const remember = (run: Run, values: Readonly<Record<string, string>> | undefined): void => {
  const all = Object.entries(values ?? {}).map(([name, value]) => [name, maskCards(filled(run, value))] as const)
  Object.assign(run.state.variables, Object.fromEntries(all))
}

/** Words in the caller's language, or in another one of the flow. Nothing, if there are none. */
export const speech = (run: Run, text: Text | undefined, more: Record<string, string> = {}, language = run.state.language): Utterance[] => {
  if (text === undefined) return []
  const voice = voiceOf(run, language)
  const words = fill(inLanguage(text, language), { ...valuesOf(run), ...more }, { facts: run.facts, voice, zone: run.flow.zone }).trim()
  return words === '' ? [] : [{ do: 'say', text: words, language: voice }]
}

/** What waited to be heard, and now is. */
export const takePending = (run: Run): Utterance[] => {
  const { pending } = run.state
  run.state.pending = []
  return pending
}

export const gatherOf = (run: Run, given: Partial<Gather> = {}): Gather => ({
  input: ['digits'],
  digits: 1,
  finishOnKey: '',
  timeoutSeconds: 5,
  language: voiceOf(run),
  hints: [],
  ...given,
})

/** Says something and listens. */
export const ask = (run: Run, utterances: Utterance[], given: Partial<Gather>, isSecret = false): FlowAct => ({
  type: 'speak',
  utterances: [...takePending(run), ...utterances],
  gather: gatherOf(run, given),
  isSecret,
})

/** Asks once more, or gives up. */
export const askAgain = (run: Run, step: { tries: number; again?: Text | undefined }, show: () => FlowAct): FlowAct | Outcome => {
  run.state.tries += 1
  if (run.state.tries >= step.tries) {
    note(run, 'No answer')
    return 'otherwise'
  }
  run.state.pending = speech(run, step.again)
  return show()
}
