import { maskCards } from '../../platform/wire/mask-cards.ts'
import type { FlowAct, FlowEvent, Gather } from '../face.ts'
import type { Choice, StepOf } from '../flow.ts'
import { ask, askAgain, note, type Outcome, type Run, remember, speech, titleAfter, titleHere } from '../run.ts'

/** Less sure than that, and what was said is taken for noise. */
const LEAST_CONFIDENCE = 0.3
const MOST_DIGITS = 32
const LONGEST_SAID = 200

/** For the agent, who reads English: a code says nothing of `pt`. */
const languageNames = new Intl.DisplayNames('en', { type: 'language' })

const rangeOf = (digits: number | string | undefined): { from: number; to: number } => {
  if (digits === undefined) return { from: 1, to: MOST_DIGITS }
  const [from = 1, to = from] = String(digits).split('-').map(Number)
  return { from, to }
}

const showGather = (step: StepOf<'gather'>, run: Run): FlowAct => {
  const { to } = rangeOf(step.digits)
  const given: Partial<Gather> = { input: step.input, digits: step.input.includes('digits') ? to : 0, finishOnKey: '#' }
  return ask(run, speech(run, step.text), { ...given, timeoutSeconds: step.timeoutSeconds, hints: step.hints }, step.secret)
}

/** The answer if it is one: digits as many as there should be, or words. */
const readAnswer = (step: StepOf<'gather'>, event: FlowEvent): string | null => {
  const isCount = (digits: string): boolean => digits.length >= rangeOf(step.digits).from && digits.length <= rangeOf(step.digits).to
  if (event.type === 'digits' && step.input.includes('digits')) {
    const digits = event.digits.replace(/#$/, '')
    return /^\d+$/.test(digits) && isCount(digits) ? digits : null
  }
  if (event.type !== 'speech' || !step.input.includes('speech') || event.confidence < LEAST_CONFIDENCE) return null
  if (step.digits === undefined) return event.text.trim().slice(0, LONGEST_SAID) || null
  const digits = event.text.replace(/\D/g, '')
  return isCount(digits) ? digits : null
}

export const gather = {
  enter: showGather,
  answer: (step: StepOf<'gather'>, event: FlowEvent, run: Run): FlowAct | Outcome => {
    const answer = readAnswer(step, event)
    if (answer === null) return askAgain(run, step, () => showGather(step, run))
    if (step.secret) {
      delete run.state.variables[step.into]
      run.secrets[step.into] = answer
      note(run, `${titleHere(run, step)}: given, not kept`)
      return 'next'
    }
    run.state.variables[step.into] = maskCards(answer)
    note(run, titleHere(run, step), event.type === 'speech' ? { said: event.text } : { keys: answer })
    return 'next'
  },
}

const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

/** The choice whose words were said, the longest if several; none when two choices are equally near. */
const spokenChoice = (choices: readonly Choice[], said: string, language: string): number => {
  const heard = plain(said)
  const lengths = choices.map(({ speech: words }) =>
    Math.max(0, ...(words?.[language] ?? []).map((one) => (heard.includes(plain(one)) ? one.length : 0))),
  )
  const best = Math.max(0, ...lengths)
  return best > 0 && lengths.filter((one) => one === best).length === 1 ? lengths.indexOf(best) : -1
}

/** Which of some choices an event is; null: none. What it sets is remembered and the agent reads it. */
export const takeChoice = (choices: readonly Choice[], event: FlowEvent, run: Run): Outcome | null => {
  const isHeard = event.type === 'speech' && event.confidence >= LEAST_CONFIDENCE
  const at =
    event.type === 'digits'
      ? choices.findIndex(({ key }) => key === event.digits)
      : isHeard
        ? spokenChoice(choices, event.text, run.state.language)
        : -1
  const choice = choices[at]
  if (!choice) return null
  const outcome = String(at)
  note(run, choice.label ?? titleAfter(run, outcome), event.type === 'speech' ? { said: event.text } : { keys: choice.key })
  remember(run, choice.set)
  return outcome
}

const showMenu = (step: StepOf<'menu'>, run: Run): FlowAct => {
  const words = step.choices.flatMap((one) => one.speech?.[run.state.language] ?? [])
  return ask(
    run,
    [step.text, ...step.choices.map((one) => one.text)].flatMap((text) => speech(run, text)),
    { input: words.length > 0 ? ['digits', 'speech'] : ['digits'], timeoutSeconds: step.timeoutSeconds, hints: words },
  )
}

export const menu = {
  enter: showMenu,
  answer: (step: StepOf<'menu'>, event: FlowEvent, run: Run): FlowAct | Outcome =>
    takeChoice(step.choices, event, run) ?? askAgain(run, step, () => showMenu(step, run)),
}

const keyOf = (event: FlowEvent): string | undefined => (event.type === 'digits' ? event.digits : undefined)

export const language = {
  enter: (step: StepOf<'language'>, run: Run): FlowAct =>
    ask(
      run,
      [...new Set(Object.values(step.keys))].flatMap((one) => speech(run, step.text, {}, one)),
      { timeoutSeconds: step.timeoutSeconds },
    ),
  answer: (step: StepOf<'language'>, event: FlowEvent, run: Run): Outcome => {
    const key = keyOf(event) ?? ''
    const chosen = Object.hasOwn(step.keys, key) ? step.keys[key] : undefined
    if (chosen !== undefined) {
      run.state.language = chosen
      note(run, `Language: ${languageNames.of(chosen) ?? chosen}`, { keys: key })
    }
    return 'next'
  },
}

export const survey = {
  enter: (step: StepOf<'survey'>, run: Run): FlowAct => ask(run, speech(run, step.text), { timeoutSeconds: step.timeoutSeconds }),
  answer: (step: StepOf<'survey'>, event: FlowEvent, run: Run): Outcome => {
    const key = keyOf(event) ?? ''
    const rating = /^\d$/.test(key) ? Number(key) : Number.NaN
    if (rating >= step.from && rating <= step.to) {
      run.state.survey[step.name] = rating
      note(run, titleHere(run, step), { keys: key })
    }
    return 'next'
  },
}

export const consent = {
  enter: (step: StepOf<'consent'>, run: Run): FlowAct | Outcome => {
    if (step.agree !== undefined || step.refuse !== undefined)
      return ask(run, speech(run, step.text), { timeoutSeconds: step.timeoutSeconds })
    run.state.pending.push(...speech(run, step.text))
    run.state.consent = 'given'
    note(run, 'Told that the call is recorded')
    return 'next'
  },
  answer: (step: StepOf<'consent'>, event: FlowEvent, run: Run): Outcome => {
    const key = keyOf(event)
    const isGiven = step.agree === undefined ? key !== step.refuse : key === step.agree
    run.state.consent = isGiven ? 'given' : 'refused'
    note(run, isGiven ? 'May be recorded' : 'May not be recorded', key === undefined ? {} : { keys: key })
    return 'next'
  },
}
