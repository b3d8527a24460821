import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../server/platform/db/connect.ts'
import { askSocket, connectSocket, signInAs } from '../bench/staff-socket.ts'
import { deliver, rawMail } from '../channels/email/smtp-client.ts'
import { silent } from '../platform/db/silent.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { type RunningRedis, startRedis } from '../setup/redis.ts'
import { waitFor } from '../wait-for.ts'

const PATIENCE = { timeoutMs: 60_000 }

interface Found {
  id: string
  externalId: string
  state: string
  caseId: string
  customerId: string
  text: string
  channel: string
}
interface Row {
  kind: string
  id: string
  row?: Record<string, unknown>
}

/** Two processes on one database, with one Redis between them: what comes in at one is seen, offered, answered and ended at the other. */
describeWith('redis-server', 'two desk processes on one store', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-shared-'))
  let store: Database
  let redis: RunningRedis
  let a: RunningDesk
  let b: RunningDesk
  const sockets: Socket[] = []
  /** The scripts' key is given anew at each start: the last one counts, at both. */
  let key = ''

  const ask = async <T>(desk: RunningDesk, method: string, path: string, body?: object, token = key): Promise<T> => {
    const response = await fetch(`${desk.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  /** A link is for one sign-in, and who is signed in at one process is at both. */
  const tokens = new Map<string, Promise<string>>()
  const tokenOf = (role: 'admin' | 'supervisor'): Promise<string> => {
    const token = tokens.get(role) ?? signInAs(b.sandbox, role)
    tokens.set(role, token)
    return token
  }
  const post = (desk: RunningDesk, externalId: string, email: string, text: string): Promise<{ messageId: string; duplicate: boolean }> =>
    ask(desk, 'POST', '/inbound', { externalId, from: { email }, text })
  const mail = async (desk: RunningDesk, id: string, from: string, text: string): Promise<void> => {
    const raw = rawMail(
      {
        From: from,
        To: 'support@larkfield.example',
        Subject: 'Pump',
        Date: 'Mon, 06 May 2030 10:00:00 +0000',
        'Message-ID': `<${id}@rivet.example>`,
      },
      `${text}\n`,
    )
    expect((await deliver(desk.sandbox.smtp.port, raw, { from })).code).toBe(250)
  }
  const filed = (desk: RunningDesk, text: string, count = 1): Promise<Found[]> =>
    waitFor(
      async () => {
        const { items } = await ask<{ items: Found[] }>(desk, 'GET', '/messages?limit=100')
        const mine = items.filter((one) => one.text.includes(text))
        return mine.length >= count && mine.every((one) => one.state === 'filed') ? mine : undefined
      },
      { ...PATIENCE, what: `${count} filed "${text}"` },
    )
  /** A socket and the rows that its topics have brought since. */
  const watch = async (desk: RunningDesk, token: string, topic?: string): Promise<{ socket: Socket; rows: Row[] }> => {
    const socket = await connectSocket(desk.url, '/staff', token)
    sockets.push(socket)
    const rows: Row[] = []
    socket.on('rows', (event: { rows: Row[] }) => void rows.push(...event.rows))
    if (topic) await askSocket(socket, 'watch', { topic })
    return { socket, rows }
  }
  const visitorAt = async (desk: RunningDesk): Promise<Socket> => {
    const response = await fetch(`${desk.url}/widget/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site: 'larkfield-shop' }),
    })
    const { token, sessions } = (await response.json()) as { token: string; sessions: string[] }
    const socket = await connectSocket(desk.url, '/visitor', token)
    sockets.push(socket)
    await askSocket(socket, 'watch', { topic: `session:${sessions.at(-1)}` })
    return socket
  }

  beforeAll(async () => {
    store = await openDatabase({ dataDir, log: silent, minFreeBytes: 0 })
    redis = await startRedis()
    const env = { MONGODB_URL: store.uri, REDIS_URL: redis.url, SECRET_KEY: randomBytes(32).toString('hex') }
    a = await startDesk({ env })
    b = await startDesk({ env })
    key = b.sandbox.apiKey
    await waitFor(() => ask(a, 'GET', '/messages?limit=1'), { what: 'the key at the first process' })
    // Two first starts one after the other, each with the demo's history.
  }, 300_000)
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect()
    await Promise.all([a?.stop(), b?.stop()])
    await store?.close()
    await redis?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('make one case of what one person writes to both at the same moment, and one message of what comes twice', async () => {
    const people = Array.from({ length: 8 }, (_, n) => `two-${n}@rivet.example`)
    await Promise.all(
      people.flatMap((who) => [
        post(a, `${who}-1`, who, `${who} one`),
        post(b, `${who}-1`, who, `${who} one`),
        post(b, `${who}-2`, who, `${who} two`),
        mail(a, `${who}-3`, who, `${who} three`),
        mail(b, `${who}-3`, who, `${who} three`),
      ]),
    )
    for (const who of people) {
      const [atA, atB] = [await filed(a, who, 3), await filed(b, who, 3)]
      expect(atA.map((one) => one.text.trim()).sort()).toEqual([`${who} one`, `${who} three`, `${who} two`])
      expect(atB.map((one) => one.id).sort()).toEqual(atA.map((one) => one.id).sort())
      expect(new Set(atA.map((one) => one.caseId)).size, who).toBe(1)
      expect(new Set(atA.map((one) => one.customerId)).size, who).toBe(1)
    }
  })

  it('bring a visitor at one and an agent at the other together, and send a mail once', async () => {
    const token = await signInAs(a.sandbox, 'agent')
    const me = await ask<{ id: string }>(a, 'GET', '/me', undefined, token)
    const mine = await watch(a, token, `work:${me.id}`)
    await ask(a, 'PUT', '/presence', { presence: 'available' }, token)

    const visitor = await visitorAt(b)
    const heard: string[] = []
    visitor.onAny((_event, body) => void heard.push(JSON.stringify(body)))
    await askSocket(visitor, 'send', { clientId: 'across-1', text: 'Does the pump fit a Presta valve?' })
    const [{ caseId } = { caseId: '' }] = await filed(b, 'Presta')

    // Whatever waited longer is offered before: it is declined, at the process that did not make the offer.
    await waitFor(
      async () => {
        const { items } = await ask<{ items: { id: string; caseId: string; state: string }[] }>(a, 'GET', '/work/mine', undefined, token)
        for (const one of items.filter((work) => work.state === 'offered')) {
          const verb = one.caseId === caseId ? 'accept' : 'decline'
          await ask(verb === 'accept' ? a : b, 'POST', `/work/${one.id}/${verb}`, {}, token).catch(() => {})
          if (verb === 'accept') return true
        }
        return undefined
      },
      { ...PATIENCE, what: 'the offer of the chat' },
    )
    expect(mine.rows.some((one) => JSON.stringify(one).includes(caseId))).toBe(true)
    const offers = await store.connection
      .collection<{ change: { type: string } }>('entries')
      .find({ 'change.type': 'work.offered' } as never)
      .toArray()
    const works = offers.map((one) => String(one._id).split('/')[0])
    // Once each: a second router would have offered them beside the first.
    const chat = await store.connection.collection('works').findOne({ caseId } as never)
    expect(works.filter((one) => one === `work:${chat?._id}`)).toHaveLength(1)

    const screen = await watch(a, token, `case:${caseId}`)
    await askSocket(visitor, 'send', { clientId: 'across-2', text: 'It is a narrow rim.' })
    await waitFor(() => screen.rows.some((one) => JSON.stringify(one).includes('It is a narrow rim.')), {
      ...PATIENCE,
      what: 'the second message on the screen at the other process',
    })
    const { ways } = await ask<{ ways: { id: string; interactionId: string; channel: string }[] }>(
      a,
      'GET',
      `/screens/case/${caseId}`,
      undefined,
      token,
    )
    const way = ways.find((one) => one.channel === 'chat')
    await ask(a, 'POST', `/cases/${caseId}/replies`, { interactionId: way?.interactionId, text: 'Yes, with the adapter.' }, token)
    await waitFor(() => heard.some((one) => one.includes('Yes, with the adapter.')), { ...PATIENCE, what: 'the answer at the visitor' })

    const [letter] = await filed(a, 'two-0@rivet.example three')
    const open = await ask<{ ways: { interactionId: string; channel: string }[] }>(
      b,
      'GET',
      `/screens/case/${letter?.caseId}`,
      undefined,
      token,
    )
    const by = open.ways.find((one) => one.channel === 'email')
    await ask(b, 'POST', `/cases/${letter?.caseId}/replies`, { interactionId: by?.interactionId, text: 'Written once.' }, token)
    const inbox = async (): Promise<unknown[]> =>
      ((await (await fetch(`${a.url}/sandbox/mailbox/messages?to=two-0@rivet.example`)).json()) as { items: unknown[] }).items
    await waitFor(async () => (await inbox()).length > 0, { ...PATIENCE, what: 'the mail' })
    await waitFor(
      async () => (await store.connection.collection('messages').findOne({ text: 'Written once.' } as never))?.delivery?.state === 'sent',
      {
        ...PATIENCE,
        what: 'the mail as sent',
      },
    )
    expect(await inbox()).toHaveLength(1)
  })

  it('send nothing more of a case to who lost sight of it, wherever their sockets are', async () => {
    const boss = await tokenOf('admin')
    const token = await tokenOf('supervisor')
    await post(b, 'sight-1', 'sight@rivet.example', 'Before the lawyers')
    const [{ caseId } = { caseId: '' }] = await filed(b, 'Before the lawyers')
    const [outside, admin] = [await watch(a, token, `case:${caseId}`), await watch(a, boss, `case:${caseId}`)]
    const says = ({ rows }: { rows: Row[] }, text: string): boolean => rows.some((one) => JSON.stringify(one).includes(text))
    const team = await ask<{ id: string }>(b, 'POST', '/teams', { name: 'Lawyers' }, boss)
    const legal = await ask<{ id: string }>(b, 'POST', '/queues', { name: 'Legal' }, boss)
    await ask(b, 'PATCH', `/queues/${legal.id}`, { restrictedTo: [team.id] }, boss)
    const isKnown = async () =>
      (await ask<{ items: { id: string; restrictedTo: string[] }[] }>(a, 'GET', '/queues', undefined, boss)).items.some(
        (one) => one.id === legal.id && one.restrictedTo.includes(team.id),
      )
    await waitFor(isKnown, { ...PATIENCE, what: 'the restriction at the other process' })
    await ask(b, 'POST', `/cases/${caseId}/transfer`, { queueId: legal.id }, boss)
    await ask(b, 'POST', `/cases/${caseId}/notes`, { text: 'Among lawyers', mentions: [] }, boss)
    await waitFor(() => says(admin, 'Among lawyers'), { ...PATIENCE, what: 'the note at the other process' })
    await expect(askSocket(outside.socket, 'watch', { topic: `case:${caseId}` })).rejects.toThrow('There is no such case.')
    expect([says(outside, 'Among lawyers'), says(outside, legal.id)]).toEqual([false, false])
  })

  it('put out who watches a case in a queue that is restricted at the other process, before anything more is said', async () => {
    const boss = await tokenOf('admin')
    const token = await tokenOf('supervisor')
    const queue = await ask<{ id: string }>(b, 'POST', '/queues', { name: 'Board matters' }, boss)
    await post(b, 'sight-2', 'sight-2@rivet.example', 'Before the board')
    const [{ caseId } = { caseId: '' }] = await filed(b, 'Before the board')
    await ask(b, 'POST', `/cases/${caseId}/transfer`, { queueId: queue.id }, boss)
    const outside = await connectSocket(a.url, '/staff', token)
    sockets.push(outside)
    await askSocket(outside, 'watch', { topic: `case:${caseId}` })
    const events: string[] = []
    outside.on('rows', (event: { topic: string }) => void events.push(event.topic))
    const team = await ask<{ id: string }>(b, 'POST', '/teams', { name: 'Board' }, boss)
    await ask(b, 'PATCH', `/queues/${queue.id}`, { restrictedTo: [team.id] }, boss)
    await waitFor(
      async () => {
        if (!events.includes(`case:${caseId}`)) return false
        // As a console does that is told it missed something: it asks again.
        events.length = 0
        return askSocket(outside, 'watch', { topic: `case:${caseId}` }).then(
          () => false,
          (error: Error) => error.message.includes('There is no such case.'),
        )
      },
      { ...PATIENCE, what: 'the word at the other process' },
    )
  })

  it('cut at once whoever is disabled, wherever their sockets are', async () => {
    const boss = await tokenOf('admin')
    const token = await tokenOf('supervisor')
    const { id } = await ask<{ id: string }>(a, 'GET', '/me', undefined, token)
    const { socket } = await watch(a, token)
    const cut = new Promise<string>((resolve) => socket.once('disconnect', resolve))
    await ask(b, 'POST', `/staff/${id}/disable`, {}, boss)
    expect(await cut).toBe('io server disconnect')
    await expect(ask(b, 'GET', '/me', undefined, token)).rejects.toThrow('401')
    await waitFor(
      () =>
        ask(a, 'GET', '/me', undefined, token).then(
          () => false,
          () => true,
        ),
      PATIENCE,
    )
  })

  it('have one router, and another when it dies', async () => {
    const holder = async (): Promise<string | undefined> =>
      (await store.connection.collection<{ _id: string; holder: string }>('leases').findOne({ _id: 'router' }))?.holder
    const before = await waitFor(holder, PATIENCE)
    await Promise.all(Array.from({ length: 5 }, (_, n) => post(n % 2 ? a : b, `more-${n}`, `more-${n}@rivet.example`, `more-${n}`)))
    expect(await holder()).toBe(before)
    await a.kill()
    const { messageId } = await post(b, 'alone-1', 'alone@rivet.example', 'alone after the crash')
    expect((await filed(b, 'alone after the crash')).map((one) => one.id)).toEqual([messageId])
    const token = await signInAs(b.sandbox, 'agent')
    await ask(b, 'PUT', '/presence', { presence: 'available' }, token)
    await waitFor(
      async () =>
        (await ask<{ items: { state: string }[] }>(b, 'GET', '/work/mine', undefined, token)).items.some((one) => one.state === 'offered'),
      { ...PATIENCE, what: 'an offer made by who is left' },
    )
  })

  it('go on without Redis, and say so', async () => {
    const state = async () =>
      (await (await fetch(`${b.url}/healthz`)).json()) as { ok: boolean; parts: { jobs: { kind: string; ok: boolean } } }
    expect((await state()).parts.jobs).toMatchObject({ kind: 'redis', ok: true })
    await redis.kill()
    await waitFor(async () => !(await state()).parts.jobs.ok, { ...PATIENCE, what: 'the word of it' })
    expect((await state()).ok).toBe(true)
    await post(b, 'dark-1', 'dark@rivet.example', 'taken without Redis')
    await filed(b, 'taken without Redis')
    await redis.start()
    await waitFor(async () => (await state()).parts.jobs.ok, { ...PATIENCE, what: 'Redis again' })
  })
})
