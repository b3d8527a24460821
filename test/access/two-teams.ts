import { io } from 'socket.io-client'
import type { CallView } from '../../server/calls/index.ts'
import { type Role, rolePermissions } from '../../server/staff/index.ts'
import { askSocket, connectSocket, signInAs } from '../bench/staff-socket.ts'
import { openSandboxDesk } from '../setup/sandbox-desk.ts'
import { waitFor } from '../wait-for.ts'
import type { Noun } from './id-table.ts'
import type { Answer } from './real-desk.ts'

const SITE = 'larkfield-shop'
/** What belongs together: one matter, by the ids of all that is in it. */
export type Family = Partial<Record<Noun, string>>

export interface Visit {
  token: string
  sessionId: string
  messageId: string
}

/** The demo company with one queue that only a team sees, to which none of those who ask belongs; in it and beside it, one of everything. */
export const openTwoTeams = async () => {
  const desk = await openSandboxDesk()
  const { platform } = desk.app.inside
  const { connection } = platform
  const roles = ['admin', 'agent', 'supervisor', 'marketing'] as const
  const tokens = {} as Record<Role, string>
  for (const role of roles) tokens[role] = await signInAs(desk.file, role)

  const call = async (method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}): Promise<Answer> => {
    const response = await fetch(`${desk.url}/api/v1${path}`, {
      method: method.toUpperCase(),
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const asAdmin = async (method: string, path: string, body?: unknown): Promise<Answer['body']> => {
    const answer = await call(method, path, { token: tokens.admin, body })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const people = {} as Record<Role, { id: string; token: string }>
  for (const role of roles) people[role] = { id: (await call('get', '/me', { token: tokens[role] })).body.id, token: tokens[role] }
  const those = [people.agent.id, people.supervisor.id, people.marketing.id]

  const queues: { id: string; name: string; sources: string[] }[] = (await asAdmin('get', '/queues')).items
  const shut = queues.find((one) => one.name === 'Technical support')
  const open = queues.find((one) => one.name === 'General help')
  if (!shut || !open) throw new Error('the demo company has other queues')
  const team = await asAdmin('post', '/teams', { name: 'Workshop' })
  await asAdmin('patch', `/queues/${shut.id}`, { sources: [...shut.sources, 'workshop'], restrictedTo: [team.id] })

  const workOf = (caseId: string): Promise<{ id: string }> =>
    waitFor(async () => (await asAdmin('get', `/cases/${caseId}/work`)).items[0], { what: 'its work' })
  /** All that came of a message. */
  const familyOf = async (messageId: string): Promise<Family & { case: string; customer: string }> => {
    const message = await waitFor(
      async () => {
        const found = await asAdmin('get', `/messages/${messageId}`)
        return found.caseId ? found : undefined
      },
      { what: `the case of ${messageId}` },
    )
    const { caseId, interactionId, customerId } = message
    const screen = await asAdmin('get', `/screens/case/${caseId}`)
    return {
      case: caseId,
      message: messageId,
      interaction: interactionId,
      work: (await workOf(caseId)).id,
      way: screen.ways[0]?.id,
      customer: customerId,
    }
  }
  const visit = async (): Promise<Visit> => {
    const begun = await fetch(`${desk.url}/widget/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ site: SITE }),
    })
    const { token, sessions } = (await begun.json()) as { token: string; sessions: string[] }
    const socket = await connectSocket(desk.url, '/visitor', token)
    const taken = await askSocket<{ messageId: string }>(socket, 'send', { clientId: `c${token.slice(-12)}`, text: 'Does the bell ring?' })
    socket.disconnect()
    return { token, sessionId: sessions.at(-1) ?? '', messageId: taken.messageId }
  }

  const visits = [await visit(), await visit()] as const
  const own = await familyOf(visits[0].messageId)
  const chat = await familyOf(visits[1].messageId)
  const answer = await asAdmin('post', `/cases/${chat.case}/replies`, { text: 'It does.' })
  await asAdmin('post', `/cases/${chat.case}/transfer`, { queueId: shut.id })

  const { key } = await asAdmin('post', '/api-keys', { name: 'Workshop', scopes: ['message.inbound'], source: 'workshop' })
  const arrive = async (externalId: string): Promise<string> => {
    const body = { externalId, from: { email: 'rider@riverside.example' }, subject: 'A bell', text: 'Does it ring?' }
    return (await call('post', '/inbound', { token: key, body })).body.messageId
  }
  const written = await familyOf(await arrive('first'))
  const { message: second = '' } = await familyOf(await arrive('second'))
  const { splitId } = await asAdmin('post', `/cases/${written.case}/split`, { messageIds: [second], title: 'Another bell' })
  const fileId = 'file-for-the-workshop'
  await platform.files.put(fileId, Buffer.from('ring'), { maxBytes: 10 })
  const attachments = [{ fileId, name: 'bell.txt', type: 'text/plain', bytes: 4, contentId: '' }]
  await connection.collection('messages').updateOne({ _id: written.message } as never, { $set: { attachments } })
  const { testCallId } = await asAdmin('post', '/softphone/test-calls', {})
  const upload = await asAdmin('post', '/uploads?name=bell.txt', Buffer.from('ring'))

  /** A call of the past that was recorded, and a callback before: the demo tells of calls, and keeps no sound. */
  const recordedCall = async (wanted: object, recordingId: string): Promise<Family> => {
    const callback = { state: 'done', attempts: 1, dueAt: null, expiresAt: new Date() }
    const begun = { id: recordingId, what: 'call', legId: 'l1', there: 'stopped', file: 'kept', fileId, mime: 'audio/wav', seconds: 4 }
    const recording = { ...begun, bytes: 4, begunAt: new Date(), pauses: [], tries: 0, fetchAt: null }
    const found = await connection.collection('calls').findOneAndUpdate(wanted as never, { $set: { recordings: [recording], callback } })
    if (!found) throw new Error(`the demo company has no such call: ${JSON.stringify(wanted)}`)
    return { call: String(found._id), recording: recordingId }
  }
  const ownCall = await recordedCall({ isLive: false, queueId: { $nin: [shut.id, null] }, agentId: people.agent.id }, 'RE-own')
  const ofOthers = { agentId: { $nin: [null, ...those] }, 'legs.agentId': { $nin: those } }
  const foreignCall = await recordedCall({ isLive: false, queueId: shut.id, ...ofOthers }, 'RE-foreign')

  const number = (await asAdmin('get', '/numbers')).items[0]
  await asAdmin('patch', `/numbers/${number.id}`, { flow: '', queueId: shut.id })
  const phones = [await desk.phone('+12025550986'), await desk.phone('+12025550987')] as const
  const [ownSid, foreignSid] = [await phones[0].dial(number.number), await phones[1].dial(number.number)]
  const live = await waitFor(
    async () => (await asAdmin('get', '/calls?state=live')).items.find((one: CallView) => one.phase === 'waiting' && one.caseId),
    { what: 'a caller who waits for the workshop' },
  )

  // A key has the rights that its maker has now (SECURITY A6): when this one was made, its maker saw every queue.
  const colleagues: { id: string }[] = (await asAdmin('get', '/staff')).items
  const maker = colleagues.find(({ id }) => !Object.values(people).some((one) => one.id === id))?.id
  await asAdmin('post', `/staff/${maker}/role`, { role: 'admin' })
  const { link } = await asAdmin('post', `/staff/${maker}/password-link`, { isByHand: true })
  const entered = await call('post', '/sign-in/password', { body: { token: link.split('=').at(-1), password: 'a long enough password' } })
  const wish = { name: 'All that a supervisor may', scopes: rolePermissions.supervisor }
  const made = (await call('post', '/api-keys', { token: entered.body.accessToken, body: wish })).body
  await asAdmin('post', `/staff/${maker}/role`, { role: 'supervisor' })
  those.push(made.id)

  return {
    ...desk,
    call,
    /** Of somebody who is a supervisor of no team by now, with all their scopes. */
    key: made.key as string,
    asAdmin,
    people,
    those,
    number,
    customerId: own.customer,
    visits,
    phones,
    answerId: answer.id as string,
    /** Of what everybody sees. */
    own: { ...own, ...ownCall, queue: open.id, sid: ownSid } as Family,
    /** Of what only the other team sees. */
    foreign: [
      { ...written, queue: shut.id, split: splitId, file: fileId, upload: upload.id, testCall: testCallId },
      { ...chat, queue: shut.id, answer: answer.id, sid: foreignSid },
      foreignCall,
      { call: live.id, work: live.workId, case: live.caseId, number: number.id },
    ] as Family[],
  }
}
export type TwoTeams = Awaited<ReturnType<typeof openTwoTeams>>

export interface Connected {
  /** The kind of the refusal. */
  refused?: string
  ask(name: string, body: unknown): Promise<{ ok: boolean; answer?: unknown; error?: { code: string; kind: string; message: string } }>
  close(): void
}

/** Connects to a namespace, or is refused. */
export const connect = (url: string, namespace: string, auth: object, origin?: string): Promise<Connected> =>
  new Promise((resolve) => {
    const headers = origin ? { extraHeaders: { Origin: origin } } : {}
    const socket = io(`${url}${namespace}`, {
      path: '/live',
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...headers,
    })
    const ask: Connected['ask'] = (name, body) => socket.timeout(5000).emitWithAck(name, body)
    socket.once('connect', () => resolve({ ask, close: () => void socket.disconnect() }))
    socket.once('connect_error', (error) => {
      socket.disconnect()
      resolve({ refused: (error as { data?: { error?: { kind: string } } }).data?.error?.kind ?? error.message, ask, close: () => {} })
    })
  })
