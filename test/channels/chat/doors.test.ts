import { randomUUID } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressPrefix } from '../../../server/channels/chat/address-prefix.ts'
import { SESSIONS_KEPT } from '../../../server/channels/chat/visitor.ts'
import type { SessionBegun, VisitorMessage } from '../../../server/channels/chat/wire.ts'
import { limits } from '../../../server/limits.ts'
import { type StaffActor, system } from '../../../server/staff/index.ts'
import { waitFor } from '../../wait-for.ts'
import { type ChatDesk, identityKey, startChatDesk, visit } from './chat-desk.ts'

const by = system('test')
const victim = 'victim@rivet.example'
const now = (): number => Math.floor(Date.now() / 1000)
const identity = (claims: object, { key = identityKey, algorithm = 'HS256' as jwt.Algorithm } = {}): string =>
  jwt.sign({ sub: 'customer-7', email: victim, exp: now() + 120, jti: randomUUID(), ...claims }, key, { algorithm, noTimestamp: true })

describe('the visitor’s doors', () => {
  let desk: ChatDesk
  let agent: StaffActor
  beforeAll(async () => {
    desk = await startChatDesk()
    agent = await desk.addAgent('Ines Duarte')
  })
  afterAll(() => desk.stop())

  const mailFromVictim = async (): Promise<string> => {
    const { messageId } = await desk.hub.intake({
      type: 'message',
      channel: 'email',
      account: 'desk',
      externalId: randomUUID(),
      from: { channel: 'email', address: victim, trust: 'channel-verified', name: 'Vera Victim' },
      text: 'My card ends in 4242',
      threadKeys: [],
      ownThreadKey: randomUUID(),
      receivedBy: ['help@larkfield.example'],
    })
    await desk.hub.settled()
    return messageId
  }
  const customerOf = async (messageId: string): Promise<string> => {
    await desk.hub.settled()
    return desk.customers.currentOf((await desk.hub.getMessage(by, messageId)).customerId)
  }

  it('I1: a typed address is a suggestion; the visitor sees nothing but the own session', async () => {
    const mailed = await mailFromVictim()
    const visitor = await visit(desk)
    const sent = await visitor.send('typed0001', 'I am Vera')
    if (!sent.ok) throw new Error(sent.error.message)
    await desk.hub.settled()
    await visitor.ask('leave-address', { email: victim })
    const mine = await customerOf(sent.answer.messageId)
    expect(mine).not.toBe(await customerOf(mailed))
    await waitFor(async () => (await desk.customers.suggestionsFor(by, mine))[0]?.state === 'open', { what: 'the suggestion' })
    const seen = await visitor.watch()
    expect(JSON.stringify(visitor.frames)).not.toMatch(/4242|Vera Victim/)
    expect(seen.ok && seen.answer.rows.filter((row) => row.kind === 'message')).toHaveLength(1)
    visitor.leave()
  })

  it('I1: the same address signed by the site joins the customer who has it', async () => {
    const mailed = await mailFromVictim()
    const visitor = await visit(desk, { site: 'members', identity: identity({}) })
    expect(visitor.begun.isVerified).toBe(true)
    const sent = await visitor.send('signed001', 'It is me')
    if (!sent.ok) throw new Error(sent.error.message)
    expect(await customerOf(sent.answer.messageId)).toBe(await customerOf(mailed))
    const seen = await visitor.watch()
    expect(seen.ok && seen.answer.rows.filter((row) => row.kind === 'message').map((row) => (row.row as VisitorMessage).text)).toEqual([
      'It is me',
    ])
    expect(await visitor.ask('leave-address', { email: 'other@rivet.example' })).toMatchObject({ error: { code: 'identity-verified' } })
    await visitor.send('signed002', 'With another name', { name: 'Somebody Else' })
    await desk.hub.settled()
    const again = await visit(desk, { site: 'members', token: visitor.token })
    expect(again.begun.name).toBe('')
    // The same customer on another device: the same visitor.
    const phone = await visit(desk, { site: 'members', identity: identity({}) })
    expect(phone.begun.sessions).toEqual(visitor.begun.sessions)
    for (const one of [visitor, again, phone]) one.leave()
  })

  describe('G1: identity', () => {
    const used = identity({ sub: 'used' })
    const bad: Record<string, string> = {
      'another key': identity({}, { key: 'some other key of thirty-two bytes or more' }),
      'another algorithm': identity({}, { algorithm: 'HS384' }),
      unsigned: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ sub: 'x', exp: now() + 60, jti: randomUUID() })).toString('base64url')}.`,
      expired: identity({ exp: now() - 1 }),
      'an expiry too far ahead': identity({ exp: now() + 3600 }),
      'no expiry': jwt.sign({ sub: 'x', jti: randomUUID() }, identityKey),
      'no jti': identity({ jti: undefined }),
      'no sub': identity({ sub: undefined }),
      replayed: used,
      'not a token': 'victim@rivet.example',
    }
    it.each(Object.keys(bad))('refuses %s, for starting and for history', async (name) => {
      if (name === 'replayed') expect((await desk.begin({ site: 'members', identity: used })).status).toBe(200)
      const visitor = await visit(desk, { site: 'members' })
      for (const token of [undefined, visitor.token]) {
        const answer = await desk.begin({ site: 'members', identity: bad[name], ...(token ? { token } : {}) })
        expect(answer.status).toBe(401)
        expect(await answer.json()).toMatchObject({
          error: { code: 'identity-refused', message: expect.stringContaining('Load the page again') },
        })
      }
      visitor.leave()
    })
    it('refuses any where the site has no key, and none where the site asks for one', async () => {
      expect((await desk.begin({ site: 'larkfield', identity: identity({}) })).status).toBe(403)
      expect((await desk.begin({ site: 'closed-club' })).status).toBe(401)
      const member = await visit(desk, { site: 'closed-club', identity: identity({}) })
      expect((await desk.begin({ site: 'closed-club', token: member.token })).status).toBe(401)
      member.leave()
    })
    it('holds a token to its site', async () => {
      const visitor = await visit(desk)
      const elsewhere = (await (await desk.begin({ site: 'members', token: visitor.token })).json()) as SessionBegun
      expect(elsewhere.sessions).not.toEqual(visitor.begun.sessions)
      visitor.leave()
    })
    it('says of chats of long ago too who wrote them, and shuts their visitor out of all', async () => {
      const visitor = await visit(desk)
      const interactions: string[] = []
      let caseId = ''
      for (let session = 0; session < SESSIONS_KEPT + 2; session++) {
        const sent = await visitor.send(`stretch0${session}`, 'It is me again')
        await desk.hub.settled()
        const message = await desk.hub.getMessage(by, sent.ok ? sent.answer.messageId : '')
        interactions.push(message.interactionId)
        caseId = message.caseId
        await desk.advance(31 * 60_000)
      }
      const ways = async () => (await desk.hub.waysOf(agent, caseId)).filter((one) => interactions.includes(one.interactionId))
      const of = (sendable: string) => interactions.map(() => ({ sendable, to: 'Visitor of Larkfield Cycles' }))
      expect(new Set(interactions).size).toBe(SESSIONS_KEPT + 2)
      expect(await ways()).toMatchObject(of('free'))
      await desk.chat.endVisitor(agent, { caseId, interactionId: interactions[0] ?? '' })
      expect(await ways()).toMatchObject(of('blocked'))
      visitor.leave()
    })
    it('forgets with an erased customer the visitor they were, however many chats ago', async () => {
      const visitors = () => desk.platform.connection.collection('visitors').countDocuments({ 'verified.sub': 'moved' })
      const writesAs = async (claims: object, clientId: string) => {
        await desk.advance(31 * 60_000)
        const exp = Math.floor(desk.platform.clock.now() / 1000) + 120
        const visitor = await visit(desk, { site: 'members', identity: identity({ sub: 'moved', exp, ...claims }) })
        const sent = await visitor.send(clientId, 'It is me')
        return { visitor, customerId: await customerOf(sent.ok ? sent.answer.messageId : '') }
      }
      const { customerId } = await writesAs({ name: 'Vera Quill', email: undefined }, 'moved0000')
      // From here on the site signs an address, and that is another customer.
      let last = await writesAs({ email: 'quill@rivet.example' }, 'moved0001')
      for (let session = 2; session <= SESSIONS_KEPT; session++) {
        last.visitor.leave()
        last = await writesAs({ email: 'quill@rivet.example' }, `moved000${session}`)
      }
      expect([last.customerId === customerId, await visitors()]).toEqual([false, 1])
      const cut = new Promise((resolve) => last.visitor.socket.once('disconnect', resolve))
      await desk.customers.eraseCustomer(by, { customerId, commandId: randomUUID() })
      await cut
      expect(await visitors()).toBe(0)
    })
    it('leaves a customer of the site in who comes back while what they wrote before is still being forgotten', async () => {
      const claims = () => ({ sub: 'back', email: 'back@rivet.example', exp: Math.floor(desk.platform.clock.now() / 1000) + 120 })
      const comes = () => visit(desk, { site: 'members', identity: identity(claims()) })
      const before = await comes()
      const ids: string[] = []
      for (const clientId of ['back00001', 'back00002', 'back00003']) {
        const sent = await before.send(clientId, 'It is me')
        ids.push(sent.ok ? sent.answer.messageId : '')
      }
      const customerId = await customerOf(ids[0] ?? '')
      await desk.advance(1000)
      let after: Awaited<ReturnType<typeof comes>> | undefined
      desk.hub.onErase(async ({ id }) => {
        if (ids.includes(id)) after ??= await comes()
      })
      await desk.customers.eraseCustomer(by, { customerId, commandId: randomUUID() })
      await waitFor(async () => (await desk.hub.byIds(ids)).length === 0, { what: 'that all is forgotten' })
      expect(await after?.send('back00004', 'Me again')).toMatchObject({ ok: true })
      after?.leave()
    })
    it('makes a revoked token good for nothing, at once', async () => {
      const visitor = await visit(desk)
      const sent = await visitor.send('revoked01', 'Let me in')
      await desk.hub.settled()
      const { caseId, interactionId } = await desk.hub.getMessage(by, sent.ok ? sent.answer.messageId : '')
      const cut = new Promise((resolve) => visitor.socket.once('disconnect', resolve))
      const way = { interactionId, isRevocable: true, to: 'Visitor of Larkfield Cycles', firstSeenAt: expect.stringMatching(/^\d{4}-/) }
      expect(await desk.hub.waysOf(agent, caseId)).toMatchObject([{ ...way, sendable: 'free' }])
      const told: unknown[] = []
      desk.platform.bus.onPassing('chat.visitor-ended', (data) => void told.push(data))
      const ended = await desk.chat.endVisitor(agent, { caseId, interactionId })
      await cut
      expect(told).toEqual([{ caseId }])
      expect(await desk.hub.waysOf(agent, caseId)).toMatchObject([{ ...way, sendable: 'blocked', why: expect.stringContaining('ended') }])
      const answer = { caseId, text: 'Are you there?', attachments: [], status: 'open' as const, commandId: randomUUID() }
      await expect(desk.hub.sendReply(agent, answer)).rejects.toMatchObject({ code: 'blocked', message: expect.stringContaining('ended') })
      expect(await desk.chat.endVisitor(agent, { caseId, interactionId })).toEqual(ended)
      await expect(visit(desk, { token: visitor.token }).then((fresh) => fresh.begun.sessions)).resolves.not.toEqual(visitor.begun.sessions)
      const socket = io(`${desk.url}/visitor`, {
        path: '/live',
        auth: { token: visitor.token },
        transports: ['websocket'],
        reconnection: false,
      })
      const refusal = await new Promise<Error & { data?: object }>((resolve) => socket.once('connect_error', resolve as never))
      expect(refusal.data).toMatchObject({ error: { kind: 'unauthenticated' } })
      socket.disconnect()
    })
  })

  it('A1: a session of somebody else looks like none', async () => {
    const one = await visit(desk)
    const other = await visit(desk)
    await other.send('foreign01', 'Private')
    const foreign = await one.watch(other.begun.sessions[0])
    const missing = await one.watch('aaaaaaaaaaaaaaaaaaaaaaaa')
    expect(foreign).toEqual(missing)
    expect(foreign).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    expect(await one.ask('watch', { topic: 'case:x' })).toMatchObject({ ok: false })
    expect(await one.ask('watch', { topic: 'staff:all' })).toMatchObject({ ok: false })
    one.leave()
    other.leave()
  })

  it('A1: a receipt for somebody else’s message changes nothing', async () => {
    const one = await visit(desk)
    const other = await visit(desk)
    const sent = await other.send('receipt01', 'Hello')
    await desk.hub.settled()
    const { caseId } = await desk.hub.getMessage(by, sent.ok ? sent.answer.messageId : '')
    const reply = await desk.hub.sendReply(agent, { caseId, text: 'Hi', attachments: [], status: 'open', commandId: randomUUID() })
    await waitFor(async () => (await desk.hub.getMessage(by, reply.id)).delivery?.state === 'sent')
    expect(await one.ask('read', { messageIds: [reply.id] })).toEqual({ ok: true, answer: {} })
    expect((await desk.hub.getMessage(by, reply.id)).delivery?.state).toBe('sent')
    one.leave()
    other.leave()
  })

  it('A2: a visitor is never sent a field that is not on the list, through a whole case', async () => {
    const visitor = await visit(desk)
    await visitor.watch()
    const sent = await visitor.send('whole0001', 'My brake rubs', { name: 'Jonas Weidner', page: 'https://shop.example/heron' })
    await desk.hub.settled()
    const { caseId } = await desk.hub.getMessage(by, sent.ok ? sent.answer.messageId : '')
    const on = { caseId, commandId: 'whole' }
    await desk.cases.assignCase(agent, { ...on, assigneeId: agent.id, commandId: 'w1' })
    await desk.cases.noteCase(agent, { ...on, text: 'Secret note: rude last year', mentions: [], commandId: 'w2' })
    await desk.cases.setTags(agent, { ...on, tags: ['secret-tag'], commandId: 'w3' })
    await desk.hub.sendReply(agent, { caseId, text: 'Turn the dial once.', attachments: [], status: 'open', commandId: 'w4' })
    await desk.cases.closeCase(agent, { ...on, disposition: 'Passed on', commandId: 'w5' })
    await waitFor(() => visitor.rows.some((row) => row.kind === 'session' && (row.row as { state?: string }).state === 'ended'))
    await visitor.watch()
    const keys = new Set<string>()
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(walk)
      else if (value && typeof value === 'object')
        for (const [key, inner] of Object.entries(value)) {
          keys.add(key)
          walk(inner)
        }
    }
    walk(visitor.frames)
    const listed = [
      'ok',
      'answer',
      'topic',
      'epoch',
      'n',
      'rows',
      'kind',
      'id',
      'v',
      'row',
      'from',
      'author',
      'text',
      'at',
      'clientId',
      'name',
    ]
    const more = ['initials', 'isHere', 'joinedAt', 'waitedSeconds', 'state', 'startedAt', 'endedAt', 'endedBy', 'messageId', 'sessionId']
    expect([...keys].filter((key) => ![...listed, ...more].includes(key))).toEqual([])
    expect(JSON.stringify(visitor.frames)).not.toMatch(/[Ss]ecret|Duarte|Passed on/)
    visitor.leave()
  })

  it('A7: connects no page of another origin, with or without a token', async () => {
    const visitor = await visit(desk)
    const socket = io(`${desk.url}/visitor`, {
      path: '/live',
      auth: { token: visitor.token },
      transports: ['websocket'],
      extraHeaders: { origin: 'https://evil.example' },
      reconnection: false,
    })
    const refusal = await new Promise<Error>((resolve) => socket.once('connect_error', resolve))
    expect(refusal.message).toBe('This page may not connect.')
    socket.disconnect()
    visitor.leave()
  })

  it('A8: outlives malformed events and bodies', async () => {
    const visitor = await visit(desk)
    const bodies: unknown[] = [null, [], 'text', { $ne: null }, { clientId: { $ne: null }, text: 'x' }, { clientId: 'short', text: 'x' }]
    bodies.push(
      { clientId: 'aaaaaaaa1', text: '' },
      { clientId: 'aaaaaaaa1', text: 'x'.repeat(8001) },
      { clientId: 'aaaaaaaa1', text: 'x', role: 'admin' },
    )
    for (const body of bodies) expect(await visitor.ask('send', body as object)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    visitor.socket.emit('send', { clientId: 'aaaaaaaa1', text: 'no acknowledgement wanted' })
    visitor.socket.emit('join', 'staff:all')
    expect(await visitor.send('aaaaaaaa2', 'still here')).toMatchObject({ ok: true })
    for (const body of [{}, { site: { $ne: null } }, { site: 'larkfield', role: 'admin' }, { site: 'larkfield', token: ['x'] }])
      expect((await desk.begin(body)).status).toBe(400)
    expect((await desk.begin({ site: 'nowhere' })).status).toBe(404)
    visitor.leave()
  })
})

describe('G7: a flood', () => {
  let desk: ChatDesk
  beforeAll(async () => {
    desk = await startChatDesk({ table: { ...limits, 'widget-site': { points: 80, perSeconds: 60 } } })
  })
  afterAll(() => desk.stop())

  it('is cut by address, and by /64 in IPv6', async () => {
    const statuses = async (addresses: string[]): Promise<number[]> =>
      Promise.all(addresses.map(async (address) => (await desk.begin({ site: 'larkfield' }, { 'x-forwarded-for': address })).status))
    const one = await statuses(Array.from({ length: 200 }, () => '203.0.113.7'))
    expect(one.filter((status) => status === 200).length).toBeLessThanOrEqual(30)
    expect(one).toContain(429)
    const six = await statuses(Array.from({ length: 200 }, (_, index) => `2001:db8:1:2::${(index + 1).toString(16)}`))
    expect(six.filter((status) => status === 200).length).toBeLessThanOrEqual(30)
    expect(await statuses(['203.0.113.8'])).toEqual([200])
  })

  it('from everywhere is told that the desk is away, and a visitor who is there goes on', async () => {
    const there = await visit(desk)
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) => desk.begin({ site: 'larkfield' }, { 'x-forwarded-for': `198.51.100.${index}` })),
    )
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
    const begun = (await Promise.all(answers.map((answer) => answer.json()))) as SessionBegun[]
    const away = begun.filter((one) => one.token === null)
    expect(away.length).toBeGreaterThanOrEqual(40)
    expect(away[0]).toMatchObject({ sessions: [], isAway: true })
    expect(await there.send('aaaaaaaa1', 'Am I still heard?')).toMatchObject({ ok: true })
    there.leave()
  })

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix)
  })
})
