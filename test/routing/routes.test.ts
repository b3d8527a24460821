import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerErrors, mountRoutes } from '../../server/platform/routes.ts'
import { type Actor, allow, type Permission, type StaffActor } from '../../server/staff/index.ts'
import { limitBy } from '../setup/limit-by.ts'
import { type FloorDesk, openFloorDesk } from './floor-desk.ts'

let desk: FloorDesk
let server: Server
let base: string
const people = new Map<string, StaffActor>()
beforeAll(async () => {
  desk = await openFloorDesk()
  const app = express()
  app.use(
    mountRoutes<Actor>(desk.routing.parts.routes ?? [], {
      connection: desk.platform.connection,
      log: desk.platform.log,
      authenticate: async (request) => people.get(request.get('authorization') ?? '') ?? null,
      actorId: (actor) => actor.id,
      allow: (actor, permission) => allow(actor, permission as Permission),
      limit: limitBy(),
    }),
  )
  app.use(answerErrors(desk.platform.log))
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server?.close()
  await desk?.end()
})

interface Answer {
  items: { id: string; state: string; chosenId: string; candidates: { name: string; isChosen: boolean }[] }[]
  nextCursor: string | null
  state: string
  error: { code: string }
}
const ask = async (
  who: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Answer }> => {
  const response = await fetch(`${base}${path}`, { method, headers: { authorization: who, ...headers } })
  return { status: response.status, body: (await response.json()) as Answer }
}

test('an agent lists, declines and accepts; a supervisor sees what waits; both see why', async () => {
  const queue = await desk.addQueue({ allowsPick: true })
  people.set('ida', await desk.addAgent('Ida', { teams: queue.teams, capacity: { default: 2 } }))
  people.set('lead', await desk.addAgent('Lead', { role: 'supervisor' }, false))
  const ida = people.get('ida') as StaffActor
  const caseId = await desk.write('chat', queue.id, 'http')
  const { id } = await desk.offeredTo(caseId, ida)

  expect((await ask('ida', 'get', '/work/mine')).body.items.map((one) => [one.id, one.state])).toEqual([[id, 'offered']])
  expect((await ask('ida', 'get', '/work')).status).toBe(403)
  expect((await ask('nobody', 'get', '/work/mine')).status).toBe(401)
  expect((await ask('lead', 'get', '/work?limit=10')).body).toMatchObject({ items: [{ id, state: 'offered' }], nextCursor: null })
  expect((await ask('lead', 'post', `/work/${id}/accept`)).body.error.code).toBe('offer-gone')
  expect((await ask('ida', 'post', '/work/w_missing/accept')).status).toBe(404)

  expect((await ask('ida', 'post', `/work/${id}/decline`)).body.state).toBe('waiting')
  expect((await ask('ida', 'post', `/work/${id}/pick`, { 'idempotency-key': 'once' })).body.state).toBe('active')
  expect((await ask('ida', 'post', `/work/${id}/pick`, { 'idempotency-key': 'once' })).body.state).toBe('active')
  expect((await ask('lead', 'get', `/cases/${caseId}/work`)).body.items.map((one) => one.state)).toEqual(['active'])
  const { items } = (await ask('lead', 'get', `/cases/${caseId}/decisions`)).body
  expect(items).toMatchObject([{ chosenId: ida.id, candidates: [{ name: 'Ida', isChosen: true }] }])
  expect((await ask('lead', 'get', '/cases/missing/decisions')).status).toBe(404)
})

test('all work of a case and all its decisions come page by page, also those of one moment', async () => {
  const queue = await desk.addQueue({})
  people.set('reader', await desk.addAgent('Reader', { teams: queue.teams }, false))
  const caseId = await desk.write('email', queue.id, 'pages')
  const at = new Date('2026-01-05T10:00:00Z')
  const { connection } = desk.platform
  const many = Array.from({ length: 60 }, (_one, index) => `old-${String(index).padStart(2, '0')}`)
  await connection.collection('works').insertMany(many.map((_id) => ({ _id, caseId, since: at, state: 'done', isOpen: false })) as never)
  await connection
    .collection('decisions')
    .insertMany(many.map((_id) => ({ _id, workId: _id, caseId, at, chosenId: null, waitedMs: 0, candidates: [] })) as never)
  for (const list of ['work', 'decisions']) {
    const seen: string[] = []
    let cursor: string | null = ''
    do {
      const { body } = await ask(
        'reader',
        'GET',
        `/cases/${caseId}/${list}?limit=25${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      )
      seen.push(...body.items.map((one) => one.id))
      cursor = body.nextCursor
    } while (cursor)
    expect(seen.filter((id) => id.startsWith('old-'))).toEqual([...many].reverse())
    expect(new Set(seen).size).toBe(seen.length)
  }
  const { body } = await ask('reader', 'GET', `/cases/${caseId}/work?limit=25`)
  expect((await ask('reader', 'GET', `/cases/${caseId}/decisions?cursor=${encodeURIComponent(body.nextCursor ?? '')}`)).status).toBe(400)
})
