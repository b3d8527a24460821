import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomers } from '../../server/customers/index.ts'
import { createBus } from '../../server/platform/bus.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLedgers } from '../../server/platform/ledger.ts'
import { system } from '../../server/staff/index.ts'
import { counting } from '../setup/counting.ts'
import { agent, marketing, openRoom, type Room } from './open-room.ts'

let room: Room
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room?.close())

const party = (address: string, name?: string) => ({
  channel: 'email',
  address,
  trust: 'channel-verified' as const,
  ...(name ? { name } : {}),
})

describe('an address', () => {
  it('is one customer however often and at once it is asked for', async () => {
    const found = await Promise.all(
      Array.from({ length: 20 }, () => room.customers.resolveIdentity(party('many@rivet.example', 'Many Times'))),
    )
    expect(new Set(found.map((one) => JSON.stringify(one))).size).toBe(1)
    const [{ customerId = '' } = {}] = found
    expect(await room.customers.getCustomer(agent, customerId)).toMatchObject({
      name: 'Many Times',
      v: 1,
      identities: [{ channel: 'email', address: 'many@rivet.example', trust: 'channel-verified', isShared: false }],
    })
  })

  it('costs no call to the store once it is known', async () => {
    const { connection, calls } = counting(room.desk.platform.connection)
    const counted = openAgain(connection)
    const known = party('known@rivet.example', 'Known Person')
    await counted.resolveIdentity(known)
    expect(calls.count).toBeGreaterThan(0)
    calls.count = 0
    await counted.resolveIdentity(known)
    expect(calls.count).toBe(0)
  })

  it.each([
    { cut: 'before its entry', missing: [] },
    { cut: 'before its profile', missing: ['profiles'] },
    { cut: 'before its identity', missing: ['identities'] },
  ])('that crashed $cut is made good the next time', async ({ cut, missing }) => {
    const mail = party(`${cut.replaceAll(' ', '-')}@rivet.example`)
    const { customerId } = await room.customers.resolveIdentity(mail)
    const { connection } = room.desk.platform
    await connection.collection('customers').deleteOne({ _id: customerId as never })
    await connection.collection('entries').deleteMany({ stream: `customer:${customerId}` })
    for (const name of missing) await connection.collection(name).deleteMany({ $or: [{ _id: customerId as never }, { customerId }] })
    const again = openAgain()
    expect((await again.resolveIdentity(mail)).customerId).toBe(customerId)
    expect(await again.getCustomer(agent, customerId)).toMatchObject({
      name: mail.address.split('@')[0],
      v: 1,
      identities: [{ address: mail.address }],
    })
  })

  it('learns a name at last, and keeps the one a person of the staff gave', async () => {
    const { customerId } = await room.customers.resolveIdentity(party('quiet@rivet.example'))
    await room.customers.resolveIdentity(party('quiet@rivet.example', 'Quiet Person'))
    expect((await room.customers.getCustomer(agent, customerId)).name).toBe('Quiet Person')
    await room.customers.editCustomer(agent, { customerId, name: 'Quinn Person', commandId: newId() })
    const again = openAgain()
    await again.resolveIdentity(party('quiet@rivet.example', 'Something Else'))
    expect((await again.getCustomer(agent, customerId)).name).toBe('Quinn Person')
  })

  it('becomes more certain, never less', async () => {
    const { customerId } = await room.customers.resolveIdentity(party('sure@rivet.example', 'Sure Person'))
    await room.customers.resolveIdentity({ ...party('sure@rivet.example', 'Sure Person'), trust: 'proved' })
    await room.customers.resolveIdentity(party('sure@rivet.example', 'Sure Person'))
    expect((await room.customers.getCustomer(agent, customerId)).identities[0]?.trust).toBe('proved')
  })
})

it('keeps names and addresses out of every entry (SECURITY R5)', async () => {
  const { customerId } = await room.customers.resolveIdentity(party('canary-mail@rivet.example', 'Canary Name'))
  const other = await room.claimed('canary-mail@rivet.example', 'Canary Name')
  await room.customers.noteTyped(system('chat'), { customerId: other, channel: 'email', address: 'canary-mail@rivet.example' })
  await room.customers.editCustomer(agent, { customerId, company: 'Canary Company', title: 'Canary Title', commandId: newId() })
  const mergeId = await room.merge(customerId, other)
  await room.undo(customerId, mergeId)
  const [suggestion] = await room.customers.suggestionsFor(agent, customerId)
  await room.customers.dismissSuggestion(agent, { suggestionId: suggestion?.id ?? '', commandId: newId() })
  const entries = await room.desk.platform.connection.collection('entries').find().toArray()
  expect(entries.length).toBeGreaterThan(8)
  expect(JSON.stringify(entries)).not.toMatch(/canary/i)
})

describe('reading', () => {
  it('is refused to roles and visitors without the right, and a missing one is not found (SECURITY A1)', async () => {
    const { customerId } = await room.customers.resolveIdentity(party('read@rivet.example'))
    const visitor = { type: 'visitor', id: 'visitor_x', siteId: 's', visitorId: 'x' } as const
    for (const actor of [marketing, visitor]) {
      await expect(async () => room.customers.getCustomer(actor, customerId)).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(async () => room.customers.getMany(actor, [customerId])).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(async () => room.customers.listCustomers(actor)).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(async () => room.customers.suggestionsFor(actor, customerId)).rejects.toMatchObject({ kind: 'forbidden' })
    }
    await expect(async () => room.customers.getCustomer(agent, 'nobody')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(async () => room.customers.suggestionsFor(agent, 'nobody')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(room.customers.editCustomer(agent, { customerId: 'nobody', name: 'X', commandId: newId() })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })
})

it('looks for people of the same name by calls that many share', async () => {
  const { connection, calls } = counting(room.desk.platform.connection)
  const counted = openAgain(connection)
  const many = Array.from({ length: 30 }, (_, nth) => party(`crowd${nth}@rivet.example`, `Crowd Person ${nth}`))
  const found = await Promise.all(many.map(counted.resolveIdentity))
  const streams = found.map(({ customerId }) => `customer:${customerId}`)
  const added = await connection
    .collection('entries')
    .find({ stream: { $in: streams }, seq: 1 })
    .toArray()
  const suggest = counted.parts.reactions?.find(({ name }) => name === 'customers/suggest')
  calls.count = 0
  await Promise.all(added.map(({ _id, ...entry }) => suggest?.run({ id: String(_id), ...entry } as never)))
  expect(added).toHaveLength(30)
  expect(calls.count).toBeGreaterThan(0)
  expect(calls.count).toBeLessThan(30)
})

it('remembers customers for lists, and knows at once what happens to them', async () => {
  const { connection, calls } = counting(room.desk.platform.connection)
  const counted = openAgain(connection)
  const { customerId } = await counted.resolveIdentity(party('listed@rivet.example', 'Listed Person'))
  const { customerId: otherId } = await counted.resolveIdentity(party('other@rivet.example', 'Other Person'))
  const names = async () => [...(await counted.getMany(agent, [customerId, otherId])).values()].map((one) => one.name)
  expect(await names()).toEqual(['Listed Person', 'Other Person'])
  calls.count = 0
  expect(await names()).toEqual(['Listed Person', 'Other Person'])
  expect(calls.count).toBe(0)
  await counted.editCustomer(agent, { customerId, name: 'Renamed Person', commandId: newId() })
  expect(await names()).toEqual(['Renamed Person', 'Other Person'])
  const merge = { customerId, otherId, withOpenCases: false, commandId: newId() }
  const { mergeId } = await counted.mergeCustomers(agent, merge)
  expect(await names()).toEqual(['Renamed Person', 'Renamed Person'])
  await counted.unmergeCustomers(agent, { customerId, mergeId, commandId: newId() })
  expect(await names()).toEqual(['Renamed Person', 'Other Person'])
})

/** Another process on the same store: it remembers nothing. */
const openAgain = (connection = room.desk.platform.connection) => {
  const { platform } = room.desk
  const bus = createBus(platform.log)
  const ledgers = createLedgers({ connection, clock: platform.clock, bus })
  return createCustomers(
    { ...platform, connection, bus, ledgers },
    { isSandbox: true, mergeOpenCases: async () => 0, unmergeCases: async () => {} },
  )
}
