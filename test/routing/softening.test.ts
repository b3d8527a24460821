import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SofteningStep, softeningFault } from '../../server/queues/softening/wire.ts'
import { createDemand } from '../../server/routing/demand.ts'
import { defaultSteps, exclusiveSteps, stepsOf } from '../../server/routing/relax.ts'
import { waitFor } from '../wait-for.ts'
import { beginProcess, by, commandId, type FloorDesk, openFloorDesk } from './floor-desk.ts'

const step = (afterSeconds: number, drop: SofteningStep['drop'], besideLive = false): SofteningStep => ({ afterSeconds, drop, besideLive })

describe('the steps of a queue', () => {
  test('are the prepared ones when it says nothing, with chats only for calls', () => {
    expect(defaultSteps).toEqual([
      { afterMs: 0, drop: 0 },
      { afterMs: 60_000, drop: 1 },
      { afterMs: 180_000, drop: 'all' },
    ])
    expect(exclusiveSteps).toEqual([
      { afterMs: 0, drop: 0 },
      { afterMs: 15_000, drop: 0, besideLive: true },
      { afterMs: 60_000, drop: 1, besideLive: true },
      { afterMs: 180_000, drop: 'all', besideLive: true },
    ])
  })
  test('are its own when it says them; none: it never asks for less', () => {
    expect(stepsOf([step(5, 2)], true)).toEqual([
      { afterMs: 0, drop: 0 },
      { afterMs: 5000, drop: 2 },
    ])
    expect(stepsOf([], false)).toEqual([{ afterMs: 0, drop: 0 }])
  })
  test('are told apart by the key of what is asked', () => {
    const keyOf = (softening: SofteningStep[] | null): string =>
      createDemand({
        channel: 'chat',
        noun: 'chat',
        isLive: true,
        isExclusive: false,
        teams: [],
        seenBy: [],
        required: { wheels: 2 },
        optional: {},
        steps: stepsOf(softening, false),
      }).key
    expect(new Set([null, [], [step(5, 1)], [step(6, 1)], [step(5, 2)]].map(keyOf)).size).toBe(5)
    expect(keyOf([step(5, 1, true)])).toBe(keyOf([step(5, 1)]))
  })

  const later = { at: 1, why: 'A step begins later than the one before it.' }
  const noMore = { at: 1, why: 'A step asks for no more than the one before it.' }
  const less = { at: 1, why: 'A step asks for less than the one before it.' }
  const cases: [string, SofteningStep[], ReturnType<typeof softeningFault>][] = [
    ['none', [], null],
    ['rising', [step(5, 0, true), step(10, 1, true), step(20, 'all', true)], null],
    ['at the same time', [step(5, 1), step(5, 2)], later],
    ['falling', [step(5, 1), step(4, 2)], later],
    ['asking for more again', [step(5, 'all'), step(9, 2)], noMore],
    ['taking chats back', [step(5, 1, true), step(9, 2)], noMore],
    ['twice the same', [step(5, 1), step(9, 1)], less],
    ['nothing to begin with', [step(5, 0)], { ...less, at: 0 }],
    ['at once', [step(0, 1)], { at: 0, why: 'The first step begins after at least a second.' }],
  ]
  test.each(cases)('are looked at: %s', (_name, steps, fault) => expect(softeningFault(steps)).toEqual(fault))
})

describe('a queue with steps of its own', () => {
  let desk: FloorDesk
  beforeAll(async () => {
    desk = await openFloorDesk()
  })
  afterAll(() => desk.end())

  test('asks for less when it says so, and says that it did', async () => {
    const requiredSkills = { wheels: 3 }
    const patient = await desk.addQueue({ requiredSkills })
    const quick = await desk.addQueue({ requiredSkills, teams: patient.teams, softening: [step(5, 2)] })
    const agent = await desk.addAgent('Learner', { teams: patient.teams, skills: { wheels: 1 } })
    const slowCase = await desk.write('chat', patient.id, `slow-${commandId()}`)
    const quickCase = await desk.write('chat', quick.id, `quick-${commandId()}`)
    await desk.workIn(slowCase, 'waiting')
    await desk.workIn(quickCase, 'waiting')
    await desk.pass(5_000)
    const offered = await desk.offeredTo(quickCase, agent)
    expect(offered.why).toBe('Wheels 1 of 3, the queue asks for less by now, you have room for one chat')
    const [decision] = await desk.routing.decisionsOf(by, quickCase)
    expect(decision?.candidates[0]?.reasons).toContain('the queue asks for less by now')
    expect((await desk.workOf(slowCase))?.state).toBe('waiting')
    await desk.routing.acceptOffer(agent, { workId: offered.id, commandId: commandId() })
    await desk.close(quickCase)

    // What waits is asked about anew when the queue is changed.
    await desk.queues.editQueue(by, { queueId: patient.id, softening: [step(1, 'all')], commandId: commandId() })
    await desk.pass(1_000)
    await desk.offeredTo(slowCase, agent)
  })
})

test('a queue that is changed at another process asks for less at the one that routes', async () => {
  const desk = await openFloorDesk({ isOnlyProcess: false })
  const other = await beginProcess(desk)
  try {
    const queue = await desk.addQueue({ requiredSkills: { wheels: 3 } })
    const agent = await desk.addAgent('Learner', { teams: queue.teams, skills: { wheels: 1 } })
    const caseId = await desk.write('chat', queue.id, 'across')
    await desk.workIn(caseId, 'waiting')
    await desk.routing.tick()
    await other.lookAtQueues()
    await other.queues.editQueue(by, { queueId: queue.id, softening: [step(1, 'all')], commandId: commandId() })
    await waitFor(() => desk.queues.byId(queue.id)?.softening, { what: 'the change at the process that routes' })
    await desk.pass(1_000)
    await desk.offeredTo(caseId, agent)
  } finally {
    await other.end()
    await desk.end()
  }
})
