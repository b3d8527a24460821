import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryHash } from '../../server/platform/ledger.ts'
import { applyRows, fromSnapshot, type LiveRow, rowsOf } from '../../server/platform/wire/live.ts'
import { createStaff, type Member, type Role, type Staff, type StaffActor, system } from '../../server/staff/index.ts'
import { userStream } from '../../server/staff/user.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

const by = system('test')
let count = 0
const commandId = (): string => `c${count++}`

describe('staff', () => {
  let desk: TestPlatform
  let staff: Staff
  let admin: StaffActor
  let agent: StaffActor

  const add = async (name: string, role: Role = 'agent'): Promise<Member> =>
    staff.addUser(by, { name, email: `${name.toLowerCase()}@larkfield.example`, role, commandId: commandId() })
  const actor = async ({ id }: Member): Promise<StaffActor> => (await staff.actorOf(id)) as StaffActor

  beforeAll(async () => {
    desk = await openTestPlatform({ isOnlyProcess: false })
    staff = createStaff(desk.platform)
    await desk.start(staff.parts)
    admin = await actor(await add('Ada', 'admin'))
    agent = await actor(await add('Ida'))
  })
  afterAll(() => desk.close())

  it('adds a person once per address, whatever its case', async () => {
    const wish = { name: 'Uma', email: 'Uma@Larkfield.example', role: 'agent' as const, commandId: 'uma' }
    const uma = await staff.addUser(admin, wish)
    expect(await staff.addUser(admin, wish)).toEqual(uma)
    await expect(staff.addUser(admin, { ...wish, email: 'uma@larkfield.EXAMPLE', commandId: commandId() })).rejects.toMatchObject({
      code: 'email-taken',
    })
    expect(staff.userIdByEmail(' UMA@larkfield.example')).toBe(uma.id)
  })

  it('gives an address back that was taken by an addition that never came to its entry', async () => {
    await desk.platform.connection
      .collection<{ _id: string }>('user_contents')
      .insertOne({ _id: 'cut-off', name: 'Cut', email: 'cut@larkfield.example', emailKey: 'cut@larkfield.example' } as never)
    expect(
      await staff.addUser(admin, { name: 'Kat', email: 'cut@larkfield.example', role: 'agent', commandId: commandId() }),
    ).toMatchObject({
      id: 'cut-off',
      name: 'Kat',
    })
  })

  it('keeps names and addresses out of the entries', async () => {
    const max = await add('Maxwell')
    await staff.editMember(admin, { userId: max.id, name: 'Maximilian', commandId: commandId() })
    const entries = await desk.platform.connection
      .collection('entries')
      .find({ stream: `user:${max.id}` })
      .toArray()
    expect(entries).toHaveLength(2)
    expect(JSON.stringify(entries)).not.toMatch(/Max|larkfield/i)
    expect((await staff.getMember(agent, max.id)).name).toBe('Maximilian')
  })

  it.each([
    ['an agent', () => agent],
    [
      'a key without the scope',
      () => ({ type: 'key' as const, id: 'key_1', name: 'k', scopes: [], role: 'admin' as const, teams: [], source: 's' }),
    ],
  ])('refuses to let %s manage people', async (_who, who) => {
    const refusal = { kind: 'forbidden' }
    const of = { userId: admin.id, commandId: commandId() }
    await expect(staff.addUser(who(), { name: 'X', email: 'x@larkfield.example', role: 'admin', commandId: 'x' })).rejects.toMatchObject(
      refusal,
    )
    await expect(staff.editMember(who(), { ...of, name: 'X' })).rejects.toMatchObject(refusal)
    await expect(staff.setRole(who(), { ...of, role: 'agent' })).rejects.toMatchObject(refusal)
    await expect(staff.disableUser(who(), of)).rejects.toMatchObject(refusal)
    await expect(staff.enableUser(who(), of)).rejects.toMatchObject(refusal)
    await expect(staff.signOutEverywhere(who(), of)).rejects.toMatchObject(refusal)
    await expect(staff.addTeam(who(), { name: 'X', commandId: 'x' })).rejects.toMatchObject(refusal)
    await expect(staff.readAudit(who(), { limit: 10 })).rejects.toMatchObject(refusal)
  })

  it('bumps authVersion when rights change, and tells who must be cut', async () => {
    const cut: string[] = []
    staff.onAccessChanged((userId) => cut.push(userId))
    const { id: userId } = await add('Rex')
    const version = (): number => staff.userState(userId)?.authVersion ?? 0
    const steps: [string, () => Promise<unknown>, bumps: boolean, cuts: boolean][] = [
      ['role', () => staff.setRole(admin, { userId, role: 'supervisor', commandId: commandId() }), true, true],
      ['sign out', () => staff.signOutEverywhere(admin, { userId, commandId: commandId() }), true, true],
      ['name', () => staff.editMember(admin, { userId, name: 'Rexi', commandId: commandId() }), false, false],
      ['disable', () => staff.disableUser(admin, { userId, commandId: commandId() }), true, true],
      ['enable', () => staff.enableUser(admin, { userId, commandId: commandId() }), false, true],
    ]
    for (const [what, step, bumps, cuts] of steps) {
      const before = version()
      cut.length = 0
      await step()
      expect([what, version() > before, cut.includes(userId)]).toEqual([what, bumps, cuts])
    }
  })

  it('has no actor for the disabled and the unknown', async () => {
    const rue = await add('Rue')
    await staff.disableUser(admin, { userId: rue.id, commandId: commandId() })
    expect(await staff.actorOf(rue.id)).toBeNull()
    expect(await staff.actorOf('nobody')).toBeNull()
    expect((await staff.membersForRouting()).map((one) => one.id)).not.toContain(rue.id)
    expect((await staff.membersForRouting()).map((one) => one.id)).toContain(agent.id)
  })

  it('keeps the last admin, and nobody disables themselves', async () => {
    await expect(staff.setRole(admin, { userId: admin.id, role: 'agent', commandId: commandId() })).rejects.toMatchObject({
      code: 'last-admin',
    })
    await expect(staff.disableUser(by, { userId: admin.id, commandId: commandId() })).rejects.toMatchObject({ code: 'last-admin' })
    await expect(staff.disableUser(admin, { userId: admin.id, commandId: commandId() })).rejects.toMatchObject({ code: 'yourself' })
  })

  it('does not count a demo admin for a real one', async () => {
    const demo = await staff.addUser(by, {
      name: 'Demo',
      email: 'demo@larkfield.example',
      role: 'admin',
      isDemo: true,
      commandId: commandId(),
    })
    await expect(staff.setRole(admin, { userId: admin.id, role: 'agent', commandId: commandId() })).rejects.toMatchObject({
      code: 'last-admin',
    })
    await staff.disableUser(admin, { userId: demo.id, commandId: commandId() })
    await expect(
      staff.addUser(admin, { name: 'Fake', email: 'fake@larkfield.example', role: 'agent', isDemo: true, commandId: commandId() }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('reads the audit newest first by signed cursors, and each entry holds the hash of the one before (R9)', async () => {
    const kai = await add('Kai')
    for (const role of ['supervisor', 'agent', 'marketing'] as const)
      await staff.setRole(admin, { userId: kai.id, role, commandId: commandId() })
    const stream = `user:${kai.id}`
    const first = await staff.readAudit(admin, { stream, limit: 3 })
    const second = await staff.readAudit(admin, { stream, limit: 3, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map((one) => [one.seq, one.what])).toEqual([
      [4, 'user.role-set'],
      [3, 'user.role-set'],
      [2, 'user.role-set'],
      [1, 'user.added'],
    ])
    expect(second.nextCursor).toBeNull()
    await expect(staff.readAudit(admin, { limit: 3, cursor: first.nextCursor ?? '' })).rejects.toMatchObject({ code: 'cursor' })
    const entries = await desk.platform.ledgers.open(userStream).entries(kai.id)
    for (const [index, entry] of entries.entries()) {
      const before = entries[index - 1]
      expect(entry.prev).toBe(before ? entryHash(before) : '')
    }
    expect((await staff.readAudit(admin, { limit: 100 })).items.every((one) => !one.stream.startsWith('agent:'))).toBe(true)
  })

  it('keeps a screen of the staff the same as a fresh one, entry by entry', async () => {
    const topic = staff.parts.topics?.[0]
    if (!topic) throw new Error('no topic')
    const ley = await add('Ley')
    let seen = fromSnapshot({ topic: 'staff:all', epoch: 'e', n: 0, rows: await topic.snapshot(admin, 'all') })
    const events: LiveRow[] = []
    const unhear = desk.platform.bus.onEntry(async (entry, state) => {
      for (const { rows } of (await topic.changes?.(entry, state)) ?? []) events.push(...rows)
    })
    await staff.setPresence(await actor(ley), { userId: ley.id, presence: 'available', commandId: commandId() })
    await staff.editMember(admin, { userId: ley.id, name: 'Leyla', skills: { returns: 3 }, commandId: commandId() })
    await staff.setRole(admin, { userId: ley.id, role: 'supervisor', commandId: commandId() })
    await staff.disableUser(admin, { userId: ley.id, commandId: commandId() })
    await add('Newt')
    unhear()
    seen = applyRows(seen, events)
    const fresh = fromSnapshot({ topic: 'staff:all', epoch: 'e', n: 0, rows: await topic.snapshot(admin, 'all') })
    const sorted = (rows: Member[]) => rows.sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(sorted(rowsOf<Member>(seen, 'member'))).toEqual(sorted(rowsOf<Member>(fresh, 'member')))
  })

  it('pages the staff without losing or doubling anybody', async () => {
    const all = await staff.listMembers(agent)
    const found: Member[] = []
    let cursor: string | null = null
    do {
      const page: { items: Member[]; nextCursor: string | null } = await staff.pageOfMembers(agent, {
        limit: 4,
        cursor: cursor ?? undefined,
      })
      found.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    expect(found).toEqual(all)
  })

  it('knows after a restart what it knew before', async () => {
    const other = createStaff(desk.platform)
    await other.parts.start?.(AbortSignal.timeout(60_000))
    expect(await other.listMembers(by)).toEqual(await staff.listMembers(by))
    expect(await other.listTeams(by)).toEqual(await staff.listTeams(by))
  })
})
