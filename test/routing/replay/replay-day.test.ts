import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StaffActor } from '../../../server/staff/index.ts'
import { type FloorDesk, openFloorDesk } from '../floor-desk.ts'

const admin: StaffActor = { type: 'staff', id: 'admin-1', name: 'Ada', role: 'admin', teams: [] }

describe('a day of the desk, tried under other rules', () => {
  let desk: FloorDesk
  let queueId: string
  let learner: StaffActor
  let since: string
  const until = (): string => new Date(desk.platform.clock.now()).toISOString()
  const replay = (rules: object = {}, actor = admin) => desk.routing.replayDay(actor, { queueId, since, until: until(), ...rules })

  beforeAll(async () => {
    desk = await openFloorDesk()
    const queue = await desk.addQueue({ requiredSkills: { wheels: 3 }, softening: [] })
    queueId = queue.id
    since = new Date(desk.platform.clock.now()).toISOString()
    const expert = await desk.addAgent('Expert', { teams: queue.teams, skills: { wheels: 3 } })
    learner = await desk.addAgent('Learner', { teams: queue.teams, skills: { wheels: 1 } })
    const accepted = async (caseId: string): Promise<void> => {
      await desk.offeredTo(caseId, expert)
      await desk.pass(4_000)
      await desk.accept(expert, caseId)
    }
    const first = await desk.write('chat', queueId, 'first')
    await accepted(first)
    const second = await desk.write('chat', queueId, 'second')
    await desk.workIn(second, 'waiting')
    await desk.pass(60_000)
    await desk.close(first)
    await accepted(second)
    await desk.pass(30_000)
    await desk.close(second)
    await desk.quiet()
    await desk.pass(1_000)
  })
  afterAll(() => desk.end())

  test('shows what it really was, the replay as it was beside it, and what would have been', async () => {
    const day = await replay({ requiredSkills: { wheels: 1 } })
    expect(day).toMatchObject({ since, isCut: false })
    expect(day.queues.map((one) => one.queueId)).toEqual([queueId])
    const [{ real, now, changed }] = day.queues as [(typeof day.queues)[0]]
    // The desk's clock goes on while the test acts, so waits are a little longer than what passes.
    expect(real).toMatchObject({ pieces: 2, inTime: 0.5, toAnother: null })
    expect(real.p95WaitSeconds).toBeGreaterThanOrEqual(64)
    expect(now).toMatchObject({ pieces: 2, inTime: 0.5, toAnother: 0 })
    expect(now.p95WaitSeconds).toBeGreaterThanOrEqual(60)
    expect(changed).toMatchObject({ pieces: 2, inTime: 1, toAnother: 1 })
    expect(changed.p95WaitSeconds).toBeLessThan(30)
  })

  test('is empty where nothing waited', async () => {
    const day = await desk.routing.replayDay(admin, { queueId, since: '2001-01-01T00:00:00.000Z', until: '2001-01-02T00:00:00.000Z' })
    expect(day.queues).toEqual([])
  })

  test('is for who edits queues, of at most a day that has begun, one at a time', async () => {
    await expect(replay({}, learner)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(replay({ queueId: 'nothing' })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(replay({ until: since })).rejects.toMatchObject({ code: 'replay-span' })
    await expect(replay({ since: '2001-01-01T00:00:00.000Z' })).rejects.toMatchObject({ code: 'replay-span' })
    const twice = { afterSeconds: 5, drop: 1 as const, besideLive: false }
    await expect(replay({ softening: [twice, twice] })).rejects.toMatchObject({ code: 'softening-order' })
    const [one, other] = await Promise.allSettled([replay(), replay()])
    expect([one.status, other.status]).toEqual(['fulfilled', 'rejected'])
    expect(other).toMatchObject({ reason: { code: 'replay-busy', kind: 'rate-limited' } })
    expect((await replay()).queues).toHaveLength(1)
  })
})
