import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyRows, type LiveState } from '../../server/platform/wire/live.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from '../routing/floor-desk.ts'
import { waitFor } from '../wait-for.ts'
import { mirrorOf } from './mirror-of.ts'

let desk: FloorDesk
beforeAll(async () => {
  desk = await openFloorDesk()
})
afterAll(() => desk?.end())

const on = <T extends object>(more: T) => ({ ...more, commandId: commandId() })

it('a customer who is erased at work, on the line, and asked about beside another leaves every screen and list that is open', async () => {
  const { mirrored, named } = mirrorOf(desk)
  const { id: queueId, teams } = await desk.addQueue()
  const ida = await desk.addAgent('Ida', { teams, capacity: { voice: 1, default: 1 } })
  const write = (kind: 'email' | 'voice', thread: string, trust: 'claimed' | 'channel-verified') =>
    desk.write(kind, queueId, 'marta', thread, { from: { channel: 'email', address: 'marta@rivet.example', name: 'Marta Okonjo', trust } })
  const caseId = await write('email', 'own', 'channel-verified')
  await desk.cases.assignCase(by, on({ caseId, assigneeId: ida.id }))
  const call = await write('voice', 'call', 'channel-verified')
  const other = await write('email', 'other', 'claimed')
  const olga = await desk.addAgent('Olga', { teams, capacity: { voice: 1, default: 1 } })
  await waitFor(async () => (await desk.routing.offersOf(ida.id, olga.id)).length === 2, { what: 'both offers' })
  const [erased = '', beside = ''] = await Promise.all([caseId, other].map(async (id) => (await desk.cases.getState(by, id)).customerId))
  expect((await desk.cases.getState(by, call)).customerId).toBe(erased)
  expect(await desk.customers.suggestionsFor(by, beside)).toMatchObject([{ otherId: erased, otherName: 'Marta Okonjo' }])
  await mirrored.check()

  // Its topic has no snapshot: the list is fetched page by page.
  let listed: LiveState = new Map()
  const unhear = desk.platform.bus.onEntry(async (entry, state) => {
    for (const { rows } of (await named('cases').changes?.(entry, state)) ?? []) listed = applyRows(listed, rows)
  })
  await desk.customers.eraseCustomer(by, on({ customerId: erased }))
  await desk.quiet()
  await waitFor(async () => (await desk.customers.suggestionsFor(by, beside)).length === 0, { what: 'the question to be gone' })
  await mirrored.check()
  const nothing = { title: 'Erased', preview: '', customerName: 'Erased customer' }
  await waitFor(
    () => {
      expect([caseId, call].map((id) => listed.get(`case ${id}`)?.row)).toMatchObject([nothing, nothing])
      return true
    },
    { what: 'the list' },
  )
  unhear()
  mirrored.stop()
})
