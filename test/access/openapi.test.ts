import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { describeApi } from '../../server/platform/openapi.ts'
import type { Route } from '../../server/platform/routes.ts'

interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: string; required: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema?: object }> }
  responses: Record<string, { description: string }>
}
interface Description {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object> }
}

const BASE = '/api/v1'
const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-openapi-'))
let app: App
let routes: readonly Route[]
let api: Description

beforeAll(async () => {
  const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir }
  const log = createLog({ level: 'silent', secrets: [] })
  app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
  routes = app.inside.routes as readonly Route[]
  api = JSON.parse(JSON.stringify(describeApi(routes as never, { title: 'Patchbay', version: '0.0.0', base: BASE })))
})
afterAll(async () => {
  await app?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const operations = (): [path: string, method: string, operation: Operation][] =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]): [string, string, Operation] => [path, method, one]),
  )

/** `/cases/${id}/notes` as `/cases/*\/notes`; what a sentence begins with may be several steps. */
const called = (): string[] => {
  const folder = join(import.meta.dirname, '../../agent-console')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  const found = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const asked = [...text.matchAll(/\b(get|post|put|patch)(?:<[^(]*>)?\(\s*(['`])([^'`]+)\2/g)].map(
      ([, method, , path]) => `${method} ${path}`,
    )
    const ofCalls = [...text.matchAll(/\b(post)(?:<[^(]*>)?\(to\(call, '([^']+)'\)/g)].map(
      ([, method, path]) => `${method} /calls/*${path}`,
    )
    const bare = [...text.matchAll(/['`]\/api\/v1(\/[\w/-]+)/g)].map(([, path]) => `any ${path}`)
    return [...asked, ...ofCalls, ...bare]
  })
  return [...new Set(found)].filter((one) => / (\/|\$)/.test(one)).sort()
}
const isDescribed = (asked: string): boolean => {
  const [method = '', path = ''] = asked.split(' ')
  const pattern = (path.split('?')[0] ?? '')
    .replace(/^\$\{[^}]*\}/, '**')
    .replace(/\$\{[^}]*(\([^)]*\))?[^}]*\}/g, '*')
    .split('/')
  const matches = (template: string): boolean => {
    const steps = template.slice(BASE.length).split('/')
    const wanted = pattern[0] === '**' ? [...steps.slice(0, steps.length - pattern.length + 1), ...pattern.slice(1)] : pattern
    return (
      steps.length === wanted.length &&
      steps.every((step, at) => step === wanted[at] || wanted[at] === '*' || (step.startsWith('{') && wanted[at] !== ''))
    )
  }
  return operations().some(([template, one]) => (method === 'any' || method === one) && matches(template))
}

describe('the description of the API', () => {
  it('is OpenAPI 3.1 in its shape, and every reference leads somewhere', () => {
    expect(api.openapi).toMatch(/^3\.1\.\d$/)
    expect(api.info).toEqual({ title: 'Patchbay', version: '0.0.0' })
    const wrong: string[] = []
    for (const [path, method, one] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      const declared = one.parameters.filter((given) => given.in === 'path')
      const isWhole =
        path.startsWith(`${BASE}/`) &&
        !path.includes(':') &&
        one.summary.length > 0 &&
        Object.values(one.responses).every(({ description }) => description.length > 0) &&
        one.parameters.every(({ name, schema }) => name.length > 0 && typeof schema === 'object') &&
        declared.every(({ required }) => required)
      const names = declared.map(({ name }) => name)
      if (!isWhole || JSON.stringify(inPath.sort()) !== JSON.stringify(names.sort())) wrong.push(`${method} ${path}`)
    }
    expect(wrong).toEqual([])
    const ids = operations().map(([, , one]) => one.operationId)
    expect(new Set(ids).size).toBe(ids.length)

    const text = JSON.stringify(api)
    const refs = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref))
    expect(refs.size).toBeGreaterThan(20)
    expect([...refs].filter((ref) => !(ref.replace('#/components/schemas/', '') in api.components.schemas))).toEqual([])
    expect(text).not.toContain('$defs')
  })

  it('holds every route, and what is sent to it', () => {
    const held = operations().map(([path, method]) => `${method} ${path}`)
    const mounted = routes.map(({ method, path }) => `${method} ${BASE}${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(held.sort()).toEqual(mounted.sort())
    for (const { method, path, body } of routes) {
      const operation = api.paths[`${BASE}${path.replace(/:(\w+)/g, '{$1}')}`]?.[method]
      const type = path === '/uploads' && method === 'post' ? 'application/octet-stream' : body ? 'application/json' : undefined
      expect([method, path, Object.keys(operation?.requestBody?.content ?? {})]).toEqual([method, path, type ? [type] : []])
    }
  })

  it('holds every address that the console asks', () => {
    const asked = called()
    expect(asked.length).toBeGreaterThan(80)
    expect(asked.filter((one) => !isDescribed(one))).toEqual([])
  })
})
