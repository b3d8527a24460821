import * as z from 'zod'
import { neededBy, type Route } from './routes.ts'

/** Express' `/cases/:caseId` as OpenAPI's `/cases/{caseId}`. */
const toTemplate = (path: string): string => path.replace(/:(\w+)/g, '{$1}')

type Schema = Record<string, unknown>

/** What zod says of a schema. Those with a name stand among the document's: zod leaves them beside each schema, where no reference would find them. */
const createSchemas = () => {
  const named: Record<string, Schema> = {}
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema => {
    const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
    // What is taken may leave out what is filled in: it is not the same schema.
    const ending = io === 'input' ? 'Input' : ''
    const text = JSON.stringify(made).replace(/"#\/\$defs\/([^"]+)"/g, `"#/components/schemas/$1${ending}"`)
    const { $schema: _dialect, $defs = {}, ...rest } = JSON.parse(text) as Schema & { $defs?: Record<string, Schema> }
    for (const [name, { id: _id, ...one }] of Object.entries($defs)) named[`${name}${ending}`] = one
    return rest
  }
  return { named, schemaOf }
}
type SchemaOf = ReturnType<typeof createSchemas>['schemaOf']

const parametersOf = (schemaOf: SchemaOf, schema: z.ZodObject | undefined, where: 'path' | 'query'): object[] => {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as { properties?: Record<string, unknown>; required?: string[] }
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: one,
  }))
}

const operationId = ({ method, path }: Route): string =>
  `${method}${path.replace(/[/:-]+(\w)/g, (_all, letter: string) => letter.toUpperCase())}`

const permissionWords = (needed: readonly string[]): string =>
  needed.length === 1 ? `the permission ${needed[0]}` : `the permissions ${needed.slice(0, -1).join(', ')} and ${needed.at(-1)}`

/** The API's description, OpenAPI 3.1, made from the same list that is mounted. `base` is where the routes hang: `/api/v1`. */
export const describeApi = (
  routes: readonly Route<never>[],
  { title, version, base }: { title: string; version: string; base: string },
): object => {
  const { named, schemaOf } = createSchemas()
  const paths: Record<string, Record<string, object>> = {}
  for (const one of routes as unknown as Route[]) {
    const path = `${base}${toTemplate(one.path)}`
    paths[path] ??= {}
    paths[path][one.method] = {
      operationId: operationId(one),
      summary: one.summary,
      tags: [one.path.split('/')[1]],
      ...(one.may === 'public' ? { security: [] } : { description: `Needs ${permissionWords(neededBy(one))}.` }),
      parameters: [
        ...parametersOf(schemaOf, one.params, 'path'),
        ...parametersOf(schemaOf, one.query, 'query'),
        ...(one.method === 'post' && one.may !== 'public' && !one.isFile
          ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } }]
          : []),
      ],
      ...(one.body && one.method !== 'get'
        ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(one.body, 'input') } } } }
        : {}),
      // The whole body is the file: OpenAPI 3.1 says so by a media type without a schema.
      ...(one.isFile ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } } : {}),
      responses: {
        [String(one.status ?? 200)]: {
          description: 'Done.',
          ...(one.answer ? { content: { 'application/json': { schema: schemaOf(one.answer, 'output') } } } : {}),
        },
        default: { description: 'What went wrong.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key, or the access token of someone who is signed in.' },
      },
      schemas: {
        ...named,
        Error: {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['code', 'kind', 'message'],
              properties: {
                code: { type: 'string' },
                kind: { type: 'string' },
                message: { type: 'string' },
                details: {
                  type: 'array',
                  items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
                },
                requestId: { type: 'string' },
              },
            },
          },
        },
      },
    },
  }
}
