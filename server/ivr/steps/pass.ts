import { zonedTime } from '../../platform/zoned-time.ts'
import type { Condition, StepOf } from '../flow.ts'
import { filled, note, type Outcome, type Run, remember, speech } from '../run.ts'

export const say = {
  enter: (step: StepOf<'say'>, run: Run): Outcome => {
    run.state.pending.push(...speech(run, step.text))
    return 'next'
  },
}

export const play = {
  enter: (step: StepOf<'play'>, run: Run): Outcome => {
    run.state.pending.push({ do: 'play', url: step.url, times: step.times })
    return 'next'
  },
}

export const set = {
  enter: (step: StepOf<'set'>, run: Run): Outcome => {
    remember(run, step.values)
    return 'next'
  },
}

export const subFlow = {
  enter: (step: StepOf<'sub-flow'>, run: Run): Outcome => {
    remember(run, step.with)
    return 'next'
  },
}

export const goBack = { enter: (): Outcome => 'next' }

export const article = {
  enter: (step: StepOf<'article'>, run: Run): Outcome => {
    const answer = run.facts.articles[step.article]?.[run.state.language] ?? ''
    if (answer === '') return 'otherwise'
    run.state.pending.push(...speech(run, '{answer}', { answer }))
    note(run, `Heard the article ${step.article}`, { article: step.article })
    return 'next'
  },
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
const isWithin = (span: string, minute: number): boolean => {
  const [from, to] = [minuteOf(span), minuteOf(span.slice(6))]
  return from < to ? from <= minute && minute < to : minute >= from || minute < to
}

const callerIs = ({ isKnown, number }: Run['facts']['caller'], what: NonNullable<Condition['caller']>): boolean =>
  what === 'withheld' ? number === null : number !== null && isKnown === (what === 'known')

/** Whether all that a condition names holds. What nobody can tell does not. */
const holds = (condition: Condition, run: Run): boolean => {
  const { hours, queues, caller, now } = run.facts
  const queue = condition.queue === undefined ? undefined : queues[filled(run, condition.queue)]
  const value = condition.variable === undefined ? '' : (run.state.variables[condition.variable] ?? '')
  const checks: [unknown, () => boolean][] = [
    [condition.open, () => hours[condition.open ?? '']?.isOpen === true],
    [condition.closed, () => hours[condition.closed ?? '']?.isOpen === false],
    [condition.holiday, () => hours[condition.holiday ?? '']?.isHoliday === true],
    [condition.waitingOver, () => (queue?.waiting ?? 0) > (condition.waitingOver ?? 0)],
    [condition.waitOverMinutes, () => (queue?.estimate?.toMinutes ?? 0) > (condition.waitOverMinutes ?? 0)],
    [condition.staffed, () => queue !== undefined && queue.isStaffed === condition.staffed],
    [condition.caller, () => callerIs(caller, condition.caller ?? 'known')],
    [condition.openCase, () => caller.hasOpenCase === condition.openCase],
    [condition.segment, () => caller.segment === condition.segment],
    [condition.variable, () => (condition.is === undefined ? value !== '' : [condition.is].flat().includes(value))],
    [condition.time, () => isWithin(condition.time ?? '', zonedTime(now, run.flow.zone).minute)],
  ]
  return checks.every(([named, holdsTrue]) => named === undefined || holdsTrue())
}

export const branch = {
  enter: (step: StepOf<'branch'>, run: Run): Outcome => {
    const at = step.when.findIndex((condition) => holds(condition, run))
    if (at < 0) return 'otherwise'
    remember(run, step.when[at]?.set)
    return String(at)
  },
}
