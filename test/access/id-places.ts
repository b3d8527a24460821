import type * as z from 'zod'
import type { Route } from '../../server/platform/routes.ts'
import { type Shape, sampleOf, shapeOf } from './samples.ts'

/** One place of a door or an event where somebody may write a name of something: `body.to.queueId`. */
export interface Place {
  where: 'path' | 'query' | 'body'
  /** The field; of a record, the name of the record and `{}`: its keys are what is named. */
  name: string
  /** The way to it: fields, `[]` into a list, `{}` to the keys of a record, `|1` into the second of what it may be. */
  way: readonly string[]
}
export const placeName = ({ where, way }: Place): string => [where, ...way.filter((step) => !step.startsWith('|'))].join('.')

const textsIn = (shape: Shape, where: Place['where'], way: readonly string[] = [], name = ''): Place[] => {
  const within = (inner: Shape, step: string, as = name): Place[] => textsIn(inner, where, [...way, step], as)
  if (shape.anyOf) return shape.anyOf.flatMap((one, at) => within(one, `|${at}`))
  if (shape.properties) return Object.entries(shape.properties).flatMap(([field, inner]) => within(inner, field, field))
  if (shape.items) return within(shape.items, '[]')
  if (shape.propertyNames && typeof shape.additionalProperties === 'object')
    return [{ where, name: `${name}{}`, way: [...way, '{}'] }, ...within(shape.additionalProperties, '{}')]
  const isText = [shape.type].flat().includes('string') && !shape.enum && !['email', 'date-time'].includes(shape.format ?? '')
  return isText ? [{ where, name, way }] : []
}

/** Every place of a body that takes a text of the sender's own. */
export const placesOfBody = (body: z.ZodType | undefined, where: Place['where'] = 'body'): Place[] =>
  body ? textsIn(shapeOf(body), where) : []

/** The same of a door: its path, its query, its body. */
export const placesOf = ({ path, query, body }: Route): Place[] => [
  ...[...path.matchAll(/:(\w+)/g)].map(([, name = '']): Place => ({ where: 'path', name, way: [name] })),
  ...placesOfBody(query, 'query'),
  ...placesOfBody(body),
]

const valueAt = (shape: Shape, [step, ...rest]: readonly string[], value: string, idFor: IdFor): unknown => {
  if (step === undefined) return value
  if (step.startsWith('|')) return valueAt(shape.anyOf?.[Number(step.slice(1))] ?? {}, rest, value, idFor)
  if (step === '[]') return [valueAt(shape.items ?? {}, rest, value, idFor)]
  const inner = typeof shape.additionalProperties === 'object' ? shape.additionalProperties : {}
  if (step === '{}') return rest.length > 0 ? { a: valueAt(inner, rest, value, idFor) } : { [value]: sampleOf('', inner, idFor) }
  const beside = Object.entries(shape.properties ?? {}).filter(([name]) => name !== step && shape.required?.includes(name))
  return {
    ...Object.fromEntries(beside.map(([name, one]) => [name, sampleOf(name, one, idFor)])),
    [step]: valueAt(shape.properties?.[step] ?? {}, rest, value, idFor),
  }
}

type IdFor = (name: string) => string

/** A body with a value at one place. What need not be named besides is left out: it might be decided by instead. */
export const bodyWith = (body: z.ZodType, { way }: Place, value: string, idFor: IdFor): object =>
  valueAt(shapeOf(body), way, value, idFor) as object
