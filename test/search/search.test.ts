import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { termsFilter } from '../../server/customers/index.ts'
import type { InboundMessage } from '../../server/hub/index.ts'
import { newId } from '../../server/platform/ids.ts'
import { SearchQuery } from '../../server/search/wire.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { openDemo } from '../demo/open-demo.ts'
import { waitFor } from '../wait-for.ts'

type Desk = Awaited<ReturnType<typeof openDemo>>
let desk: Desk
let restricted: string
let team: string
const by = system('test')
const agent = (teams: string[] = []): StaffActor => ({ type: 'staff', id: 'u-ines', name: 'Ines', role: 'agent', teams })
const marketing: StaffActor = { ...agent(), id: 'u-lena', role: 'marketing' }

const send = async (
  from: string,
  subject: string,
  text: string,
  more: Partial<InboundMessage> = {},
): Promise<{ messageId: string; caseId: string }> => {
  const key = `email:${newId()}`
  const { messageId } = await desk.faces.hub.intake({
    type: 'message',
    channel: 'email',
    account: 'desk',
    externalId: newId(),
    from: { channel: 'email', address: from, trust: 'channel-verified', name: 'Zoë Ångström' },
    subject,
    text,
    threadKeys: [key],
    ownThreadKey: key,
    receivedBy: ['inbox@larkfield.example'],
    ...more,
  })
  await desk.faces.hub.settled()
  const [message] = await desk.faces.hub.byIds([messageId])
  return { messageId, caseId: message?.caseId ?? '' }
}
const find = (q: string, actor = agent(), limit = 20) => desk.faces.search.find(actor, { q, limit })
const kinds = async (q: string, actor = agent()): Promise<string[]> => (await find(q, actor)).items.map((one) => `${one.kind}:${one.id}`)
const found = (q: string, what: string): Promise<boolean> =>
  waitFor(async () => (await kinds(q)).includes(what), { what: `${what} for ${q}` })

beforeAll(async () => {
  desk = await openDemo()
  await desk.listen()
  team = (await desk.faces.staff.addTeam(by, { name: 'Legal', commandId: 'team' })).id
  const queue = await desk.faces.queues.addQueue(by, { name: 'Legal', commandId: 'queue' })
  restricted = queue.id
  await desk.faces.queues.editQueue(by, {
    queueId: queue.id,
    restrictedTo: [team],
    sources: ['legal@larkfield.example'],
    commandId: 'edit',
  })
})
afterAll(() => desk?.close())

describe('what was moved', () => {
  it('is found in the case it stands in now, also when all is made findable anew', async () => {
    const key = `email:${newId()}`
    const more = { threadKeys: [key], ownThreadKey: key }
    const first = await send('wim@quay.example', 'Saddle', 'The chartreuse one.', more)
    const second = await send('wim@quay.example', 'Saddle', 'And a periwinkle bell.', more)
    const { cases, search } = desk.faces
    const split = { caseId: first.caseId, messageIds: [second.messageId], title: 'Bell', commandId: newId() }
    const { splitId, state } = await cases.splitCase(by, split)
    const isIn = (caseId: string) =>
      waitFor(async () => (await find('periwinkle')).items.some((one) => 'caseId' in one && one.caseId === caseId), { what: caseId })
    await isIn(state.id)
    expect(await found('bell', `case:${state.id}`)).toBe(true)
    await search.rebuild(system('search'))
    expect((await find('periwinkle')).items).toMatchObject([{ kind: 'message', caseId: state.id, title: 'Bell' }])
    expect((await find('chartreuse')).items).toMatchObject([{ kind: 'message', caseId: first.caseId }])
    await cases.unsplitCase(by, { caseId: first.caseId, splitId, commandId: newId() })
    await isIn(first.caseId)
    await search.rebuild(system('search'))
    expect((await find('periwinkle')).items).toMatchObject([{ kind: 'message', caseId: first.caseId }])
  })
})

describe('finds', () => {
  it('cases by number and title, messages by their words, people by name, address and number', async () => {
    const { messageId, caseId } = await send(
      'zoe@fjordbikes.example',
      'Quietly humming derailleur',
      'It hums since Tuesday, order LF-20718.',
    )
    const state = await desk.faces.cases.getState(by, caseId)
    const { customerId } = state
    await found('derailleur', `message:${messageId}`)
    await found(String(state.number), `case:${caseId}`)
    await found('quietly hum', `case:${caseId}`)
    await found('zoe angstrom', `customer:${customerId}`)
    await found('ÅNGSTR', `customer:${customerId}`)
    await found('zoe@fjordbikes.example', `customer:${customerId}`)
    await found('fjordbi', `message:${messageId}`)
    await found('lf-20718', `message:${messageId}`)
    const { customerId: caller } = await desk.faces.customers.resolveIdentity({
      channel: 'phone',
      address: '+12025550119',
      trust: 'claimed',
    })
    for (const typed of ['+1 (202) 555-0119', '2025550119', '5550119']) await found(typed, `customer:${caller}`)
    expect((await find('derailleur')).items.find((one) => one.kind === 'message')).toEqual({
      kind: 'message',
      id: messageId,
      caseId,
      customerId,
      title: 'Quietly humming derailleur',
      snippet: 'It hums since Tuesday, order LF-20718.',
      at: expect.any(String),
    })
  })

  it('a message by its own words, common ones among them', async () => {
    const { messageId } = await send('rim@fjordbikes.example', 'Wheel', "My zinc rim is bent, and O'Shea's spoke with it.")
    for (const typed of ['my zinc rim is bent', 'the zinc rim', 'zinc is', 'zinc AND spoke', 'zinc o’shea'])
      await found(typed, `message:${messageId}`)
    expect(await kinds('zinc is straight')).toEqual([])
  })

  it('what is spelled otherwise, when nothing is spelled as asked', async () => {
    const { caseId, messageId } = await send('tilde@fjordbikes.example', 'Fork', 'Order QX-80551, for Björn Tilde-Quist of O’Hanrahan.')
    const { customerId } = await desk.faces.cases.getState(by, caseId)
    const rename = (name: string) => desk.faces.customers.editCustomer(by, { customerId, name, commandId: newId() })
    for (const typed of ['QX80551', 'qx80551', 'order qx80551', 'bjoern tilde']) await found(typed, `message:${messageId}`)
    await rename('Maren O’Quillan-Größe')
    for (const typed of ['oquillan', 'OQUILLAN', 'groesse', 'maren oquill']) await found(typed, `customer:${customerId}`)
    await rename('Maren OQuillan Groesse')
    for (const typed of ["o'quillan", 'größe', 'maren gröss']) await found(typed, `customer:${customerId}`)
    expect(await kinds('qx80552')).toEqual([])
  })

  it('every word asked for, the last one as a beginning only', async () => {
    const { messageId } = await send('words@fjordbikes.example', 'Xylophone', 'Brass bell and cork grips')
    await found('cork bra', `message:${messageId}`)
    expect(await kinds('cork silver')).toEqual([])
    expect(await kinds('cor brass')).toEqual([])
    expect(await kinds('ork')).toEqual([])
  })

  it('people before cases before messages, in pages that fit together', async () => {
    for (let nth = 0; nth < 5; nth++) await send(`page${nth}@pagers.example`, `Pagination ${nth}`, 'Pagination of all things')
    await waitFor(async () => (await find('pag', agent(), 100)).items.length === 15, { what: 'all of it' })
    const whole = (await find('pag', agent(), 100)).items
    expect(whole.map((one) => one.kind)).toEqual([...Array(5).fill('customer'), ...Array(5).fill('case'), ...Array(5).fill('message')])
    const seen = []
    let cursor: string | null | undefined
    do {
      const page = await desk.faces.search.find(agent(), { q: 'pag', limit: 4, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(whole)
    await expect(desk.faces.search.find(agent(), { q: 'pag', cursor: 'made.up' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('a merged customer through the one they went into, and both after the undo', async () => {
    const { customers } = desk.faces
    const party = (address: string, name: string) => ({ channel: 'email', address, trust: 'channel-verified' as const, name })
    const { customerId: a } = await customers.resolveIdentity(party('stay@mergers.example', 'Stella Stay'))
    const { customerId: b } = await customers.resolveIdentity(party('go@mergers.example', 'Gordon Go'))
    await found('gordon', `customer:${b}`)
    const { mergeId } = await customers.mergeCustomers(by, { customerId: a, otherId: b, withOpenCases: false, commandId: newId() })
    await waitFor(async () => JSON.stringify(await kinds('go@mergers.example')) === JSON.stringify([`customer:${a}`]), {
      what: 'the one that stays',
    })
    await customers.unmergeCustomers(by, { customerId: a, mergeId, commandId: newId() })
    await waitFor(async () => JSON.stringify(await kinds('go@mergers.example')) === JSON.stringify([`customer:${b}`]), {
      what: 'the other again',
    })
  })
})

describe('keeps back', () => {
  it('cases and messages of a restricted queue from people outside its teams, also those that are moved there (SECURITY A1)', async () => {
    const inside = await send('secret@counsel.example', 'Confidential settlement', 'Confidential words', {
      receivedBy: ['legal@larkfield.example'],
    })
    const moved = await send('moved@counsel.example', 'Movable settlement', 'Movable words')
    await found('movable', `message:${moved.messageId}`)
    await waitFor(async () => (await kinds('confidential', agent([team]))).length === 2, { what: 'the team’s own view' })
    expect(await kinds('confidential')).toEqual([])
    expect(await kinds('confidential', { ...agent(), role: 'admin' })).toContain(`case:${inside.caseId}`)
    await desk.faces.cases.transferCase(by, { caseId: moved.caseId, queueId: restricted, note: '', commandId: newId() })
    expect(await kinds('movable')).toEqual([])
    const { connection } = desk.platform
    await waitFor(
      async () => (await connection.collection('search').countDocuments({ caseId: moved.caseId, queueId: restricted } as never)) === 2,
      {
        what: 'the message to follow its case',
      },
    )
    expect(await kinds('movable', agent([team]))).toContain(`message:${moved.messageId}`)
  })

  it('everything from roles without the right', async () => {
    await expect(find('anything', marketing)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(
      desk.faces.search.find({ type: 'visitor', id: 'visitor_x', siteId: 's', visitorId: 'x' }, { q: 'anything' }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('kinds that a key has no scope for', async () => {
    await send('scoped@scopes.example', 'Scoped settlement', 'Scoped words')
    await waitFor(async () => (await find('scope')).items.length === 3, { what: 'all three' })
    const key = {
      type: 'key',
      id: 'key_1',
      name: 'k',
      source: 'k',
      role: 'admin',
      teams: [],
      scopes: ['search.read', 'customer.read'],
    } as const
    expect((await desk.faces.search.find(key, { q: 'scope' })).items.map((one) => one.kind)).toEqual(['customer'])
  })

  it('what was erased in its own room (SECURITY R5)', async () => {
    const { messageId } = await send('gone@erased.example', 'Erasable', 'Vanishing words')
    await found('vanishing', `message:${messageId}`)
    const stored = await desk.platform.connection.collection('search').findOne({ _id: `message:${messageId}` as never })
    expect(Object.keys(stored ?? {}).sort()).toEqual(['_id', 'at', 'caseId', 'customerId', 'kind', 'of', 'queueId', 'rank', 'terms'])
    await desk.platform.connection.collection('messages').deleteOne({ _id: messageId as never })
    expect(await kinds('vanishing')).toEqual([])
  })
})

it('takes plain words only, and no pattern of them costs more than a look-up (SECURITY A3, A4)', async () => {
  for (const q of [{ $ne: null }, ['a'], { $regex: '.*' }, null, 7, '']) expect(SearchQuery.safeParse({ q }).success).toBe(false)
  expect(SearchQuery.safeParse({ q: 'a', $where: '1' }).success).toBe(false)
  expect(SearchQuery.safeParse({ q: 'a', limit: '101' }).success).toBe(false)
  const holdsPattern = (value: unknown): boolean =>
    value instanceof RegExp ||
    (typeof value === 'object' && value !== null && Object.entries(value).some(([key, inner]) => key === '$regex' || holdsPattern(inner)))
  for (const q of ['^(a+)+$', '.*', '\\', '$where', '{"$ne":null}', 'a'.repeat(200), '((((((', '\u0000']) {
    expect(holdsPattern(termsFilter(q))).toBe(false)
    expect(await find(q)).toHaveProperty('items')
  }
  expect((await find('.* ((( ***')).items).toEqual([])
})

it('holds at most 64 terms of anything', async () => {
  const text = Array.from({ length: 500 }, (_, nth) => `word${nth}`).join(' ')
  const { messageId } = await send('long@long.example', 'Long', text)
  await found('word7', `message:${messageId}`)
  const stored = await desk.platform.connection.collection<{ terms: string[] }>('search').findOne({ _id: `message:${messageId}` as never })
  expect(stored?.terms.length).toBe(64)
  expect(Math.max(...(stored?.terms ?? []).map((one) => one.length))).toBeLessThanOrEqual(40)
})

it('is made again from the entries', async () => {
  const { messageId, caseId } = await send('rebuild@rebuild.example', 'Rebuilding', 'Rebuilt from nothing')
  await found('rebuil', `message:${messageId}`)
  const before = await kinds('rebuil')
  await desk.platform.connection.collection('search').deleteMany({})
  expect(await kinds('rebuil')).toEqual([])
  await desk.faces.search.rebuild(by)
  expect(await kinds('rebuil')).toEqual(before)
  expect(before).toContain(`case:${caseId}`)
})
