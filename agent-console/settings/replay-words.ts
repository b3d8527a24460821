import type { ReplayFigures } from '../../server/routing/replay/wire.ts'
import { length, percent } from '../floor/figure-words.ts'
import { amount } from '../words/amount.ts'

const count = (value: number | null): string => (value === null ? '–' : amount(value))

export const replayRows: readonly { label: string; show(figures: ReplayFigures): string }[] = [
  { label: 'Waited', show: (one) => count(one.pieces) },
  { label: 'Half waited no longer than', show: (one) => length(one.medianWaitSeconds) },
  { label: '95 of 100 waited no longer than', show: (one) => length(one.p95WaitSeconds) },
  { label: 'Taken within the promise', show: (one) => percent(one.inTime) },
  { label: 'Taken by somebody else than one column before', show: (one) => count(one.toAnother) },
  { label: 'Waited until less was asked', show: (one) => count(one.softened) },
]

export const replayAssumptions: readonly string[] = [
  'Whoever is offered something accepts it, after as long as they really took, or as is usual in that queue. Nobody declines.',
  'Whoever takes it is busy for as long as it really took, or as is usual in that queue.',
  'People were there when they really were. Their teams, skills and capacity, and the rules you do not change, are those of now.',
  'Who gave up would not have given up sooner, and who was answered would have waited longer if need be.',
  'What people moved, picked or gave by hand happens again at the same moment, if it waits still and they have room.',
  'Calls out are made when they really were, by the same people. Calls between colleagues keep nobody busy.',
  'The promise counts as kept when somebody takes the work.',
]

const two = (value: number): string => String(value).padStart(2, '0')
const dateOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`

/** The reader's own, as a date field writes it. */
export const today = (): string => dateOf(new Date())

/** A day of the reader's, from midnight to midnight: an hour more or less where clocks are changed. */
export const dayBounds = (date: string): { since: string; until: string } => {
  const from = new Date(`${date}T00:00:00`)
  const until = new Date(from.getFullYear(), from.getMonth(), from.getDate() + 1)
  return { since: from.toISOString(), until: until.toISOString() }
}
