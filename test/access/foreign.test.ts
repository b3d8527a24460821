import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { openRealDesk, type RealDesk } from './real-desk.ts'

let desk: RealDesk
/** Of a queue that only another team sees. */
let foreign: Record<string, string>

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
  await arrive(everyones, 'first')
  foreign = { ...(await arrive(workshops, 'second')), queueId: shut.id }
})
afterAll(() => desk?.stop())

describe('what another team works on', { timeout: 60_000 }, () => {
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
