import type { FlowAct, FlowEvent, Place, Utterance } from '../face.ts'
import type { StepOf } from '../flow.ts'
import { ask, filled, gatherOf, note, type Outcome, type Run, speech, takePending, titleHere } from '../run.ts'
import { takeChoice } from './ask.ts'

type Wait = Pick<StepOf<'wait'>, 'queue' | 'skills' | 'priority' | 'announce' | 'everySeconds' | 'music' | 'choices' | 'maxMinutes'>

interface Announcement {
  utterances: Utterance[]
  told: Place | null
}

/** Where the caller stands, in the flow's own words, and what of it those words say. */
const announcement = (step: Wait, queue: string, run: Run): Announcement => {
  const facts = run.facts.queues[queue]
  if (!step.announce || !facts) return { utterances: [], told: null }
  const own = facts.position === null ? facts.places?.[step.priority] : { position: facts.position, estimate: facts.estimate }
  const { position, estimate } = own ?? { position: facts.waiting + 1, estimate: facts.estimate }
  const ahead = Math.max(0, position - 1)
  const { first, second, later, soon, minutes } = step.announce
  const place = speech(run, ahead === 0 ? first : ahead === 1 ? second : later, { ahead: String(ahead) })
  const says = (words: Utterance[], range: Place['estimate']): Announcement => ({
    utterances: [...place, ...words],
    told: { position: ahead + 1, estimate: words.length > 0 ? range : null },
  })
  if (!estimate) return says([], null)
  const { fromMinutes, toMinutes } = estimate
  if (soon && toMinutes <= 1) return says(speech(run, soon), { fromMinutes: 0, toMinutes: 1 })
  // A range is honest, one number is a promise.
  const from = Math.max(1, fromMinutes)
  const to = Math.max(toMinutes, from + 1)
  return says(speech(run, minutes, { from: String(from), to: String(to) }), { fromMinutes: from, toMinutes: to })
}

/** One round of waiting. Who comes back from somewhere else still waits since they began. */
const wait = (step: Wait, run: Run): FlowAct | Outcome => {
  const { state, facts } = run
  const queue = filled(run, step.queue)
  if (state.waiting?.queue !== queue) {
    state.waiting = { queue, since: facts.now.toISOString() }
    note(run, `Waits for ${queue}`)
  }
  if (facts.now.getTime() - Date.parse(state.waiting.since) > step.maxMinutes * 60_000) {
    state.waiting = null
    return 'otherwise'
  }
  const { utterances, told } = announcement(step, queue, run)
  return {
    type: 'wait',
    queue,
    skills: step.skills,
    priority: step.priority,
    utterances: [...takePending(run), ...utterances, ...step.choices.flatMap((one) => speech(run, one.text))],
    told,
    music: step.music ?? null,
    seconds: step.everySeconds,
    gather: step.choices.length > 0 ? gatherOf(run, { timeoutSeconds: 1 }) : null,
  }
}

export const waiting = {
  enter: (step: StepOf<'wait'>, run: Run): FlowAct | Outcome => wait(step, run),
  answer: (step: StepOf<'wait'>, event: FlowEvent, run: Run): FlowAct | Outcome => takeChoice(step.choices, event, run) ?? wait(step, run),
}

const handOver = (step: StepOf<'transfer'>, run: Run): FlowAct | Outcome => {
  if ('number' in step.to) return { type: 'transfer', number: step.to.number, utterances: [...takePending(run), ...speech(run, step.text)] }
  const isNew = run.state.waiting?.queue !== filled(run, step.to.queue)
  if (isNew) run.state.pending.push(...speech(run, step.text))
  return wait({ queue: step.to.queue, skills: {}, priority: 'normal', everySeconds: 60, choices: [], maxMinutes: 30 }, run)
}

export const transfer = {
  enter: (step: StepOf<'transfer'>, run: Run): FlowAct | Outcome => {
    if ('number' in step.to && run.state.path.at(-1)?.step !== run.state.step) note(run, `Transfer to ${step.to.number}`)
    return handOver(step, run)
  },
  answer: (step: StepOf<'transfer'>, event: FlowEvent, run: Run): FlowAct | Outcome =>
    event.type === 'not-placed' ? 'otherwise' : handOver(step, run),
}

export const callback = {
  enter: (step: StepOf<'callback'>, run: Run): FlowAct | Outcome =>
    run.facts.caller.number === null ? 'otherwise' : ask(run, speech(run, step.text), { timeoutSeconds: step.timeoutSeconds }),
  answer: (step: StepOf<'callback'>, event: FlowEvent, run: Run): FlowAct | Outcome => {
    if (event.type === 'callback-made') {
      note(run, event.isKnown ? 'Asked again to be called back' : 'Asked to be called back')
      if (event.isKnown) run.state.pending.push(...speech(run, step.already))
      return 'next'
    }
    if (event.type === 'callback-refused') {
      note(run, `No callback: ${event.reason}`)
      return 'otherwise'
    }
    if (event.type !== 'digits' || event.digits !== step.confirm) return 'otherwise'
    return { type: 'callback', queue: filled(run, step.queue), number: 'caller' }
  },
}

export const voicemail = {
  enter: (step: StepOf<'voicemail'>, run: Run): FlowAct => ({
    type: 'voicemail',
    queue: filled(run, step.queue),
    utterances: [...takePending(run), ...speech(run, step.text)],
    maxSeconds: step.maxSeconds,
  }),
  answer: (step: StepOf<'voicemail'>, event: FlowEvent, run: Run): Outcome => {
    if (event.type !== 'recorded' || event.seconds < 1) return 'otherwise'
    note(run, `${titleHere(run, step)}: ${event.seconds} seconds`)
    return 'next'
  },
}

export const hangUp = {
  enter: (step: StepOf<'hang-up'>, run: Run): FlowAct => ({
    type: 'hang-up',
    utterances: [...takePending(run), ...speech(run, step.text)],
    outcome: step.outcome,
  }),
}
