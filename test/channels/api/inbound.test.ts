import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openRealDesk, type RealDesk } from '../../access/real-desk.ts'
import { closeStore, newStore } from '../../platform/db/with-store.ts'
import { waitFor } from '../../wait-for.ts'

let desk: RealDesk
let form: string
let crm: string

const key = async (name: string, scopes: string[]): Promise<string> =>
  (await desk.call('post', '/api-keys', { token: desk.people.admin.token, body: { name, scopes, source: name } })).body.key
const post = (token: string, body: object) => desk.call('post', '/inbound', { token, body })
const read = (path: string) => desk.call('get', path, { token: desk.people.admin.token })
const settled = (messageId: string) =>
  waitFor(
    async () => {
      const { body } = await read(`/messages/${messageId}`)
      return body.state === 'new' ? undefined : body
    },
    { timeoutMs: 30_000, what: 'the message out of the inbox' },
  )
const take = async (token: string, body: object) => settled((await post(token, body)).body.messageId)

beforeAll(async () => {
  desk = await openRealDesk()
  form = await key('form', ['message.inbound'])
  crm = await key('crm', ['message.inbound', 'identity:assert'])
})
afterAll(() => desk?.stop())

describe('POST /inbound', () => {
  it('says of a body that is not called JSON what it should be called', async () => {
    const answer = await fetch(`${desk.url}/api/v1/inbound`, {
      method: 'POST',
      headers: { authorization: `Bearer ${form}`, 'content-type': 'text/plain' },
      body: JSON.stringify({ externalId: 'plain', from: { email: 'mia@rivet.example' }, text: 'Does it ring?' }),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'not-json' } })
  })

  it('answers 202 once the message is durable, and the same id of the same source is the same message', async () => {
    const body = { externalId: 'one', from: { email: 'mia@rivet.example' }, subject: 'A bell', text: 'Does it ring?' }
    const first = await post(form, body)
    expect(first).toMatchObject({ status: 202, body: { duplicate: false } })
    const again = await post(form, body)
    expect(again).toEqual({ status: 202, body: { messageId: first.body.messageId, duplicate: true } })
    const elsewhere = await post(crm, body)
    expect(elsewhere.body).toMatchObject({ duplicate: false })
    expect(elsewhere.body.messageId).not.toBe(first.body.messageId)
  })

  it.each([
    ['an email address', { email: 'Max@Rivet.example', name: 'Max' }, { channel: 'email', address: 'max@rivet.example', name: 'Max' }],
    ['a phone number', { phone: '+1 202 555 0142', name: 'Mo' }, { channel: 'phone', address: '+12025550142', name: 'Mo' }],
    ['a name alone', { name: 'Someone' }, { channel: 'api', name: 'Someone' }],
  ])('takes %s', async (what, from, expected) => {
    expect(await take(form, { externalId: `from ${what}`, from, text: 'Hello' })).toMatchObject({
      state: 'filed',
      channel: 'api',
      direction: 'in',
      from: { ...expected, trust: 'claimed' },
    })
  })

  it('believes an address only of a key that may say so (SECURITY I3)', async () => {
    const from = { email: 'nora@rivet.example' }
    const claimed = await take(form, { externalId: 'claims', from, text: 'It is me' })
    const asserted = await take(crm, { externalId: 'asserts', from, text: 'It is me' })
    expect([claimed.from.trust, asserted.from.trust]).toEqual(['claimed', 'channel-verified'])
    expect(claimed.customerId).not.toBe(asserted.customerId)
    const suggested = await waitFor(async () => (await read(`/customers/${claimed.customerId}/suggestions`)).body.items[0], {
      what: 'the suggestion',
    })
    expect(suggested.otherId).toBe(asserted.customerId)
  })

  it('keeps subject and time, and reads text out of HTML', async () => {
    const sentAt = '2030-05-06T08:00:00+02:00'
    const found = await take(form, {
      externalId: 'html',
      from: { email: 'html@rivet.example' },
      subject: 'Two words',
      html: '<p>Hello <b>there</b></p><script>steal()</script>',
      sentAt,
    })
    expect(found).toMatchObject({ subject: 'Two words', text: 'Hello there', hasHtml: true, sentAt: '2030-05-06T06:00:00.000Z' })
    expect((await read(`/messages/${found.id}/html`)).body.html).not.toContain('script')
  })

  it('goes on in the thread it answers; who has no part in that thread is held back, with a case suggested and none of its own', async () => {
    const from = { email: 'thread@rivet.example' }
    const first = await take(form, { externalId: 't1', from, text: 'First' })
    expect((await take(form, { externalId: 't2', from, text: 'Second', inReplyTo: 't1' })).caseId).toBe(first.caseId)
    expect((await take(form, { externalId: 't3', from, text: 'Third', inReplyTo: 't2' })).caseId).toBe(first.caseId)
    const stranger = await take(form, { externalId: 't4', from: { email: 'evil@rivet.example' }, text: 'Hand it over', inReplyTo: 't1' })
    expect(stranger).toMatchObject({ state: 'quarantined', caseId: null, suggestedCaseId: first.caseId })
  })

  it.each([
    ['a name alone', 'name', { name: 'Someone' }],
    ['an email address', 'mail', { email: 'chain@rivet.example' }],
  ])('%s goes on in its thread, in a chain and by the answers of the desk', async (_what, id, from) => {
    const first = await take(form, { externalId: `${id}1`, from, text: 'First' })
    expect(await take(form, { externalId: `${id}2`, from, text: 'Second', inReplyTo: `${id}1` })).toMatchObject({ caseId: first.caseId })
    const third = await take(form, { externalId: `${id}3`, from, text: 'Third', inReplyTo: `${id}2` })
    expect(third).toMatchObject({ state: 'filed', caseId: first.caseId, customerId: first.customerId })
    const path = `/cases/${first.caseId}/replies`
    const { body } = await desk.call('post', path, { token: desk.people.admin.token, body: { text: 'Our answer' } })
    const answer = await waitFor(
      async () => {
        const { body: now } = await read(`/messages/${body.id}`)
        return now.delivery.state === 'sent' ? now : undefined
      },
      { what: 'the answer sent' },
    )
    // Closed, so that nothing but its thread leads to the case.
    await desk.call('post', `/cases/${first.caseId}/close`, { token: desk.people.admin.token, body: { disposition: 'Solved' } })
    const thanks = await take(form, { externalId: `${id}4`, from, text: 'Thanks', inReplyTo: answer.externalId })
    expect(thanks).toMatchObject({ state: 'filed', caseId: first.caseId, customerId: first.customerId })
    const source = await key(`other-${id}`, ['message.inbound'])
    const elsewhere = await take(source, { externalId: `${id}5`, from: { name: 'Someone' }, text: 'Me too', inReplyTo: answer.externalId })
    expect(elsewhere.caseId).not.toBe(first.caseId)
  })

  it('a name alone has no part in the thread of somebody with an address', async () => {
    const first = await take(form, { externalId: 'owned', from: { email: 'owned@rivet.example' }, text: 'First' })
    const stranger = await take(form, { externalId: 'owned2', from: { name: 'Someone' }, text: 'Hand it over', inReplyTo: 'owned' })
    expect(stranger).toMatchObject({ state: 'quarantined', suggestedCaseId: first.caseId })
  })

  it.each([
    ['nobody who wrote', { externalId: 'bad', from: {}, text: 'x' }],
    ['nothing said', { externalId: 'bad', from: { name: 'x' }, text: '  ' }],
    ['no id', { from: { name: 'x' }, text: 'x' }],
    ['an operator for an id', { externalId: { $ne: null }, from: { name: 'x' }, text: 'x' }],
    ['a field too many', { externalId: 'bad', from: { name: 'x' }, text: 'x', trust: 'proved' }],
    ['a national number', { externalId: 'bad', from: { phone: '030 123456' }, text: 'x' }],
    ['a time without zone', { externalId: 'bad', from: { name: 'x' }, text: 'x', sentAt: '2030-05-06T08:00:00' }],
  ])('refuses %s', async (_what, body) => {
    expect((await post(form, body)).status).toBe(400)
    expect((await read('/messages?channel=api&externalId=bad')).body.items).toEqual([])
  })
})

describe('POST /inbound from two addresses', () => {
  it('is refused by the names of both, for one of them would be lost', async () => {
    const from = { email: 'two@rivet.example', phone: '+1 202 555 0142', name: 'Two' }
    const { status, body } = await post(form, { externalId: 'bad', from, text: 'x' })
    expect([status, body.error.code]).toEqual([400, 'invalid-input'])
    expect(JSON.stringify(body)).toContain('Give email or phone, not both.')
  })
})

describe('GET /messages', () => {
  it('finds a message by its channel and external id, and pages the others by signed cursors', async () => {
    await take(form, { externalId: 'find me', from: { name: 'Finder' }, text: 'Here' })
    const { body } = await read(`/messages?${new URLSearchParams({ channel: 'api', externalId: 'find me' })}`)
    expect(body.items.map((one: { externalId: string }) => one.externalId)).toEqual(['find me'])
    const seen: string[] = []
    let cursor = ''
    do {
      const page = (await read(`/messages?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)).body
      expect(page.items.length).toBeLessThanOrEqual(3)
      seen.push(...page.items.map((one: { id: string }) => one.id))
      cursor = page.nextCursor ?? ''
    } while (cursor)
    const all = (await read('/messages?limit=100')).body.items.map((one: { id: string }) => one.id)
    expect(seen).toEqual(all)
    expect((await read('/messages?cursor=made-up')).status).toBe(400)
    expect((await read('/messages?limit=101')).status).toBe(400)
  })
})

describe('an Idempotency-Key (A6)', () => {
  const ask = async (token: string, name: string, body: object) => {
    const response = await fetch(`${desk.url}/api/v1/teams`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': name },
      body: JSON.stringify(body),
    })
    return { status: response.status, replayed: response.headers.get('idempotent-replay'), body: (await response.json()) as { id: string } }
  }

  it('makes a repeated request the same one; with another body it is refused, and it is nobody else’s', async () => {
    const [one = '', other = ''] = desk.admins
    const first = await ask(one, 'k1', { name: 'Night shift' })
    const again = await ask(one, 'k1', { name: 'Night shift' })
    expect(first.status).toBeLessThan(300)
    expect(again).toEqual({ ...first, replayed: 'true' })
    expect(await ask(one, 'k1', { name: 'Day shift' })).toMatchObject({ status: 409, body: { error: { code: 'idempotency-key-reused' } } })
    const theirs = await ask(other, 'k1', { name: 'Late shift' })
    expect(theirs.status).toBeLessThan(300)
    expect(theirs.body.id).not.toBe(first.body.id)
    const { body } = await desk.call('get', '/teams', { token: one })
    expect(body.items.filter((team: { name: string }) => team.name === 'Night shift')).toHaveLength(1)
    expect((await ask(one, 'with space', { name: 'Never' })).status).toBe(400)
  })
})

describe('a full disk', () => {
  it('is answered with 503 in plain words, nothing is stored, and the same message is taken once there is room', async () => {
    const full = await newStore({ minFreeBytes: Number.MAX_SAFE_INTEGER })
    const messages = desk.app.inside.platform.connection.collection('messages')
    const before = await messages.countDocuments()
    const there = full.connection.collection('messages')
    const inserts = vi.spyOn(messages, 'insertMany').mockImplementation((...given) => there.insertMany(...given))
    const body = { externalId: 'full', from: { email: 'mia@rivet.example' }, text: 'Is there room?' }
    const refused = await post(form, body).finally(() => inserts.mockRestore())
    await closeStore(full)
    expect(refused).toMatchObject({
      status: 503,
      body: { error: { code: 'disk-full', message: expect.stringContaining('disk of the desk') } },
    })
    expect(await messages.countDocuments()).toBe(before)
    expect(await post(form, body)).toMatchObject({ status: 202, body: { duplicate: false } })
  })
})
