import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { system } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { agent, openRoom, type Room } from './open-room.ts'

let room: Room
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room?.close())

const reasonsFor = async (customerId: string): Promise<string[]> =>
  (await room.customers.suggestionsFor(agent, customerId)).flatMap((one) => one.reasons)
const suggested = (customerId: string): Promise<string[]> =>
  waitFor(
    async () => {
      const reasons = await reasonsFor(customerId)
      return reasons.length > 0 ? reasons : null
    },
    { what: 'a suggestion' },
  )
const type = (customerId: string, address: string, channel = 'email'): Promise<void> =>
  room.customers.noteTyped(system('chat'), { customerId, channel, address })

describe('who may be the same person', () => {
  it('a typed address suggests and never merges; the signed address is that customer (SECURITY I1)', async () => {
    const victim = await room.mail('victim@rivet.example', 'Vera Victim')
    const visitor = await room.chat('Anybody')
    await type(visitor, 'victim@rivet.example')
    expect(await reasonsFor(visitor)).toEqual(['Typed victim@rivet.example in the chat'])
    expect(await room.customers.currentOf(visitor)).toBe(visitor)
    expect(await room.customers.familyOf(victim)).toEqual([victim])
    expect((await room.customers.getCustomer(agent, visitor)).identities.map((one) => one.channel)).toEqual(['chat'])
    // What a site signs arrives with the trust of a verified channel: then it is the same key, and the same customer.
    expect(await room.mail('victim@rivet.example')).toBe(victim)
  })

  it('an address an integration claims is a suggestion (SECURITY I3)', async () => {
    const owner = await room.mail('claimed@rivet.example', 'Clara Owner')
    const other = await room.claimed('claimed@rivet.example', 'Somebody')
    expect(other).not.toBe(owner)
    expect(await suggested(owner)).toEqual(['Same address, unproven: claimed@rivet.example'])
    expect(await room.customers.currentOf(other)).toBe(other)
  })

  it('the other order suggests the same: typed first, the mail later', async () => {
    const visitor = await room.chat()
    await type(visitor, 'later@rivet.example')
    const owner = await room.mail('later@rivet.example', 'Later Owner')
    expect(await suggested(owner)).toEqual(['Typed later@rivet.example in the chat'])
  })

  it('the same name in one company, not at a free mailer', async () => {
    const one = await room.mail('lars@dahlinfreight.example', 'Lars Dahlin')
    await room.mail('l.dahlin@dahlinfreight.example', 'lars dahlin')
    expect(await suggested(one)).toEqual(['Same name at dahlinfreight.example: lars dahlin'])
    await room.mail('one@gmail.com', 'Anna Berg')
    const free = await room.mail('two@gmail.com', 'Anna Berg')
    await room.desk.reactions.replay()
    expect(await reasonsFor(free)).toEqual([])
  })

  it('a shared number is a candidate, shown as shared, and merges nobody (SECURITY I2)', async () => {
    const { customerId: caller } = await room.customers.resolveIdentity({
      channel: 'phone',
      address: '+12025550143',
      trust: 'proved',
      name: 'First Caller',
    })
    const visitor = await room.chat('Second Person')
    await type(visitor, '+12025550143', 'phone')
    expect(await reasonsFor(caller)).toEqual(['Typed the phone number +12025550143 in the chat'])
    const view = await room.customers.getCustomer(agent, caller)
    expect(view.identities).toMatchObject([{ trust: 'claimed', isShared: true }])
    expect(await room.customers.currentOf(visitor)).toBe(visitor)
  })

  it('a role address is always shared and says so (SECURITY I2)', async () => {
    const owner = await room.mail('info@rivet.example', 'Front Desk')
    const other = await room.claimed('info@rivet.example', 'Front Desk')
    expect(await suggested(owner)).toEqual(['Same address, unproven: info@rivet.example, a mailbox several people may read'])
    expect((await room.customers.getCustomer(agent, other)).identities[0]?.isShared).toBe(true)
    const [first, second] = [
      await room.mail('sales@acme-cargo.example', 'Sales Desk'),
      await room.mail('team@acme-cargo.example', 'Sales Desk'),
    ]
    await room.desk.reactions.replay()
    expect(await reasonsFor(first)).toEqual([])
    expect(await reasonsFor(second)).toEqual([])
  })

  it('an address is shared only while two customers use it', async () => {
    const owner = await room.mail('shared@rivet.example', 'Sheila Shared')
    const other = await room.claimed('shared@rivet.example', 'Sheila Shared')
    const isShared = async (): Promise<boolean[]> => (await room.customers.getCustomer(agent, owner)).identities.map((one) => one.isShared)
    expect(await isShared()).toEqual([true])
    const mergeId = await room.merge(owner, other)
    expect(await isShared()).toEqual([false, false])
    await room.undo(owner, mergeId)
    expect(await isShared()).toEqual([true])
  })

  it('keeps five typed addresses of one customer at most', async () => {
    const visitor = await room.chat()
    for (let nth = 0; nth < 8; nth++) {
      await room.mail(`cannon${nth}@rivet.example`)
      await type(visitor, `cannon${nth}@rivet.example`)
    }
    expect(await reasonsFor(visitor)).toHaveLength(5)
  })

  it('asks again once somebody has answered, however many were told apart or merged before', async () => {
    const owner = await room.mail('wanted@rivet.example', 'Wanda Wanted')
    const visit = async (): Promise<string> => {
      const visitor = await room.chat()
      await type(visitor, 'wanted@rivet.example')
      return visitor
    }
    const visitors: string[] = []
    for (let nth = 0; nth < 20; nth++) visitors.push(await visit())
    // So many open ones are noise.
    expect(await reasonsFor(await visit())).toEqual([])
    await room.merge(owner, visitors.pop() as string)
    for (const visitor of visitors) {
      const [asked] = await room.customers.suggestionsFor(agent, visitor)
      await room.customers.dismissSuggestion(agent, { suggestionId: asked?.id ?? '', commandId: newId() })
    }
    expect(await reasonsFor(owner)).toEqual([])
    expect(await reasonsFor(await visit())).toEqual(['Typed wanted@rivet.example in the chat'])
    expect(await reasonsFor(owner)).toHaveLength(1)
  })
})

describe('an answer to a suggestion', () => {
  it('told apart stays told apart, until another kind of reason comes', async () => {
    const owner = await room.mail('apart@rivet.example', 'Ada Apart')
    const visitor = await room.chat()
    await type(visitor, 'apart@rivet.example')
    const [asked] = await room.customers.suggestionsFor(agent, visitor)
    const commandId = newId()
    const answer = { suggestionId: asked?.id ?? '', commandId }
    expect(await room.customers.dismissSuggestion(agent, answer)).toMatchObject({ state: 'dismissed' })
    await room.customers.dismissSuggestion(agent, answer)
    expect(await reasonsFor(visitor)).toEqual([])
    expect(await reasonsFor(owner)).toEqual([])
    await type(visitor, 'apart@rivet.example')
    expect(await reasonsFor(visitor)).toEqual([])
    await room.customers.suggestSame(system('hub'), { aId: owner, bId: visitor, reason: 'Wrote into the same thread' })
    expect(await reasonsFor(owner)).toContain('Wrote into the same thread')
    await expect(room.customers.dismissSuggestion(agent, { suggestionId: 'nothing', commandId: newId() })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('merged is no question any more, and is one again after the undo', async () => {
    const owner = await room.mail('again@rivet.example', 'Ann Again')
    const visitor = await room.chat()
    await type(visitor, 'again@rivet.example')
    const mergeId = await room.merge(owner, visitor)
    expect(await reasonsFor(owner)).toEqual([])
    await room.undo(owner, mergeId)
    expect(await reasonsFor(owner)).toEqual(['Typed again@rivet.example in the chat'])
  })

  it('speaks once for people who are merged already, and one answer settles all of it', async () => {
    const owner = await room.mail('group@rivet.example', 'Greta Group')
    const second = await room.claimed('group@rivet.example')
    const visitor = await room.chat()
    await type(visitor, 'group@rivet.example')
    await room.merge(owner, second)
    const lines = await room.customers.suggestionsFor(agent, visitor)
    expect(lines).toMatchObject([{ otherId: owner, otherName: 'Greta Group', otherAddresses: ['group@rivet.example'] }])
    await room.customers.dismissSuggestion(agent, { suggestionId: lines[0]?.id ?? '', commandId: newId() })
    expect(await reasonsFor(visitor)).toEqual([])
    expect(await reasonsFor(owner)).toEqual([])
  })
})
