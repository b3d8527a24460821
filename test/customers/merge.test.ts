import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CustomerChange, type CustomerState, foldCustomer, startCustomer } from '../../server/customers/index.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLedgers } from '../../server/platform/ledger.ts'
import { agent, marketing, openRoom, type Room } from './open-room.ts'

let room: Room
let count = 0
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room?.close())
const person = (name?: string): Promise<string> => room.mail(`p${count++}@rivet.example`, name)
const view = (id: string) => room.customers.getCustomer(agent, id)

describe('a merge', () => {
  it('brings everything of the other along, and its undo takes exactly that back, also what came later', async () => {
    const a = await person('Ann Ash')
    const b = await room.mail('b-first@rivet.example', 'Ben Birch')
    await room.customers.editCustomer(agent, { customerId: b, company: 'Rivet', plan: 'Fleet 50', commandId: newId() })
    const before = [await view(a), await view(b)]
    const mergeId = await room.merge(a, b)
    expect(await view(a)).toMatchObject({
      name: 'Ann Ash',
      company: 'Rivet',
      plan: 'Fleet 50',
      merged: [b],
      merges: [{ mergeId, customerId: b, name: 'Ben Birch', by: agent.id }],
    })
    expect((await view(a)).identities.map((one) => one.customerId).sort()).toEqual([a, b].sort())
    expect(await view(b)).toMatchObject({ mergedInto: a })
    // What comes later by the other's address is the other's, shown with the one that stands.
    expect(
      await room.customers.resolveIdentity({ channel: 'email', address: 'b-first@rivet.example', trust: 'channel-verified' }),
    ).toMatchObject({
      customerId: b,
      customerOf: a,
    })
    expect((await room.customers.getMany(agent, [b, a])).get(b)?.id).toBe(a)
    await room.undo(a, mergeId)
    const after = [await view(a), await view(b)]
    const plain = (one: (typeof before)[number]) => ({ ...one, v: 0 })
    expect(after.map(plain)).toEqual(before.map(plain))
    expect(await room.customers.currentOf(b)).toBe(b)
  })

  it('is one click for the cases too, and one undo', async () => {
    const [a, b, c] = [await person(), await person(), await person()]
    await room.merge(b, c)
    const done = await room.customers.mergeCustomers(agent, { customerId: a, otherId: b, withOpenCases: true, commandId: newId() })
    expect(done).toMatchObject({ casesMerged: 1, customer: { id: a } })
    expect(room.calls.merged.find((one) => one.mergeId === done.mergeId)).toMatchObject({
      actor: agent,
      intoCustomerIds: [a],
      fromCustomerIds: [b, c],
    })
    await room.undo(a, done.mergeId)
    expect(room.calls.unmerged).toContain(done.mergeId)
    const without = await room.customers.mergeCustomers(agent, { customerId: a, otherId: b, withOpenCases: false, commandId: newId() })
    expect(without.casesMerged).toBe(0)
    expect(room.calls.merged.some((one) => one.mergeId === without.mergeId)).toBe(false)
  })

  it('asked twice by the same command is one merge, also after its undo', async () => {
    const [a, b] = [await person(), await person()]
    const command = { customerId: a, otherId: b, withOpenCases: true, commandId: newId() }
    const first = await room.customers.mergeCustomers(agent, command)
    expect((await room.customers.mergeCustomers(agent, command)).mergeId).toBe(first.mergeId)
    expect((await view(a)).merges).toHaveLength(1)
    await room.undo(a, first.mergeId)
    await room.customers.mergeCustomers(agent, command)
    expect(await room.customers.currentOf(b)).toBe(b)
  })

  it('is refused for one and the same, for strangers, and without the right', async () => {
    const [a, b] = [await person(), await person()]
    const merge = (actor: Parameters<typeof room.customers.mergeCustomers>[0], customerId: string, otherId: string) =>
      room.customers.mergeCustomers(actor, { customerId, otherId, withOpenCases: false, commandId: newId() })
    await expect(merge(agent, a, a)).rejects.toMatchObject({ code: 'same-customer' })
    await expect(merge(agent, a, 'nobody')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(merge(agent, 'nobody', a)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(merge(marketing, a, b)).rejects.toMatchObject({ kind: 'forbidden' })
    const { mergeId } = await merge(agent, a, b)
    await expect(merge(agent, b, a)).rejects.toMatchObject({ code: 'same-customer' })
    const undo = (actor: typeof agent, customerId: string, id: string) =>
      room.customers.unmergeCustomers(actor, { customerId, mergeId: id, commandId: newId() })
    await expect(undo(marketing, a, mergeId)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(undo(agent, a, 'nothing')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(undo(agent, await person(), mergeId)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await room.customers.currentOf(b)).toBe(a)
  })

  it('of two in both directions at once makes no circle: the second finds it done', async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = [await person(), await person()]
      const results = await Promise.allSettled([room.merge(a, b), room.merge(b, a)])
      expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
      expect(await room.customers.currentOf(a)).toBe(await room.customers.currentOf(b))
    }
  })

  it('of a chain parts in any order', async () => {
    const [a, b, c, d] = [await person('A A'), await person('B B'), await person('C C'), await person('D D')]
    const ab = await room.merge(b, a)
    const bc = await room.merge(c, b)
    // Whoever is merged already stands for the one they went into.
    const cd = await room.merge(d, a)
    expect(await room.customers.familyOf(a)).toEqual([d, c, b, a])
    await room.undo(d, bc)
    expect(await Promise.all([a, b, c, d].map(room.customers.currentOf))).toEqual([b, b, d, d])
    await room.undo(b, ab)
    await room.undo(c, cd)
    expect(await Promise.all([a, b, c, d].map(room.customers.currentOf))).toEqual([a, b, c, d])
    // A second undo of the same changes nothing.
    await room.undo(a, ab)
  })
})

it('refuses demo people on a real desk (SECURITY R2)', async () => {
  const real = await openRoom(false)
  try {
    const [a, b] = [await real.mail('a@rivet.example'), await real.mail('b@rivet.example')]
    await real.merge(a, b)
    // Added when the desk was a sandbox.
    const kind = { kind: 'customer', collection: 'customers', start: startCustomer, fold: foldCustomer }
    const before = createLedgers(real.desk.platform).open<CustomerState, CustomerChange>(kind)
    const { id: demo } = await before.commit('demo', 'added', 'system:customers', () => ({
      type: 'customer.added',
      identityId: 'id_demo',
      isDemo: true,
    }))
    await expect(real.merge(a, demo)).rejects.toMatchObject({ code: 'demo-data' })
    await expect(real.merge(demo, a)).rejects.toMatchObject({ code: 'demo-data' })
  } finally {
    await real.close()
  }
})

describe('the list', () => {
  it('goes by name in pages, shows the merged under the one that stands, and finds by word, address and number', async () => {
    const list = await openRoom()
    try {
      const names = ['Åsa Lind', 'Bea Quill', 'Carl Quill', 'Dina Park', 'Ede Quill']
      const ids = new Map<string, string>()
      for (const [nth, name] of names.entries()) ids.set(name, await list.mail(`list${nth}@works.example`, name))
      const { customerId: caller } = await list.customers.resolveIdentity({ channel: 'phone', address: '+12025550177', trust: 'claimed' })
      await list.merge(ids.get('Dina Park') ?? '', ids.get('Carl Quill') ?? '')
      await list.merge(ids.get('Bea Quill') ?? '', caller)

      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await list.customers.listCustomers(agent, { limit: 2, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map((one) => one.name))
        expect(page.items.length).toBeLessThanOrEqual(2)
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(seen).toEqual(['Åsa Lind', 'Bea Quill', 'Dina Park', 'Ede Quill'])

      const found = async (q: string) => (await list.customers.listCustomers(agent, { q })).items.map((one) => one.name)
      expect(await found('asa')).toEqual(['Åsa Lind'])
      expect(await found('quill')).toEqual(['Bea Quill', 'Dina Park', 'Ede Quill'])
      expect(await found('carl qui')).toEqual(['Dina Park'])
      expect(await found('list3@works.example')).toEqual(['Dina Park'])
      expect(await found('(202) 555-0177')).toEqual(['Bea Quill'])
      // Signs say nothing: what is left is the beginning of a word (SECURITY A4).
      expect(await found('^(a+)+$')).toEqual(['Åsa Lind'])
      expect(await found('.*')).toEqual(['Åsa Lind', 'Bea Quill', 'Dina Park', 'Ede Quill'])
      await expect(list.customers.listCustomers(agent, { cursor: 'made.up' })).rejects.toMatchObject({ kind: 'invalid' })
    } finally {
      await list.close()
    }
  })
})
