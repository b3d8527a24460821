import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { agent, marketing, openRoom, type Room } from './open-room.ts'

let room: Room
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room?.close())
const add = (who: { name: string; email?: string; phone?: string }, commandId = newId()) =>
  room.customers.addCustomer(agent, { ...who, commandId })
const addresses = ({ identities }: Awaited<ReturnType<typeof add>>) =>
  identities.map(({ channel, address, trust }) => `${channel} ${address} ${trust}`).sort()

it('adds somebody by mail, by phone, or by both, who is then found when they come', async () => {
  const mail = await add({ name: 'Nadia Frost', email: 'Nadia@Frost.example' })
  expect([mail.name, addresses(mail)]).toEqual(['Nadia Frost', ['email nadia@frost.example claimed']])
  expect(await room.claimed('nadia@frost.example')).toBe(mail.id)
  const phone = await add({ name: 'Pia Frost', phone: '0044 20 7946 0958' })
  expect(addresses(phone)).toEqual(['phone +442079460958 claimed'])
  const both = await add({ name: 'Ola Frost', email: 'ola@frost.example', phone: '+1 (202) 555-0142' })
  expect([both.name, addresses(both)]).toEqual(['Ola Frost', ['email ola@frost.example claimed', 'phone +12025550142 claimed']])
  const caller = await room.customers.resolveIdentity({ channel: 'phone', address: '+12025550142', trust: 'claimed' })
  expect(caller.customerOf).toBe(both.id)
})

it('adds nobody twice, and says whose an address is already, however sure that is', async () => {
  const commandId = newId()
  const once = await add({ name: 'Lior Berg', email: 'lior@berg.example', phone: '+442079460001' }, commandId)
  expect((await add({ name: 'Lior Berg', email: 'lior@berg.example', phone: '+442079460001' }, commandId)).id).toBe(once.id)
  const verified = await room.mail('marta@berg.example', 'Marta Berg')
  const taken = [
    [{ email: 'lior@berg.example' }, once.id, 'lior@berg.example is an address of Lior Berg.'],
    [{ email: 'new@berg.example', phone: '+44 20 7946 0001' }, once.id, '+442079460001 is an address of Lior Berg.'],
    [{ email: 'MARTA@berg.example' }, verified, 'marta@berg.example is an address of Marta Berg.'],
  ] as const
  for (const [given, customerId, message] of taken)
    await expect(add({ name: 'Somebody', ...given })).rejects.toMatchObject({
      code: 'address-taken',
      kind: 'conflict',
      message,
      details: [{ path: 'customerId', message: customerId }],
    })
  // Refused as a whole: the address that was free makes nobody.
  expect((await room.customers.listCustomers(agent, { q: 'new@berg.example', limit: 10 })).items).toEqual([])
})

it('takes the address of somebody who was forgotten, and no nonsense', async () => {
  const first = await add({ name: 'Gone Soon', email: 'gone@berg.example' })
  await room.customers.eraseCustomer({ ...agent, role: 'admin' }, { customerId: first.id, commandId: newId() })
  expect((await add({ name: 'New Here', email: 'gone@berg.example' })).id).not.toBe(first.id)
  for (const [given, code] of [
    [{}, 'no-address'],
    [{ email: 'nobody' }, 'mail-address'],
    [{ phone: '0301234567' }, 'phone'],
  ] as const)
    await expect(add({ name: 'Nobody', ...given })).rejects.toMatchObject({ kind: 'invalid', code })
  await expect(room.customers.addCustomer(marketing, { name: 'No', email: 'no@berg.example', commandId: newId() })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
