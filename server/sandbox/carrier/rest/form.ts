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

/** How a value must look. */
export type Field = 'text' | 'url' | 'method' | 'bool' | 'number' | 'list' | readonly string[]

/** Refuses what is not in the list: product code must not rely on a parameter the stand-in would only swallow. */
export const checkForm = (form: Form, fields: Record<string, Field>): Refusal | null => {
  for (const [name, values] of form) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) return refusal(20001, `the sandbox carrier does not know the parameter ${name}`)
    if (field !== 'list' && values.length > 1) return refusal(20001, `${name} stands more than once`)
    for (const value of values) {
      if (field === 'url' && value !== '' && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)))
        return refusal(21205, value)
      if (field === 'method' && !/^(GET|POST)$/i.test(value)) return refusal(20001, `${name} is GET or POST`)
      if (field === 'bool' && !/^(true|false)$/i.test(value)) return refusal(20001, `${name} is true or false`)
      if (field === 'number' && !/^\d{1,9}$/.test(value)) return refusal(20001, `${name} is a whole number`)
      if (Array.isArray(field) && !field.includes(value)) return refusal(20001, `${name} is one of ${field.join(', ')}`)
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
