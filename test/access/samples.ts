import * as z from 'zod'
import type { Route } from '../../server/platform/routes.ts'

export interface Shape {
  /** Of what may be null, both. */
  type?: string | string[]
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: Shape | boolean
  propertyNames?: Shape
  items?: Shape
  enum?: unknown[]
  anyOf?: Shape[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  minItems?: number
}

export const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape

/** Fields that name something by its id. A caller id is a number that is shown. */
export const isId = (name: string): boolean => /Ids?$/.test(name) && !['externalId', 'callerId'].includes(name)
/** A telephone number, whatever the field is called. */
const isNumber = (name: string, { pattern }: Shape): boolean =>
  ['phone', 'number', 'to'].includes(name) || pattern?.startsWith('^\\+') === true

/** A sender is named by one address; of a JSON Schema it cannot be read that another excludes it. */
const excluded: Record<string, readonly string[]> = { from: ['phone'] }

/** What a shape accepts, every optional field included. */
export const sampleOf = (name: string, shape: Shape, idFor: (name: string) => string): unknown => {
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return sampleOf(name, shape.anyOf[0] ?? {}, idFor)
  if (isId(name) && shape.type === 'string') return idFor(name).slice(-(shape.maxLength ?? 1000))
  switch ([shape.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([key]) => !excluded[name]?.includes(key))
          .map(([key, inner]) => [key, sampleOf(key, inner, idFor)]),
      )
    case 'array':
      return Array.from({ length: shape.minItems ?? 0 }, () => sampleOf(name, shape.items ?? {}, idFor))
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return shape.minimum ?? 1
    case 'string':
      if (shape.format === 'email') return 'somebody@larkfield.example'
      if (shape.format === 'date-time') return new Date(Date.now() + 3_600_000).toISOString()
      return isNumber(name, shape) ? '+12025550142' : 'a'.repeat(Math.max(shape.minLength ?? 0, 1))
    default:
      return 'anything'
  }
}

/** A body that the door's schema accepts, every optional field included; undefined for a door that takes none. */
export const sampleBody = ({ body }: Route, idFor: (name: string) => string): Record<string, unknown> | undefined => {
  if (!body) return undefined
  const sample = sampleOf('', shapeOf(body), idFor) as Record<string, unknown>
  // A sample that the schema refuses would let every later refusal pass for the one that is looked for.
  body.parse(sample)
  return sample
}

/** Every scalar or list of a body, as a path. */
const fieldsOf = (shape: Shape, before: readonly string[] = []): { path: string[]; shape: Shape }[] =>
  Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => [
    { path: [...before, name], shape: inner },
    ...fieldsOf(inner, [...before, name]),
  ])

const withValue = (body: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): Record<string, unknown> => ({
  ...body,
  [name]: rest.length === 0 ? value : withValue(body[name] as Record<string, unknown>, rest, value),
})

/** What would reach the store as a question if a door let it through (SECURITY A3). */
const operators: readonly unknown[] = [{ $ne: null }, { $gt: '' }, [{ $ne: null }], { $where: 'true' }, JSON.parse('{"__proto__":{"x":1}}')]

export interface BadBody {
  what: string
  body: Record<string, unknown>
}

/** The sample with one field after the other replaced by operators and lists. Fields that are open by their schema are named, not skipped in silence. */
export const operatorBodies = (one: Route, sample: Record<string, unknown>): BadBody[] =>
  fieldsOf(shapeOf(one.body as z.ZodType)).flatMap(({ path, shape }) =>
    operators.flatMap((value) => {
      // An open record (skill → level) takes any name, but no such value; its own schema decides about an empty prototype.
      const isOpenRecord = shape.type === 'object' && shape.additionalProperties !== undefined
      if (isOpenRecord && JSON.stringify(value) === '{"__proto__":{"x":1}}') return []
      return [{ what: `${path.join('.')}=${JSON.stringify(value)}`, body: withValue(sample, path, value) }]
    }),
  )

/** The sample with a field more, at the top and in each object within (SECURITY A5). */
export const longerBodies = (one: Route, sample: Record<string, unknown>): BadBody[] => {
  const inner = fieldsOf(shapeOf(one.body as z.ZodType)).filter(({ shape }) => shape.properties)
  const extra = ['isAdmin', 'role_', '$set', 'verified', '_id']
  return [[], ...inner.map(({ path }) => path)].flatMap((path) =>
    extra.map((name) => ({ what: `${[...path, name].join('.')} more`, body: withValue(sample, [...path, name], 'x') })),
  )
}

/** What a door needs in its query, as it stands behind the `?`; else what is refused might be refused for what is missing. */
export const sampleQuery = ({ query }: Route): string[] => {
  if (!query) return []
  const { properties = {}, required = [] } = shapeOf(query)
  return required.map((name) => `${name}=${sampleOf(name, properties[name] ?? {}, () => 'x')}`)
}

export const queryFieldsOf = ({ query }: Route): string[] => Object.keys(query?.shape ?? {})
