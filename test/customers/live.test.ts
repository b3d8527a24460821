import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import { applyRows, fromSnapshot, type LiveState } from '../../server/platform/wire/live.ts'
import { type Actor, system } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { agent, marketing, openRoom, type Room } from './open-room.ts'

let room: Room
let topic: LiveTopic<Actor>
beforeAll(async () => {
  room = await openRoom()
  topic = room.customers.parts.topics?.[0] as LiveTopic<Actor>
})
afterAll(() => room?.close())

const present = (state: LiveState) =>
  [...state.values()]
    .filter((one) => one.row !== undefined)
    .map(({ kind, id, row }) => ({ kind, id, row }))
    .sort((a, b) => (`${a.kind} ${a.id}` < `${b.kind} ${b.id}` ? -1 : 1))

it('what its events bring is what a fresh fetch brings, for everything that can happen to a customer', async () => {
  const owner = await room.mail('live@rivet.example', 'Liv Owner')
  const visitor = await room.chat('Visitor')
  const screens = new Map<string, LiveState>()
  for (const id of [owner, visitor]) {
    const rows = await topic.snapshot(agent, id)
    screens.set(id, fromSnapshot({ topic: `customer:${id}`, epoch: 'e', n: 0, rows }))
  }
  const unhear = room.desk.platform.bus.onEntry(async (entry, state) => {
    for (const { id, rows } of (await topic.changes?.(entry, state)) ?? []) {
      const before = screens.get(id)
      if (before) screens.set(id, applyRows(before, rows))
    }
  })
  const settled = async (what: string): Promise<void> => {
    for (const id of [owner, visitor])
      await waitFor(
        async () => {
          const fresh = fromSnapshot({ topic: '', epoch: '', n: 0, rows: await topic.snapshot(agent, id) })
          return JSON.stringify(present(screens.get(id) as LiveState)) === JSON.stringify(present(fresh))
        },
        { what: `the screen of ${id === owner ? 'the owner' : 'the visitor'} after ${what}` },
      )
  }
  const kindsOf = (id: string): string[] => present(screens.get(id) as LiveState).map((one) => one.kind)

  await room.customers.noteTyped(system('chat'), { customerId: visitor, channel: 'email', address: 'live@rivet.example' })
  await settled('a suggestion')
  expect([kindsOf(owner), kindsOf(visitor)]).toEqual([
    ['customer', 'suggestion'],
    ['customer', 'suggestion'],
  ])
  const mergeId = await room.merge(owner, visitor)
  await settled('a merge')
  expect(kindsOf(owner)).toEqual(['customer'])
  await room.customers.editCustomer(agent, { customerId: visitor, name: 'Olivia Owner', commandId: newId() })
  await settled('an edit')
  await room.undo(owner, mergeId)
  await settled('an undo')
  expect(kindsOf(owner)).toEqual(['customer', 'suggestion'])
  const [asked] = await room.customers.suggestionsFor(agent, owner)
  await room.customers.dismissSuggestion(agent, { suggestionId: asked?.id ?? '', commandId: newId() })
  await settled('a no')
  expect([kindsOf(owner), kindsOf(visitor)]).toEqual([['customer'], ['customer']])
  await room.customers.eraseCustomer(system('test'), { customerId: owner, commandId: newId() })
  await settled('an erasure')
  expect((screens.get(owner) as LiveState).values().next().value?.row).toMatchObject({ name: 'Erased customer', identities: [] })
  unhear()
})

it('is for who may read customers, and for customers that are there', async () => {
  const id = await room.mail('watch@rivet.example')
  await expect(async () => topic.mayWatch(marketing, id)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(async () => topic.mayWatch(agent, 'nobody')).rejects.toMatchObject({ kind: 'not-found' })
  await topic.mayWatch(agent, id)
})
