import { zonedTime } from '../platform/zoned-time.ts'
import type { FlowFacts } from './face.ts'
import type { Text } from './flow.ts'

const PLACE = /\{([^{}]*)\}/g
const REFERENCE = /^([a-z][a-z0-9-]*)(?:\.(day|time))?(?::(digits))?$/

/** One `{…}` of a text. `part`: of opening hours, when they open next. */
export interface Reference {
  name: string
  part: 'day' | 'time' | null
  asDigits: boolean
}

/** What a text refers to; null stands for braces that hold no name. */
export const referencesOf = (text: string): (Reference | null)[] =>
  [...text.matchAll(PLACE)].map(([, inside = '']) => {
    const [, name, part, digits] = REFERENCE.exec(inside) ?? []
    return name === undefined ? null : { name, part: (part as 'day' | 'time') ?? null, asDigits: digits !== undefined }
  })

/** In a language of the flow; a text without languages is the same in each. */
export const inLanguage = (text: Text, language: string): string => (typeof text === 'string' ? text : (text[language] ?? ''))

const openingOf = (facts: FlowFacts, hours: string, part: 'day' | 'time', voice: string, zone: string): string => {
  const opensAt = facts.hours[hours]?.opensAt
  if (!opensAt) return ''
  if (part === 'day') return new Intl.DateTimeFormat(voice, { timeZone: zone, weekday: 'long' }).format(opensAt)
  const { minute } = zonedTime(opensAt, zone)
  const [hour, rest] = [Math.floor(minute / 60), minute % 60]
  return rest === 0 ? String(hour) : `${hour}:${String(rest).padStart(2, '0')}`
}

/** Fills in what a text refers to. A value is put in as it is, never read again: braces in it mean nothing. */
export const fill = (
  text: string,
  values: Readonly<Record<string, string>>,
  opening?: { facts: FlowFacts; voice: string; zone: string },
): string =>
  text.replace(PLACE, (_all, inside: string) => {
    const [reference] = referencesOf(`{${inside}}`)
    if (!reference) return ''
    const { name, part, asDigits } = reference
    if (part) return opening ? openingOf(opening.facts, name, part, opening.voice, opening.zone) : ''
    const value = Object.hasOwn(values, name) ? (values[name] ?? '') : ''
    // With spaces between, every voice reads them one by one.
    return asDigits ? [...value.replace(/[^\dA-Za-z]/g, '')].join(' ') : value
  })
