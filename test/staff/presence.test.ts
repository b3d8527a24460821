import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createStaff, type Member, type Role, type Staff, type StaffActor, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { waitFor } from '../wait-for.ts'

const by = system('test')
let count = 0
const commandId = (): string => `c${count++}`

describe('presence', () => {
  let desk: TestPlatform
  let staff: Staff
  let userId: string
  let me: StaffActor

  const add = (role: Role): Promise<Member> => {
    const name = `P${count++}`
    return staff.addUser(by, { name, email: `${name}@larkfield.example`, role, commandId: commandId() })
  }
  const presence = (): string | undefined => staff.memberOf(userId)?.presence
  const becomes = (wanted: string) => waitFor(() => presence() === wanted, { what: `presence ${wanted}` })
  const alarms = () => desk.platform.connection.collection('timers').countDocuments({ _id: `staff/offline/${userId}` as never })

  beforeAll(async () => {
    desk = await openTestPlatform({ isOnlyProcess: false })
    staff = createStaff(desk.platform)
    await desk.start(staff.parts)
  })
  afterAll(() => desk.close())
  beforeEach(async () => {
    userId = (await add('agent')).id
    me = (await staff.actorOf(userId)) as StaffActor
  })

  it('is written down for every screen that closes as the desk stops, before the stop is over', async () => {
    const other = createStaff(desk.platform)
    await other.parts.start?.(new AbortController().signal)
    const ids = await Promise.all([add('agent'), add('agent'), add('supervisor')].map(async (one) => (await one).id))
    for (const id of ids) other.attended(id, true)
    const attendances = desk.platform.connection.collection('attendances')
    await waitFor(async () => (await attendances.countDocuments({ userId: { $in: ids } })) === ids.length, { what: 'their screens' })
    for (const id of ids) other.attended(id, false)
    await other.parts.stop?.()
    const set = await desk.platform.connection
      .collection('timers')
      .countDocuments({ _id: { $in: ids.map((id) => `staff/offline/${id}`) } as never })
    expect([set, await attendances.countDocuments({ userId: { $in: ids } })]).toEqual([ids.length, 0])
  })

  it('is offline 30 s after the last screen closed, not before, and what was declared on return', async () => {
    staff.attended(userId, true)
    await becomes('available')
    await staff.setPresence(me, { userId, presence: 'away', commandId: commandId() })
    staff.attended(userId, false)
    await waitFor(alarms)
    await desk.advance(29_000)
    expect(presence()).toBe('away')
    await desk.advance(1_500)
    await becomes('offline')
    staff.attended(userId, true)
    await becomes('away')
  })

  it('is offline at once for somebody who is disabled, and stays so until they come back themselves', async () => {
    staff.attended(userId, true)
    await becomes('available')
    const { presence: shown } = await staff.disableUser(by, { userId, commandId: commandId() })
    expect(shown).toBe('offline')
    await staff.enableUser(by, { userId, commandId: commandId() })
    expect(presence()).toBe('offline')
  })

  it('is not set for somebody who has gone: they would be asked for work that nobody sees', async () => {
    const lead = (await staff.actorOf((await add('supervisor')).id)) as StaffActor
    const force = (wanted: 'available' | 'away') => staff.setPresence(lead, { userId, presence: wanted, commandId: commandId() })
    await expect(force('available')).rejects.toMatchObject({ code: 'not-here', kind: 'conflict' })
    staff.attended(userId, true)
    await becomes('available')
    expect((await force('away')).presence).toBe('away')
    staff.attended(userId, false)
    await waitFor(alarms)
    await desk.advance(31_000)
    await becomes('offline')
    await expect(force('available')).rejects.toMatchObject({ code: 'not-here' })
    expect(presence()).toBe('offline')
  })

  it('forgives a reload', async () => {
    staff.attended(userId, true)
    await becomes('available')
    staff.attended(userId, false)
    await waitFor(alarms)
    staff.attended(userId, true)
    await waitFor(async () => (await alarms()) === 0)
    await desk.advance(60_000)
    expect(presence()).toBe('available')
    staff.attended(userId, false)
    await waitFor(alarms)
  })

  it('does not send work to an admin who only looks in', async () => {
    const { id } = await add('admin')
    staff.attended(id, true)
    await waitFor(() => staff.memberOf(id)?.presence === 'away')
  })

  it('is not responding once for a missed offer, until the person says otherwise', async () => {
    await staff.setPresence(me, { userId, presence: 'available', commandId: commandId() })
    await staff.setNotResponding(by, { userId, cause: `work-${userId}` })
    expect(presence()).toBe('not-responding')
    await staff.setPresence(me, { userId, presence: 'available', commandId: commandId() })
    await staff.setNotResponding(by, { userId, cause: `work-${userId}` })
    expect(presence()).toBe('available')
    await staff.setPresence(me, { userId, presence: 'away', commandId: commandId() })
    await staff.setNotResponding(by, { userId, cause: `later-${userId}` })
    expect(presence()).toBe('away')
  })

  it('is set for others by supervisors only', async () => {
    const colleague = await staff.actorOf((await add('agent')).id)
    const supervisor = await staff.actorOf((await add('supervisor')).id)
    if (!colleague || !supervisor) throw new Error('no actors')
    staff.attended(userId, true)
    await becomes('available')
    const wish = { userId, presence: 'away' as const, commandId: commandId() }
    await expect(staff.setPresence(colleague, wish)).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await staff.setPresence(supervisor, wish)).presence).toBe('away')
    const marketing = await staff.actorOf((await add('marketing')).id)
    if (!marketing) throw new Error('no actor')
    await expect(staff.setPresence(marketing, { ...wish, userId: marketing.id })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('leaves a history as entries of the agent’s stream, with why', async () => {
    await staff.setPresence(me, { userId, presence: 'available', commandId: commandId() })
    await staff.setNotResponding(by, { userId, cause: `w-${userId}` })
    const entries = await desk.platform.connection
      .collection('entries')
      .find({ stream: `agent:${userId}` })
      .sort({ seq: 1 })
      .toArray()
    expect(entries.map((one) => [one.change.presence, one.change.why])).toEqual([
      ['available', 'own'],
      ['not-responding', 'missed-offer'],
    ])
  })

  it('takes people offline whose process ended without a word', async () => {
    staff.attended(userId, true)
    await becomes('available')
    // Another process starts on the same data after this one was killed: nobody renews, nobody comes back.
    await desk.platform.connection.collection('attendances').deleteMany({})
    const after = createStaff(desk.platform)
    await after.parts.start?.(AbortSignal.timeout(60_000))
    await desk.advance(31_000)
    await waitFor(() => after.memberOf(userId)?.presence === 'offline')
  })
})
