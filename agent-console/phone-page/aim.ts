import type { LineState } from '../softphone/carrier/line.ts'
import { toE164 } from './number.ts'

/** The number a phone calls: what was typed, else the desk's first one. */
export const aimOf = (typed: string, line: LineState): string => {
  if (typed.trim() !== '') return toE164(typed) ?? typed
  return line.name === 'ready' ? (line.hello.numbers[0]?.number ?? '') : ''
}

/** What a number is called here, if it is one of the desk's. */
export const labelOf = (number: string, line: LineState): string | undefined =>
  line.name === 'ready' ? line.hello.numbers.find((one) => one.number === number)?.label : undefined
