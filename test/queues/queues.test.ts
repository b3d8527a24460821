import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQueues, type Queues, usualDispositions } from '../../server/queues/index.ts'
import type { SofteningStep } from '../../server/queues/softening/wire.ts'
import { createStaff, type Staff, type StaffActor, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

const by = system('test')
const agent = (teams: string[] = []): StaffActor => ({ type: 'staff', id: 'agent-1', name: 'Ida', role: 'agent', teams })
const admin: StaffActor = { type: 'staff', id: 'admin-1', name: 'Ada', role: 'admin', teams: [] }
let count = 0
const commandId = (): string => `c${count++}`

describe('queues', () => {
  let desk: TestPlatform
  let staff: Staff
  let queues: Queues

  beforeAll(async () => {
    desk = await openTestPlatform({ isOnlyProcess: false })
    staff = createStaff(desk.platform)
    queues = createQueues(desk.platform, { staff })
    await desk.start(staff.parts, queues.parts)
  })
  afterAll(() => desk.close())

  it('gives a fresh desk one queue, which everything comes to', async () => {
    const [inbox, ...others] = await queues.listQueues(by)
    expect(others).toEqual([])
    expect(inbox).toMatchObject({ name: 'Inbox', isDefault: true, offerSeconds: 20, dispositions: [...usualDispositions] })
    expect(queues.queueFor('nobody@larkfield.example').id).toBe(inbox?.id)
  })

  it('sends a source to the one queue that it feeds, whatever its case', async () => {
    const sales = await queues.addQueue(admin, { name: 'Sales', commandId: commandId() })
    const returns = await queues.addQueue(admin, { name: 'Returns', commandId: commandId() })
    await queues.editQueue(admin, { queueId: sales.id, sources: ['Sales@Larkfield.example '], commandId: commandId() })
    expect(queues.queueFor('sales@larkfield.EXAMPLE').id).toBe(sales.id)
    await expect(
      queues.editQueue(admin, { queueId: returns.id, sources: ['sales@larkfield.example'], commandId: commandId() }),
    ).rejects.toMatchObject({ code: 'source-taken' })
  })

  it('has exactly one default, also after another is made so', async () => {
    const first = (await queues.listQueues(by))[0]
    const workshop = await queues.addQueue(admin, { name: 'Workshop', commandId: commandId() })
    await desk.advance(1)
    await queues.makeDefaultQueue(admin, { queueId: workshop.id, commandId: commandId() })
    const defaults = (await queues.listQueues(by)).filter((one) => one.isDefault)
    expect(defaults.map((one) => one.id)).toEqual([workshop.id])
    await desk.advance(1)
    await queues.makeDefaultQueue(admin, { queueId: first?.id ?? '', commandId: commandId() })
    expect(queues.queueFor('elsewhere').id).toBe(first?.id)
  })

  it('hides a restricted queue from other teams as if it were not there', async () => {
    const team = await staff.addTeam(admin, { name: 'Warranty', commandId: commandId() })
    const secret = await queues.addQueue(admin, { name: 'Warranty cases', commandId: commandId() })
    await queues.editQueue(admin, { queueId: secret.id, restrictedTo: [team.id], commandId: commandId() })
    const [foreign, missing] = await Promise.all([
      queues.getQueue(agent(), secret.id).catch((error: unknown) => error),
      queues.getQueue(agent(), 'nothing').catch((error: unknown) => error),
    ])
    expect(foreign).toEqual(missing)
    expect((await queues.listQueues(agent())).map((one) => one.id)).not.toContain(secret.id)
    expect((await queues.getQueue(agent([team.id]), secret.id)).id).toBe(secret.id)
    const topic = queues.parts.topics?.[0]
    const rows = (await topic?.snapshot(agent(), 'all')) ?? []
    const row = rows.find((one) => one.id === secret.id)
    expect(row && topic?.sees?.(agent(), row)).toBe(false)
    expect(row && topic?.sees?.(agent([team.id]), row)).toBe(true)
  })

  it('refuses unknown teams, equal names, and everybody but admins', async () => {
    const queue = await queues.addQueue(admin, { name: 'Fleet', commandId: commandId() })
    await expect(queues.editQueue(admin, { queueId: queue.id, teams: ['none'], commandId: commandId() })).rejects.toMatchObject({
      code: 'team-not-found',
    })
    await expect(queues.addQueue(admin, { name: 'fleet', commandId: commandId() })).rejects.toMatchObject({ code: 'queue-exists' })
    await expect(queues.addQueue(agent(), { name: 'Mine', commandId: commandId() })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(queues.editQueue(agent(), { queueId: queue.id, name: 'Mine', commandId: commandId() })).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  it('does a repeated command once', async () => {
    const once = { name: 'Twice', commandId: 'same' }
    const [a, b] = [await queues.addQueue(admin, once), await queues.addQueue(admin, once)]
    expect(b).toEqual(a)
  })

  it('gives live work longer, unless the queue says how long', async () => {
    const queue = await queues.addQueue(admin, { name: 'Timed', commandId: commandId() })
    expect([queues.offerSeconds(queue.id, false), queues.offerSeconds(queue.id, true)]).toEqual([20, 30])
    await queues.editQueue(admin, { queueId: queue.id, offerSeconds: 45, commandId: commandId() })
    expect([queues.offerSeconds(queue.id, false), queues.offerSeconds(queue.id, true)]).toEqual([45, 45])
  })

  it('knows after a restart what it knew before', async () => {
    const before = await queues.listQueues(by)
    const again = createQueues(desk.platform, { staff })
    await again.parts.start?.(AbortSignal.timeout(60_000))
    expect(await again.listQueues(by)).toEqual(before)
  })

  it('keeps how it asks for less, refuses steps that do not follow each other, and goes back to the prepared ones', async () => {
    const queue = await queues.addQueue(admin, { name: 'Spokes', commandId: commandId() })
    const edit = (softening: SofteningStep[] | null) => queues.editQueue(admin, { queueId: queue.id, softening, commandId: commandId() })
    const steps: SofteningStep[] = [
      { afterSeconds: 20, drop: 1, besideLive: false },
      { afterSeconds: 90, drop: 'all', besideLive: true },
    ]
    expect(queue.softening).toBeNull()
    expect((await edit(steps)).softening).toEqual(steps)
    await expect(edit([...steps].reverse())).rejects.toMatchObject({
      code: 'softening-order',
      message: 'A step begins later than the one before it.',
    })
    expect((await edit(null)).softening).toBeNull()
  })

  it('keeps its rules, and overflows into another queue that exists', async () => {
    const queue = await queues.addQueue(admin, { name: 'Rentals', commandId: commandId() })
    const other = await queues.addQueue(admin, { name: 'Repairs', commandId: commandId() })
    const edit = (settings: object) => queues.editQueue(admin, { queueId: queue.id, commandId: commandId(), ...settings })
    const overflow = { queueId: other.id, afterSeconds: 90, atLength: null }
    const rules = {
      priority: 'high' as const,
      answerWithinSeconds: 30,
      overflow,
      maxWait: { minutes: 10, instead: 'callback' as const },
      whenNobody: 'voicemail' as const,
    }
    expect(queue).toMatchObject({ priority: 'normal', overflow: null, maxWait: null, whenNobody: 'wait', notice: null })
    expect(await edit(rules)).toMatchObject(rules)
    expect(queues.byId(queue.id)).toMatchObject(rules)
    await expect(edit({ overflow: { ...overflow, queueId: queue.id } })).rejects.toMatchObject({ code: 'own-overflow' })
    await expect(edit({ overflow: { ...overflow, queueId: 'nothing' } })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is closed by a supervisor at once, with who and when, and opened again', async () => {
    const ruth: StaffActor = { type: 'staff', id: 'ruth', name: 'Ruth', role: 'supervisor', teams: [] }
    const queue = await queues.addQueue(admin, { name: 'Showroom', commandId: commandId() })
    const set = (actor: StaffActor, mode: 'off' | 'message' | 'closed') =>
      queues.setQueueNotice(actor, { queueId: queue.id, mode, texts: { en: 'The house is empty.' }, commandId: commandId() })
    await expect(set(agent(), 'closed')).rejects.toMatchObject({ kind: 'forbidden' })
    const closed = await set(ruth, 'closed')
    expect(closed.notice).toMatchObject({ mode: 'closed', texts: { en: 'The house is empty.' }, by: 'ruth' })
    expect((await set(ruth, 'off')).notice).toBeNull()
    const { items } = await staff.readAudit(admin, { stream: `queue:${queue.id}`, limit: 10 })
    expect(items.map(({ what, by: who, facts }) => [what, who, facts.mode])).toEqual([
      ['queue.notice-set', 'ruth', 'off'],
      ['queue.notice-set', 'ruth', 'closed'],
      ['queue.added', 'admin-1', undefined],
    ])
  })

  it('is found in the audit by kind and by person', async () => {
    const read = (filter: object) => staff.readAudit(admin, { limit: 100, ...filter })
    const ofQueues = await read({ kind: 'queue' })
    expect(ofQueues.items.length).toBeGreaterThan(3)
    expect(ofQueues.items.every((one) => one.stream.startsWith('queue:'))).toBe(true)
    const byRuth = await read({ kind: 'queue', by: 'ruth' })
    expect(byRuth.items.map((one) => one.by)).toEqual(['ruth', 'ruth'])
    const first = await staff.readAudit(admin, { kind: 'queue', limit: 2 })
    const rest = await staff.readAudit(admin, { kind: 'queue', limit: 100, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...rest.items].map((one) => one.id)).toEqual(ofQueues.items.map((one) => one.id))
    await expect(staff.readAudit(admin, { kind: 'team', limit: 2, cursor: first.nextCursor ?? '' })).rejects.toMatchObject({
      kind: 'invalid',
    })
  })
})
