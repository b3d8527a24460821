import type { FlowItem, FlowStepView, FlowView } from '../../server/calls/flows/wire.ts'

/** `9 s`, `1:25`; nothing for what takes no time of its own. */
export const span = (seconds: number | null): string => {
  if (seconds === null || seconds < 1) return ''
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 100))
export const leftWords = ({ left, reached }: Pick<FlowStepView, 'left' | 'reached'>): string => `${left} left, ${share(left, reached)} %`

/** Fewer calls are chance. */
const ENOUGH_CALLS = 10
const BAD_SHARE = 0.2

/** The one step that loses most, if it loses a fifth of its callers or more. */
export const worstOf = (nodes: readonly FlowStepView[]): FlowStepView | null => {
  const bad = nodes.filter(({ left, reached }) => reached >= ENOUGH_CALLS && left / reached >= BAD_SHARE)
  return bad.sort((a, b) => b.left / b.reached - a.left / a.reached)[0] ?? null
}

export const languageName = (language: string): string =>
  new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(language) ?? language

const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`
export const callWords = ({ calls, now, isCut }: Pick<FlowView, 'calls' | 'now' | 'isCut'>): string =>
  `${isCut ? 'the newest ' : ''}${count(calls, 'call', 'calls')}, ${now} in it now`

/** What the checks of the flow's file say. */
export const checksOf = ({ faults, languages }: Pick<FlowItem, 'faults' | 'languages'>): { isFine: boolean; text: string }[] => {
  const found = faults.map(({ file, line, reason }) => ({ isFine: false, text: `${file}, line ${line}: ${reason}` }))
  if (faults.some(({ level }) => level === 'error')) return found
  return [
    { isFine: true, text: 'Every step can be reached and leads on' },
    { isFine: true, text: `Every prompt in ${count(languages.length, 'language', 'languages')}` },
    ...found,
  ]
}
