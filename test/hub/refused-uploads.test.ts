import { afterAll, beforeAll, expect, it } from 'vitest'
import { createUploads } from '../../server/hub/uploads.ts'
import { openRealDesk, type RealDesk } from '../access/real-desk.ts'
import { waitFor } from '../wait-for.ts'

let desk: RealDesk
let caseId: string
beforeAll(async () => {
  desk = await openRealDesk()
  const wish = { name: 'form', scopes: ['message.inbound'], source: 'form' }
  const { key } = (await desk.call('post', '/api-keys', { token: desk.people.admin.token, body: wish })).body
  const posted = { externalId: 'one', from: { email: 'rider@riverside.example' }, text: 'Does the bell ring?' }
  const { messageId } = (await desk.call('post', '/inbound', { token: key, body: posted })).body
  caseId = await waitFor(async () => (await desk.call('get', `/messages/${messageId}`, { token: desk.people.agent.token })).body.caseId)
})
afterAll(() => desk?.stop())

const upload = async (bytes: string, headers: Record<string, string> = {}): Promise<{ id: string; bytes: number }> => {
  const { token } = desk.people.agent
  const sent = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', ...headers }
  const answer = await fetch(`${desk.url}/api/v1/uploads?name=a.txt`, { method: 'POST', headers: sent, body: bytes })
  return (await answer.json()) as { id: string; bytes: number }
}
const reply = async (attachments: string[]): Promise<string> => {
  const { body } = await desk.call('post', `/cases/${caseId}/replies`, { token: desk.people.agent.token, body: { text: 'x', attachments } })
  return body.error?.code ?? 'sent'
}
const usedBy = async (id: string): Promise<string> =>
  (await desk.app.inside.platform.connection.collection<{ _id: string; usedBy: string }>('uploads').findOne({ _id: id }))?.usedBy ?? 'gone'

it('an answer that is refused for its way leaves its uploads free', async () => {
  const { id } = await upload('hello')
  expect([await reply([id]), await reply([id])]).toEqual(['no-attachments', 'no-attachments'])
  expect(await usedBy(id)).toBe('')
})

it('of several uploads with one that is not there none is bound', async () => {
  const [one, two] = [await upload('one'), await upload('two')]
  const { people, app } = desk
  const agent = { type: 'staff', id: people.agent.id, name: 'agent', role: 'agent', teams: [] } as const
  const use = createUploads(app.inside.platform).use(agent, [one.id, two.id, 'f_missing'], 'm_1')
  await expect(use).rejects.toMatchObject({ code: 'upload-not-found' })
  expect([await usedBy(one.id), await usedBy(two.id)]).toEqual(['', ''])
})

it('each file is a file of its own, whatever Idempotency-Key it comes with', async () => {
  const headers = { 'idempotency-key': 'one-key' }
  const [first, second] = [await upload('hello', headers), await upload('quite other bytes', headers)]
  expect(second.id).not.toBe(first.id)
  expect([first.bytes, second.bytes]).toEqual([5, 17])
})
