import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../../server/platform/routes.ts'
import { type Permission, type Role, rolePermissions, roles } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { openRealDesk, type RealDesk } from './real-desk.ts'
import { sampleBody } from './samples.ts'

let desk: RealDesk
/** Of a queue that only another team sees. */
let foreign: Record<string, string>
/** Of the queue that everyone sees. */
let own: Record<string, string>

const asAdmin = async (method: string, path: string, body?: unknown) => {
  const answer = await desk.call(method, path, { token: desk.people.admin.token, body })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** One message from outside, and what came of it. */
const arrive = async (key: string, externalId: string): Promise<Record<string, string>> => {
  const body = { externalId, from: { email: `${externalId}@riverside.example` }, subject: 'A bell', text: 'Does it ring?' }
  const { status, body: taken } = await desk.call('post', '/inbound', { token: key, body })
  expect(status).toBe(202)
  const message = await waitFor(
    async () => {
      const found = await asAdmin('get', `/messages/${taken.messageId}`)
      return found.caseId ? found : undefined
    },
    { what: `the case of ${externalId}` },
  )
  const work = await waitFor(async () => (await asAdmin('get', `/cases/${message.caseId}/work`)).items[0], { what: 'its work' })
  return { caseId: message.caseId, messageId: taken.messageId, workId: work.id, customerId: message.customerId, fileId: 'any' }
}

beforeAll(async () => {
  desk = await openRealDesk()
  const team = await asAdmin('post', '/teams', { name: 'Workshop' })
  const open = await asAdmin('post', '/queues', { name: 'Everyone' })
  await asAdmin('post', `/queues/${open.id}/default`)
  const shut = await asAdmin('post', '/queues', { name: 'Workshop only' })
  await asAdmin('patch', `/queues/${shut.id}`, { sources: ['workshop'], restrictedTo: [team.id] })
  const scopes = ['message.inbound']
  const { key: everyones } = await asAdmin('post', '/api-keys', { name: 'Form', scopes, source: 'form' })
  const { key: workshops } = await asAdmin('post', '/api-keys', { name: 'Workshop', scopes, source: 'workshop' })
  own = { ...(await arrive(everyones, 'first')), queueId: open.id }
  foreign = { ...(await arrive(workshops, 'second')), queueId: shut.id }
})
afterAll(() => desk?.stop())

const idsIn = (one: Route): string[] => [...one.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)

describe('what another team works on', { timeout: 60_000 }, () => {
  it('is not there for who is not of the team, at every door that names it', async () => {
    const routes = desk.app.inside.routes as readonly Route[]
    const named = routes.filter((one) => idsIn(one).some((name) => ['caseId', 'messageId', 'workId', 'queueId'].includes(name)))
    expect(named.length).toBeGreaterThan(20)
    const wrong: string[] = []
    for (const role of ['agent', 'supervisor'] as const)
      for (const one of named) {
        if (!rolePermissions[role].includes(one.may as Permission)) continue
        const path = one.path.replace(/:(\w+)/g, (_all, name: string) => foreign[name] ?? 'missing')
        const body = one.method === 'get' ? undefined : sampleBody(one, (name) => own[name === 'otherId' ? 'caseId' : name] ?? 'missing')
        const { status } = await desk.call(one.method, path, { token: desk.people[role].token, body })
        if (status !== 404) wrong.push(`${one.method} ${one.path} as ${role}: ${status}`)
      }
    expect(wrong).toEqual([])
  })

  it('is not there as the second id of a command either', async () => {
    const { token } = desk.people.agent
    const tried = [
      [`/cases/${own.caseId}/merge`, { otherId: foreign.caseId }],
      [`/cases/${own.caseId}/unmerge`, { otherId: foreign.caseId }],
      [`/cases/${own.caseId}/split`, { messageIds: [own.messageId], toCaseId: foreign.caseId }],
      [`/cases/${own.caseId}/split`, { messageIds: [own.messageId], queueId: foreign.queueId }],
      [`/cases/${own.caseId}/transfer`, { queueId: foreign.queueId, note: '' }],
      ['/cases', { customerId: own.customerId, queueId: foreign.queueId, title: 'Mine' }],
    ] as const
    const statuses: number[] = []
    for (const [path, body] of tried) statuses.push((await desk.call('post', path, { token, body })).status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404])
  })

  it('is not there while it is in no case either: a message that could not be filed', async () => {
    const id = 'failed-for-the-workshop'
    const messages = desk.app.inside.platform.connection.collection<{ _id: string }>('messages')
    const { _id, ...taken } = (await messages.findOne({ _id: foreign.messageId })) ?? { _id: '' }
    const [fileId, text] = ['file-for-the-workshop', 'For the workshop alone']
    const attachments = [{ fileId, name: 'bell.txt', type: 'text/plain', bytes: 4 }]
    const lost = { ...taken, externalId: id, text, attachments, state: 'failed', caseId: '', customerId: '', interactionId: '' }
    await messages.insertOne({ ...lost, _id: id } as never)
    const doors = [`/messages/${id}`, `/messages/${id}/html`, `/messages/${id}/attachments/${fileId}`]
    for (const role of ['agent', 'supervisor'] as const) {
      const { token } = desk.people[role]
      for (const path of doors) expect([path, role, (await desk.call('get', path, { token })).status]).toEqual([path, role, 404])
      expect((await desk.call('post', `/messages/${id}/release`, { token, body: { into: 'own' } })).status).toBe(404)
      for (const query of ['', '?state=failed', '?state=held', `?externalId=${id}`])
        expect(JSON.stringify((await desk.call('get', `/messages${query}`, { token })).body)).not.toContain(text)
    }
    expect((await asAdmin('get', `/messages/${id}`)).text).toBe(text)
    expect(JSON.stringify(await asAdmin('get', '/messages?state=held'))).toContain(text)
    await messages.deleteOne({ _id: id })
  })

  it('is in no list, search or screen of theirs, and in every one of the admin’s', async () => {
    const paths = ['/cases?view=all', '/messages', '/search?q=bell', '/queues', `/cases?view=all&customerId=${foreign.customerId}`]
    const holds = async (token: string, path: string): Promise<boolean> => {
      const text = JSON.stringify((await desk.call('get', path, { token })).body)
      return [foreign.caseId, foreign.messageId, foreign.queueId].some((id) => text.includes(id as string))
    }
    for (const path of paths) {
      await waitFor(() => holds(desk.people.admin.token, path), { what: `${path} of the admin` })
      for (const role of ['agent', 'supervisor'] as const)
        expect([path, role, await holds(desk.people[role].token, path)]).toEqual([path, role, false])
    }
    expect(await holds(desk.people.supervisor.token, '/work')).toBe(false)
  })
})

/** Connects; gives the refusal's code, or a way to ask. */
const connect = (namespace: string, auth: object, origin?: string) =>
  new Promise<{
    refused?: string
    ask?: (name: string, body: unknown) => Promise<{ ok: boolean; error?: { code: string; kind: string } }>
    close(): void
  }>((resolve) => {
    const headers = origin ? { extraHeaders: { Origin: origin } } : {}
    const socket = io(`${desk.url}${namespace}`, {
      path: '/live',
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...headers,
    })
    socket.once('connect', () =>
      resolve({ ask: (name, body) => socket.timeout(5000).emitWithAck(name, body), close: () => void socket.disconnect() }),
    )
    socket.once('connect_error', (error) => {
      socket.disconnect()
      resolve({ refused: (error as { data?: { error?: { kind: string } } }).data?.error?.kind ?? error.message, close: () => {} })
    })
  })

/** Who may watch a topic: a new topic without a row here fails. */
const topicMay: Record<string, Permission> = {
  staff: 'staff.read',
  queues: 'queue.read',
  customer: 'customer.read',
  waiting: 'work.read-all',
  case: 'case.read',
  cases: 'case.read',
  work: 'work.read',
  calls: 'call.read',
  call: 'call.read',
  restore: 'audit.read',
}

describe('every live topic and verb', { timeout: 60_000 }, () => {
  it('is behind a token of its own audience', async () => {
    const { visitorToken, people, bareKey } = desk
    const tried: [string, object][] = [
      ['/staff', {}],
      ['/staff', { token: '' }],
      ['/staff', { token: { $ne: null } }],
      ['/staff', { token: [people.admin.token] }],
      ['/staff', { token: visitorToken }],
      ['/staff', { token: bareKey }],
      ['/visitor', {}],
      ['/visitor', { token: people.admin.token }],
      ['/visitor', { token: visitorToken }],
    ]
    for (const [namespace, auth] of tried)
      expect([namespace, auth, (await connect(namespace, auth)).refused]).toEqual([namespace, auth, 'unauthenticated'])
    expect((await connect('/staff', { token: people.admin.token }, 'https://evil.example')).refused).toBe('forbidden')
    expect((await connect('/other', { token: people.admin.token })).refused).toBeDefined()
  })

  it('shows itself to the roles that may, and nothing of other teams or of nobody', async () => {
    const [staff] = desk.app.inside.audiences
    expect((staff?.topics ?? []).map((one) => one.name).sort()).toEqual(Object.keys(topicMay).sort())
    for (const role of roles as readonly Role[]) {
      const { ask, close } = await connect('/staff', { token: desk.people[role].token })
      if (!ask) throw new Error(`${role} does not get in`)
      for (const [topic, may] of Object.entries(topicMay)) {
        const mayWatch = rolePermissions[role].includes(may)
        const ids: Record<string, string> = {
          case: own.caseId ?? '',
          customer: own.customerId ?? '',
          work: desk.people[role].id,
          cases: 'all',
          calls: 'live',
        }
        const good = await ask('watch', { topic: `${topic}:${ids[topic] ?? 'all'}` })
        // Nobody is on the phone: a call that is not there looks to everyone as a foreign one would.
        const isThere = topic !== 'call'
        expect([role, topic, good.ok, good.error?.kind]).toEqual([
          role,
          topic,
          mayWatch && isThere,
          mayWatch ? (isThere ? undefined : 'not-found') : 'forbidden',
        ])
        if (topic === 'case' || topic === 'customer') expect((await ask('watch', { topic: `${topic}:missing` })).ok).toBe(false)
      }
      const others = await ask('watch', { topic: `case:${foreign.caseId}` })
      expect([role, others.ok, others.error?.kind]).toEqual([
        role,
        role === 'admin',
        role === 'admin' ? undefined : role === 'marketing' ? 'forbidden' : 'not-found',
      ])
      if (role === 'agent') expect((await ask('watch', { topic: `work:${desk.people.admin.id}` })).ok).toBe(false)
      if (role === 'agent') expect(JSON.stringify(await ask('watch', { topic: 'queues:all' }))).not.toContain(foreign.queueId)
      close()
    }
  })

  it('refuses operators, lists and fields too many', async () => {
    const [staff] = desk.app.inside.audiences
    const { ask, close } = await connect('/staff', { token: desk.people.admin.token })
    const names = ['watch', 'unwatch', ...(staff?.verbs ?? []).map((one) => one.name)]
    expect(names.length).toBeGreaterThan(2)
    for (const name of names)
      for (const body of [
        undefined,
        null,
        'x',
        [],
        { $ne: null },
        { topic: { $ne: null } },
        { topic: ['case:x'] },
        { topic: 'staff:all', more: 1 },
      ])
        expect([name, body, (await ask?.(name, body))?.ok]).toEqual([name, body, false])
    for (const topic of ['__proto__:x', 'constructor:x', 'nothing:x', ':::', 'session:x'])
      expect([topic, (await ask?.('watch', { topic }))?.ok]).toEqual([topic, false])
    close()
    expect(desk.errors()).toEqual([])
  })
})
