import type { Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askSocket, connectSocket } from '../bench/staff-socket.ts'
import { waitFor } from '../wait-for.ts'
import { openRealDesk, type RealDesk } from './real-desk.ts'

let desk: RealDesk
let form: string
let teamId: string
const sockets: Socket[] = []

const asAdmin = async (method: string, path: string, body?: unknown) => {
  const answer = await desk.call(method, path, { token: desk.people.admin.token, body })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
/** The case of what somebody writes. */
const write = async (externalId: string, who: string, text: string, inReplyTo?: string): Promise<string> => {
  const from = { email: `${who}@rivet.example` }
  const { body } = await desk.call('post', '/inbound', {
    token: form,
    body: { externalId, from, text, ...(inReplyTo ? { inReplyTo } : {}) },
  })
  return waitFor(async () => (await asAdmin('get', `/messages/${body.messageId}`)).caseId || undefined, { what: `the case of "${text}"` })
}
const queueOf = async (name: string, restrictedTo: string[] = []): Promise<string> => {
  const { id } = await asAdmin('post', '/queues', { name })
  if (restrictedTo.length > 0) await asAdmin('patch', `/queues/${id}`, { restrictedTo })
  return id
}
/** Somebody who watches, and all they were sent since. */
const watch = async (token: string, ...topics: string[]) => {
  const socket = await connectSocket(desk.url, '/staff', token)
  sockets.push(socket)
  const sent: string[] = []
  socket.on('rows', (event: unknown) => void sent.push(JSON.stringify(event)))
  for (const topic of topics) await askSocket(socket, 'watch', { topic })
  return {
    socket,
    sent,
    heard: (text: string) => waitFor(() => sent.some((one) => one.includes(text)), { what: `"${text}" at who watches` }),
    /** All that was sent before this was asked has come. */
    settled: () => socket.timeout(5000).emitWithAck('unwatch', { topic: 'nothing:at-all' }),
  }
}

beforeAll(async () => {
  desk = await openRealDesk()
  form = (await asAdmin('post', '/api-keys', { name: 'form', scopes: ['message.inbound'], source: 'form' })).key
  teamId = (await asAdmin('post', '/teams', { name: 'Lawyers' })).id
})
afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  await desk?.stop()
})

it('who loses sight of a case by a transfer is sent nothing more of it, and is told to look again', async () => {
  const legal = await queueOf('Legal', [teamId])
  const caseId = await write('t1', 'ines', 'First words.')
  const topic = `case:${caseId}`
  const [agent, admin] = [await watch(desk.people.agent.token, topic), await watch(desk.people.admin.token, topic)]
  await write('t2', 'ines', 'Seen by both.', 't1')
  await agent.heard('Seen by both.')
  await asAdmin('post', `/cases/${caseId}/transfer`, { queueId: legal, note: 'For the lawyers only.' })
  await asAdmin('post', `/cases/${caseId}/notes`, { text: 'A note among lawyers.', mentions: [] })
  await write('t3', 'ines', 'Said to the lawyers.', 't1')
  for (const text of ['For the lawyers only.', 'A note among lawyers.', 'Said to the lawyers.']) await admin.heard(text)
  await agent.settled()
  expect(agent.sent.filter((one) => /lawyers/.test(one))).toEqual([])
  const last = JSON.parse(agent.sent.at(-1) ?? '{}')
  expect(last).toMatchObject({ topic, rows: [] })
  await expect(askSocket(agent.socket, 'watch', { topic })).rejects.toThrow('There is no such case.')
})

it('so is who watches when the queue becomes one of a team, also of a case that is theirs', async () => {
  const queueId = await queueOf('Complaints')
  const { id, token } = desk.people.agent
  const caseId = await write('q1', 'olga', 'A complaint.')
  await asAdmin('post', `/cases/${caseId}/transfer`, { queueId })
  await asAdmin('post', `/cases/${caseId}/assign`, { assigneeId: id })
  const topic = `case:${caseId}`
  const [agent, list, admin] = [
    await watch(token, topic),
    await watch(token, `work:${id}`, 'cases:all', 'calls:live', 'queues:all'),
    await watch(desk.people.admin.token, topic),
  ]
  await write('q2', 'olga', 'Seen by all of us.', 'q1')
  for (const one of [agent, list, admin]) await one.heard('Seen by all of us.')
  await asAdmin('patch', `/queues/${queueId}`, { restrictedTo: [teamId] })
  await waitFor(() => JSON.parse(agent.sent.at(-1) ?? '{}').rows?.length === 0, { what: 'the word that it is out of sight' })
  await write('q3', 'olga', 'Among the few.', 'q1')
  await asAdmin('post', `/cases/${caseId}/title`, { title: 'Among the few as well' })
  for (const text of ['Among the few.', 'Among the few as well']) await admin.heard(text)
  await agent.settled()
  await list.settled()
  expect([...agent.sent, ...list.sent].filter((one) => one.includes('Among the few'))).toEqual([])
})

it('whose teams change is cut, and comes in with what they may see by then', async () => {
  const { id, token } = desk.people.agent
  const caseId = await write('r1', 'paul', 'Words.')
  const agent = await watch(token, `case:${caseId}`)
  const cut = new Promise((resolve) => agent.socket.once('disconnect', resolve))
  await asAdmin('post', `/cases/${caseId}/transfer`, { queueId: await queueOf('Fraud', [teamId]) })
  await expect(askSocket(agent.socket, 'watch', { topic: `case:${caseId}` })).rejects.toThrow('There is no such case.')
  await asAdmin('patch', `/staff/${id}`, { teams: [teamId] })
  expect(await cut).toBe('io server disconnect')
  expect((await desk.call('get', `/cases/${caseId}`, { token })).status).toBe(200)
})
