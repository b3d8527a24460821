import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LiveTopic } from '../../server/platform/live.ts'
import { applyRows, fromSnapshot, type LiveState } from '../../server/platform/wire/live.ts'
import type { Actor, StaffActor } from '../../server/staff/index.ts'
import { type Shown, shownOf } from '../setup/mirror.ts'
import { waitFor } from '../wait-for.ts'
import { by, command, type NoticeDesk, openNoticeDesk } from './notice-desk.ts'

let desk: NoticeDesk
let ada: StaffActor
let eve: StaffActor
beforeAll(async () => {
  desk = await openNoticeDesk()
  ada = await desk.addMember('ada')
  eve = await desk.addMember('eve')
})
afterAll(() => desk?.close())

/** What one person's screens show: a snapshot, then events, and a snapshot again when they are told to. */
const watch = async (actor: StaffActor) => {
  const topic = desk.notices.parts.topics?.[0] as LiveTopic<Actor>
  await topic.mayWatch(actor, actor.id)
  const fresh = async (): Promise<LiveState> =>
    fromSnapshot({ topic: topic.name, epoch: '', n: 0, rows: await topic.snapshot(actor, actor.id) })
  let state = await fresh()
  const told = new Set<string>()
  let behind: Promise<void> = Promise.resolve()
  const hear = (changes: ReturnType<NonNullable<LiveTopic['changes']>>): void => {
    behind = behind.then(async () => {
      for (const { id, rows, again } of await changes) {
        told.add(id)
        if (id === actor.id) state = again ? await fresh() : applyRows(state, rows)
      }
    })
  }
  desk.platform.bus.onEntry((entry, now) => hear(topic.changes?.(entry, now, (id) => id === actor.id) ?? []))
  for (const [fact, present] of Object.entries(topic.facts ?? {}))
    desk.platform.bus.onPassing(fact, (data) => hear(present(data, (id) => id === actor.id, new Set([actor.id]))))
  return { shown: () => shownOf(state), fresh: async () => shownOf(await fresh()), told }
}

it('shows one person, after every act, what a fresh fetch shows them, and tells nobody else', async () => {
  const team = await desk.staff.addTeam(by, command({ name: 'Legal' }))
  const legal = await desk.queues.addQueue(by, command({ name: 'Legal' }))
  await desk.queues.editQueue(by, command({ queueId: legal.id, restrictedTo: [team.id] }))
  const [caseId, other] = [await desk.newCase(), await desk.newCase()]
  const { queueId } = await desk.cases.getState(by, caseId)
  const restrict = (restrictedTo: string[]) => desk.queues.editQueue(by, command({ queueId, restrictedTo }))
  const move = (to: string) => desk.cases.transferCase(by, command({ caseId, queueId: to, note: '' }))
  const merge = { caseId: other, otherId: caseId }
  const acts: Record<string, () => Promise<unknown>> = {
    'named in a note': () => desk.note(ada, caseId, [eve.id]),
    'the case titled': () => desk.cases.titleCase(ada, command({ caseId, title: 'The bell' })),
    'the case out of sight': () => move(legal.id),
    'the case in sight again': () => move(queueId),
    'the queue out of sight': () => restrict([team.id]),
    'the queue in sight again': () => restrict([]),
    'the case merged': () => desk.cases.mergeCases(ada, command(merge)),
    'the survivor titled': () => desk.cases.titleCase(ada, command({ caseId: other, title: 'Both bells' })),
    'the merge undone': () => desk.cases.unmergeCase(ada, command(merge)),
    'the case read': () => desk.notices.readInCase(eve, { caseId }),
    'named once more': () => desk.note(ada, caseId, [eve.id], 'And this?'),
    'the customer forgotten': async () => desk.cases.eraseCasesOf((await desk.cases.getState(by, caseId)).customerId, 'test'),
  }
  const screen = await watch(eve)
  let before: Shown = screen.shown()
  for (const [act, run] of Object.entries(acts)) {
    await run()
    await waitFor(
      async () => {
        const fresh = await screen.fresh()
        expect(fresh).not.toEqual(before)
        expect(screen.shown()).toEqual(fresh)
        return true
      },
      { what: act },
    )
    before = screen.shown()
  }
  expect(before).toEqual({})
  expect([...screen.told]).toEqual([eve.id])
})

it('is nobody else’s to watch', async () => {
  const topic = desk.notices.parts.topics?.[0] as LiveTopic<Actor>
  await expect((async () => topic.mayWatch(ada, eve.id))()).rejects.toMatchObject({ kind: 'not-found' })
})
