import type { Request } from 'express'
import { type Refusal, refusal } from '../refusal.ts'

/** The parameters of a request by name; each may stand more than once. */
export type Form = ReadonlyMap<string, string[]>

export const readForm = (body: string): Form => {
  const form = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(body)) form.set(name, [...(form.get(name) ?? []), value])
  return form
}

/** The search part of the address, in the same form. */
export const readQuery = (request: Request): Form => readForm(request.originalUrl.split('?')[1] ?? '')

/** How a value must look, as Twilio publishes it (https://www.twilio.com/docs/voice/api, and the SDK's types). */
export type Field =
  | 'text'
  /** Absolute, with a host that has no underscore; empty where it takes an address away. */
  | 'url'
  | 'method'
  | 'bool'
  /** A day or an instant, in UTC. */
  | 'date'
  /** One of these words. */
  | readonly string[]
  /** A whole number, within. */
  | { least: number; most: number }
  | { sid: string }
  /** May stand more than once. */
  | { each: 'url' | readonly string[] }

export const RING_SECONDS = { least: 1, most: 600 } as const
export const CALL_SECONDS = { least: 1, most: 86_400 } as const
const LONGEST_URL = 4_000

const isUrl = (value: string): boolean => {
  if (value === '') return true
  if (value.length > LONGEST_URL || !URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return /^https?:$/.test(protocol) && !hostname.includes('_')
}
/** What is wrong with a value; null when nothing is. */
const wrong = (name: string, field: Field, value: string): Refusal | null => {
  const no = (what: string): Refusal => refusal(20001, `${name} is ${what}`)
  if (field === 'text') return null
  if (field === 'url') return isUrl(value) ? null : refusal(21205, value)
  if (field === 'method') return /^(GET|POST)$/i.test(value) ? null : refusal(21209, `${name} is GET or POST`)
  if (field === 'bool') return /^(true|false)$/i.test(value) ? null : no('true or false')
  if (field === 'date')
    return /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(value) && !Number.isNaN(Date.parse(value)) ? null : no('a day or an instant')
  if ('sid' in field) return new RegExp(`^${field.sid}[0-9a-fA-F]{32}$`).test(value) ? null : no(`an id that begins with ${field.sid}`)
  if ('least' in field) {
    const isWithin = /^\d{1,9}$/.test(value) && Number(value) >= field.least && Number(value) <= field.most
    if (isWithin) return null
    return name === 'Timeout' ? refusal(21208, value) : no(`a whole number from ${field.least} to ${field.most}`)
  }
  if ('each' in field) {
    const { each } = field
    if (each === 'url') return isUrl(value) ? null : refusal(21205, value)
    // Several words may stand in one value, with spaces between them.
    return value.split(' ').every((word) => each.includes(word)) ? null : no(`of ${each.join(', ')}`)
  }
  return field.includes(value) ? null : no(`one of ${field.join(', ')}`)
}

/** Refuses what is not in the list: product code must not rely on a parameter the stand-in would only swallow. */
export const checkForm = (form: Form, fields: Record<string, Field>): Refusal | null => {
  for (const [name, values] of form) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) return refusal(20001, `the sandbox carrier does not know the parameter ${name}`)
    if (values.length > 1 && !(typeof field === 'object' && 'each' in field)) return refusal(20001, `${name} stands more than once`)
    for (const value of values) {
      const refused = wrong(name, field, value)
      if (refused) return refused
    }
  }
  return null
}

export const one = (form: Form, name: string): string | undefined => form.get(name)?.[0]
export const all = (form: Form, name: string): string[] => form.get(name) ?? []
export const isTrue = (form: Form, name: string): boolean | undefined => {
  const value = one(form, name)
  return value === undefined ? undefined : value.toLowerCase() === 'true'
}
export const methodOf = (form: Form, name: string): 'GET' | 'POST' => (one(form, name)?.toUpperCase() === 'GET' ? 'GET' : 'POST')
