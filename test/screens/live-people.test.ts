import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CustomerState, foldCustomer, startCustomer } from '../../server/customers/customer.ts'
import type { CustomerChange, Trust } from '../../server/customers/index.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import type { Actor, StaffActor } from '../../server/staff/index.ts'
import { openRealDesk, type RealDesk } from '../access/real-desk.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from '../routing/floor-desk.ts'
import { mirror } from '../setup/mirror.ts'
import { waitFor } from '../wait-for.ts'
import { mirrorOf } from './mirror-of.ts'

/**
 * Whatever can happen to a customer or to a person of the staff: every screen and list that shows them shows afterwards what a fresh fetch shows. What
 * can happen is read from the files that say so: a new kind fails here until an act below brings it about.
 */
const typesIn = (path: string, kind: string): string[] => [
  ...new Set(
    [...readFileSync(join(import.meta.dirname, '../../server', path), 'utf8').matchAll(new RegExp(`type: '(${kind}\\.[\\w-]+)'`, 'g'))].map(
      (found) => found[1] ?? '',
    ),
  ),
]
const on = <T extends object>(more: T) => ({ ...more, commandId: commandId() })
type Act = [string, readonly string[], () => Promise<unknown>]

/** Each act in its turn, compared when it is over. */
const tryAll = (
  all: readonly string[],
  acts: readonly Act[],
  mirrored: () => ReturnType<typeof mirror>,
  quiet: () => Promise<unknown>,
): void => {
  it('is brought about by some act', () => {
    expect(all.length).toBeGreaterThan(10)
    const brought = new Set(acts.flatMap(([, types]) => types))
    expect(all.filter((one) => !brought.has(one))).toEqual([])
  })
  it.each(acts)('%s', async (_name, types, run) => {
    const { heard, check } = mirrored()
    heard.clear()
    await run()
    await quiet()
    await check()
    expect(types.filter((one) => !heard.has(one))).toEqual([])
  })
}

describe('what can happen to a customer', () => {
  let desk: FloorDesk
  let mirrored: ReturnType<typeof mirror>
  let ida: StaffActor
  let queueId: string
  let marta: string
  let other: string
  let mergeId: string

  beforeAll(async () => {
    // Not alone on its store: a decision of another process is written beside it.
    desk = await openFloorDesk({ isOnlyProcess: false })
    const queue = await desk.addQueue()
    queueId = queue.id
    mirrored = mirrorOf(desk).mirrored
    ida = await desk.addAgent('Ida', { teams: queue.teams, capacity: { default: 3 } })
  })
  afterAll(async () => {
    mirrored?.stop()
    await desk?.end()
  })

  const says = async (thread: string, from: { name?: string; trust: Trust }, who = 'marta'): Promise<string> => {
    const more = { from: { channel: 'email', address: `${who}@rivet.example`, ...from } }
    const caseId = await desk.write('email', queueId, who, thread, more)
    return (await desk.cases.getState(by, caseId)).customerId
  }

  const acts: Act[] = [
    [
      'they write for the first time, and it is offered',
      ['customer.added'],
      async () => {
        marta = await says('one', { trust: 'channel-verified' })
        await waitFor(async () => (await desk.routing.offersOf(ida.id)).length === 1, { what: 'the offer' })
      },
    ],
    ['they say their name', ['customer.named'], () => says('one', { trust: 'channel-verified', name: 'Marta Okonjo' })],
    ['their address is shown to be theirs', ['customer.identity-proved'], () => says('one', { trust: 'proved' })],
    [
      'they are renamed while their case is at work',
      ['customer.edited'],
      async () => {
        const [work] = await desk.routing.offersOf(ida.id)
        await desk.routing.acceptOffer(ida, on({ workId: work?.id ?? '' }))
        await desk.customers.editCustomer(by, on({ customerId: marta, name: 'Marta O.' }))
      },
    ],
    [
      'somebody writes who may be the same',
      ['customer.suggested'],
      async () => {
        other = await says('two', { trust: 'claimed', name: 'Marta Okonjo' })
        expect(other).not.toBe(marta)
      },
    ],
    [
      'somebody says that they are not',
      ['customer.told-apart'],
      async () => {
        const [asked] = await desk.customers.suggestionsFor(by, marta)
        await desk.customers.dismissSuggestion(by, on({ suggestionId: asked?.id ?? '' }))
      },
    ],
    [
      'somebody says that they are',
      ['customer.absorbs', 'customer.merged', 'customer.absorbed'],
      async () => {
        mergeId = (await desk.customers.mergeCustomers(by, on({ customerId: marta, otherId: other, withOpenCases: true }))).mergeId
      },
    ],
    [
      'that is undone',
      ['customer.unmerged', 'customer.let-go'],
      () => desk.customers.unmergeCustomers(by, on({ customerId: marta, mergeId })),
    ],
    [
      'one goes elsewhere by another process while they are made one',
      ['customer.absorbs', 'customer.merge-refused', 'customer.absorb-cancelled'],
      async () => {
        const stream = { kind: 'customer', collection: 'customers', start: startCustomer, fold: foldCustomer }
        const elsewhere = desk.platform.ledgers.open<CustomerState, CustomerChange>(stream)
        await elsewhere.commit(other, 'm1.m', by.id, () => ({ type: 'customer.merge-refused', into: marta, mergeId: 'm1' }))
        // What is left half done the desk brings to its end by itself.
        await elsewhere.commit(marta, 'm1.r', by.id, () => ({ type: 'customer.absorbs', otherId: other, mergeId: 'm1' }))
      },
    ],
    ['they are forgotten', ['customer.erased'], () => desk.customers.eraseCustomer(by, on({ customerId: marta }))],
  ]
  tryAll(
    typesIn('customers/entries.ts', 'customer'),
    acts,
    () => mirrored,
    () => desk.quiet(),
  )
})

describe('what can happen to a person of the staff', () => {
  let desk: RealDesk
  let mirrored: ReturnType<typeof mirror>
  let nia = { id: '', token: '' }
  const password = 'a long enough password'

  beforeAll(async () => {
    desk = await openRealDesk()
    const { platform, audiences } = desk.app.inside
    const topics = (audiences.find((one) => one.namespace === '/staff')?.topics ?? []) as unknown as LiveTopic<Actor>[]
    const named = (name: string) => topics.find((one) => one.name === name) as LiveTopic<Actor>
    mirrored = mirror(platform.bus, by, { user: named('work'), agent: named('work') }, ['staff', 'queues', 'waiting'].map(named))
  })
  afterAll(async () => {
    mirrored?.stop()
    await desk?.stop()
  })

  const ask = async (method: string, path: string, body: object = {}, token = desk.people.admin.token) => {
    const answer = await desk.call(method, path, { token, body })
    expect([path, answer.status, answer.status < 300 ? '' : answer.body]).toEqual([path, expect.any(Number), ''])
    return answer.body
  }
  const tokenOf = (link: string): string => link.split('=').at(-1) ?? ''
  const enter = async (): Promise<void> => {
    const entered = await ask('post', '/sign-in', { email: 'nia@larkfield.example', password }, '')
    nia = { id: entered.me.id, token: entered.accessToken }
  }
  let link = ''

  const acts: Act[] = [
    [
      'they are invited',
      ['user.added', 'user.invited'],
      async () => {
        link = (await ask('post', '/invitations', { email: 'nia@larkfield.example', name: 'Nia', role: 'agent' })).link
      },
    ],
    [
      'they come',
      ['user.joined', 'user.signed-in'],
      async () => {
        const entered = await ask('post', '/invitations/accept', { token: tokenOf(link), password }, '')
        nia = { id: entered.me.id, token: entered.accessToken }
      },
    ],
    [
      'they are renamed and may do more at once',
      ['user.edited'],
      () => ask('patch', `/staff/${nia.id}`, { name: 'Nia Berg', capacity: { default: 5 }, skills: { german: 3 }, autoAccepts: true }),
    ],
    ['they say that they are there', ['agent.presence-set'], () => ask('put', '/presence', { presence: 'available' }, nia.token)],
    ['their role is another', ['user.role-set'], () => ask('post', `/staff/${nia.id}/role`, { role: 'supervisor' })],
    [
      'they are given a link to a new password, and use it',
      ['user.link-given', 'user.password-set'],
      async () => {
        const given = await ask('post', `/staff/${nia.id}/password-link`, { isByHand: true })
        const entered = await ask('post', '/sign-in/password', { token: tokenOf(given.link), password }, '')
        nia = { id: nia.id, token: entered.accessToken }
      },
    ],
    ['they go', ['user.session-ended'], () => ask('post', '/sign-out', {}, nia.token)],
    ['they come again', ['user.signed-in'], enter],
    ['they are signed out everywhere', ['user.signed-out-everywhere'], () => ask('post', `/staff/${nia.id}/sign-out-everywhere`)],
    ['they are shut out', ['user.disabled'], () => ask('post', `/staff/${nia.id}/disable`)],
    ['they are let in again', ['user.enabled'], () => ask('post', `/staff/${nia.id}/enable`)],
  ]
  tryAll(
    typesIn('staff/entries.ts', 'user'),
    acts,
    () => mirrored,
    async () => {},
  )
})
