import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBus } from '../../server/platform/bus.ts'
import { createLedgers } from '../../server/platform/ledger.ts'
import { createStaff, type Staff, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { waitFor } from '../wait-for.ts'

const by = system('test')
let desk: TestPlatform
let here: Staff
let there: Staff

/** Two desks on one database: each has its own bus, so only the database tells one what the other wrote. */
beforeAll(async () => {
  desk = await openTestPlatform({ isOnlyProcess: false })
  here = createStaff(desk.platform)
  const bus = createBus(desk.platform.log)
  there = createStaff({ ...desk.platform, bus, ledgers: createLedgers({ ...desk.platform, bus }) })
  await desk.start(here.parts, there.parts)
})
afterAll(() => desk.close())

it('sees within a moment whom another process added, renamed and shut out', async () => {
  const cut: string[] = []
  here.onAccessChanged((userId) => cut.push(userId))
  const { id } = await there.addUser(by, { name: 'Tom', email: 'tom@larkfield.example', role: 'agent', commandId: '1' })
  await waitFor(() => here.memberOf(id), { what: 'the new person here' })
  await there.editMember(by, { userId: id, name: 'Tomas', commandId: '2' })
  await waitFor(() => here.memberOf(id)?.name === 'Tomas', { what: 'the new name here' })
  await there.disableUser(by, { userId: id, commandId: '3' })
  await waitFor(() => cut.includes(id), { what: 'the cut here' })
  expect(await here.actorOf(id)).toBeNull()
})
