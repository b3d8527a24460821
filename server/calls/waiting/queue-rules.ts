import type { InsteadOfWaiting, Notice, Queue } from '../../queues/index.ts'
import type { Utterance } from '../ports.ts'
import type { PhoneSettings } from '../wire.ts'

export type RuleVerdict =
  /** `says`: the message of the queue comes first. */
  | { do: 'wait'; says: Notice | null }
  | { do: 'instead'; what: InsteadOfWaiting; why: 'closed' | 'nobody' | 'too-long'; notice: Notice | null }

/**
 * Pure: what becomes of a caller who waits for a person of a queue, or would. An emergency comes before everything; then, that nobody could answer;
 * then the longest wait. A menu that asks the same itself never comes here with such a caller.
 */
export const ruleFor = (
  { notice, whenNobody, maxWait }: Pick<Queue, 'notice' | 'whenNobody' | 'maxWait'>,
  { isFirst, waitedMs, signedIn }: { isFirst: boolean; waitedMs: number; signedIn: number },
): RuleVerdict => {
  if (notice?.mode === 'closed') return { do: 'instead', what: 'message', why: 'closed', notice }
  if (signedIn === 0 && whenNobody !== 'wait') return { do: 'instead', what: whenNobody, why: 'nobody', notice: null }
  if (maxWait && waitedMs >= maxWait.minutes * 60_000) return { do: 'instead', what: maxWait.instead, why: 'too-long', notice: null }
  return { do: 'wait', says: isFirst ? notice : null }
}

/**
 * Pure: a notice in words. `spoken`: the language the caller chose, if they did; else everyone of `locales` in turn, because it comes before the choice.
 * A text that was left empty is the prepared one.
 */
export const noticeUtterances = (
  { mode, texts }: Pick<Notice, 'mode' | 'texts'>,
  prepared: PhoneSettings['noticeTexts'],
  { locales, spoken }: { locales: Readonly<Record<string, string>>; spoken: string | null },
): Utterance[] => {
  const given = Object.fromEntries(Object.entries({ ...prepared[mode], ...texts }).filter(([, text]) => text !== ''))
  const say = (language: string): Utterance => ({ do: 'say', text: given[language] ?? '', language: locales[language] ?? language })
  if (spoken !== null && given[spoken] !== undefined) return [say(spoken)]
  const heard = Object.keys(locales).filter((one) => given[one] !== undefined)
  const languages = heard.length > 0 ? heard : Object.keys(given)
  return (spoken === null ? languages : languages.slice(0, 1)).map(say)
}
