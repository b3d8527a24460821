import { afterAll, beforeAll, expect, it } from 'vitest'
import { neededBy, type Route } from '../../server/platform/routes.ts'
import { waitFor } from '../wait-for.ts'
import { meaningOf } from './id-table.ts'
import { sampleBody, sampleQuery } from './samples.ts'
import { openTwoTeams, type TwoTeams } from './two-teams.ts'

let desk: TwoTeams
let routes: readonly Route[]
beforeAll(async () => {
  desk = await openTwoTeams()
  routes = desk.app.inside.routes as readonly Route[]
}, 180_000)
afterAll(() => desk?.close())

const keys = new Map<string, string>()
/** A key with these scopes and no other. */
const keyWith = async (scopes: readonly string[]): Promise<string> => {
  const name = [...scopes].sort().join(' ')
  const key = keys.get(name) ?? (await desk.asAdmin('post', '/api-keys', { name: 'one door', scopes })).key
  keys.set(name, key)
  return key
}
const ask = (one: Route, token: string) => {
  const door = `${one.method} ${one.path}`
  const idFor = (name: string): string => {
    const meaning = meaningOf(door, name)
    if (typeof meaning === 'string') return desk.own[meaning] ?? 'missing0000000000'
    if (name === 'name') return 'main'
    return name === 'customerId' ? desk.customerId : desk.people.agent.id
  }
  const path = one.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(idFor(name)))
  const query = sampleQuery(one).join('&')
  return desk.call(one.method, query ? `${path}?${query}` : path, {
    token,
    ...(one.method === 'get' ? {} : { body: sampleBody(one, idFor) }),
  })
}
/** Needs more of whoever does it to somebody else, as its summary says. */
const OF_OTHERS = 'post /staff/:userId/sign-out-everywhere'
/** First what only reads, and last what leaves nothing to read. */
const inOrder = (): Route[] => {
  const turnOf = ({ method, path }: Route): number => (method === 'get' ? 0 : /\/(erase|merge|disable|role)$/.test(path) ? 2 : 1)
  return routes.filter((one) => one.may !== 'public').sort((a, b) => turnOf(a) - turnOf(b))
}

it('a key with the permissions that a door names lacks none there', { timeout: 180_000 }, async () => {
  const wrong: string[] = []
  let answered = 0
  for (const one of inOrder()) {
    const { status, body } = await ask(one, await keyWith(neededBy(one)))
    if (status < 300) answered += 1
    const door = `${one.method} ${one.path}`
    if (JSON.stringify(body).includes('lacks the permission') && door !== OF_OTHERS) wrong.push(`${door}: ${body.error?.message}`)
  }
  expect(wrong).toEqual([])
  // Else what is lacking might hide behind something that is not there.
  expect(answered).toBeGreaterThan(60)
})

it('a key without one of them is told which', async () => {
  const { status, body } = await desk.call('get', '/cases', { token: await keyWith(['customer.read']) })
  expect([status, body.error.message]).toEqual([403, 'This key lacks the permission case.read.'])
  const staff = await desk.call('get', '/cases', { token: desk.people.marketing.token })
  expect([staff.status, staff.body.error.message]).toEqual([403, 'Your role does not allow this.'])
})

it('the description names them all', async () => {
  const { paths } = (await (await fetch(`${desk.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { description: string }>>
  }
  expect(paths['/api/v1/screens/case/{caseId}']?.get?.description).toBe('Needs the permissions case.read, customer.read and work.read.')
  expect(paths['/api/v1/messages']?.get?.description).toBe('Needs the permission message.read.')
})

it('a form that hands in may read what became of it by message.inbound and message.read', async () => {
  const token = await keyWith(['message.inbound', 'message.read'])
  const posted = { externalId: 'by-two', from: { email: 'two@riverside.example' }, text: 'Does it ring?' }
  const { messageId } = (await desk.call('post', '/inbound', { token, body: posted })).body
  const filed = await waitFor(async () => {
    const { body } = await desk.call('get', `/messages/${messageId}`, { token })
    return body.caseId ? body : undefined
  })
  expect(filed.text).toBe('Does it ring?')
})
