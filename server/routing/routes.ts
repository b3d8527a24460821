import * as z from 'zod'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { WorkCommand } from './answer-offer.ts'
import { presentWork } from './present-work.ts'
import type { Reads } from './read-work.ts'
import { ReplayDay, ReplayedDay } from './replay/wire.ts'
import { Decision, MoveWork, PageQuery, WorkView } from './wire.ts'
import type { WorkState } from './work.ts'

type Verb = (actor: Actor, command: WorkCommand) => Promise<WorkState>

const OneCase = z.object({ caseId: z.string().max(60) })
const OneWork = z.object({ workId: z.string().max(60) })

const command = (name: string, may: string, summary: string, run: Verb): Route<Actor> =>
  route({
    method: 'post',
    path: `/work/:workId/${name}`,
    summary,
    may,
    params: OneWork,
    body: z.object({}).strict(),
    answer: WorkView,
    run: async (actor: Actor, { workId }, { commandId }) => presentWork(await run(actor, { workId, commandId })),
  })

type Replaying = (actor: Actor, command: { queueId: string } & ReplayDay) => Promise<ReplayedDay>
type Moving = (actor: Actor, command: WorkCommand & z.infer<typeof MoveWork>) => Promise<WorkState>

export const routingRoutes = (
  face: Reads & { acceptOffer: Verb; declineOffer: Verb; pickWork: Verb; moveWork: Moving; replayDay: Replaying },
): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/work/mine',
    summary: 'What is offered to you, then what you are at work on.',
    may: 'work.read',
    answer: page(WorkView),
    run: async (actor: Actor) => ({ items: await face.myWork(actor), nextCursor: null }),
  }),
  route({
    method: 'get',
    path: '/work',
    summary: 'All work that waits or is offered, longest waiting first.',
    may: 'work.read-all',
    query: PageQuery,
    answer: page(WorkView),
    run: async (actor: Actor, query) => face.waiting(actor, { limit: query.limit, cursor: query.cursor }),
  }),
  command('accept', 'work.answer', 'Accept an offer; the case is yours.', face.acceptOffer),
  command('decline', 'work.answer', 'Decline an offer; it goes to the next colleague and keeps its place.', face.declineOffer),
  command('pick', 'work.pick', 'Take waiting work that was not offered to you.', face.pickWork),
  route({
    method: 'post',
    path: '/work/:workId/move',
    summary: 'Lets waiting work wait in another queue, for somebody, or with another priority; it keeps its age.',
    may: 'work.assign',
    params: OneWork,
    body: MoveWork,
    answer: WorkView,
    run: async (actor: Actor, input, { commandId }) => presentWork(await face.moveWork(actor, { ...input, commandId })),
  }),
  route({
    method: 'post',
    path: '/queues/:queueId/replay',
    summary: 'A day of the past under other rules of a queue, beside a replay with those of now and what really was. Changes nothing.',
    may: 'queue.manage',
    limit: 'replay',
    params: z.object({ queueId: z.string().max(60) }),
    body: ReplayDay,
    answer: ReplayedDay,
    run: (actor: Actor, input) => face.replayDay(actor, input),
  }),
  route({
    method: 'get',
    path: '/cases/:caseId/work',
    summary: 'The work of a case, newest first.',
    may: 'work.read',
    also: ['case.read'],
    params: OneCase,
    query: PageQuery,
    answer: page(WorkView),
    run: (actor: Actor, input) => face.pageOfWork(actor, input),
  }),
  route({
    method: 'get',
    path: '/cases/:caseId/decisions',
    summary: 'Who was offered the work of a case and why, and why others were passed over.',
    may: 'work.read',
    also: ['case.read'],
    params: OneCase,
    query: PageQuery,
    answer: page(Decision),
    run: async (actor: Actor, input) => {
      // What waits now stands before all that was decided: on the first page.
      const undecided = input.cursor === undefined ? await face.undecidedOf(actor, input.caseId) : []
      const { items, nextCursor } = await face.pageOfDecisions(actor, input)
      return { items: [...undecided, ...items], nextCursor }
    },
  }),
]
