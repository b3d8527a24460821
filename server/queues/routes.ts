import * as z from 'zod'
import { page, type Route, route } from '../platform/routes.ts'
import type { Actor } from '../staff/index.ts'
import type { QueuesFace } from './face.ts'
import { EditQueue, NewQueue, Queue, SetNotice } from './wire.ts'

const params = z.object({ queueId: z.string().max(60) })

export const queueRoutes = (queues: QueuesFace): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/queues',
    summary: 'The queues you may see; the default one first.',
    may: 'queue.read',
    answer: page(Queue),
    run: async (actor: Actor) => ({ items: await queues.listQueues(actor), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/queues',
    summary: 'Adds a queue.',
    may: 'queue.manage',
    body: NewQueue,
    answer: Queue,
    status: 201,
    run: (actor: Actor, { name }, { commandId }) => queues.addQueue(actor, { name, commandId }),
  }),
  route({
    method: 'get',
    path: '/queues/:queueId',
    summary: 'One queue.',
    may: 'queue.read',
    params,
    answer: Queue,
    run: (actor: Actor, { queueId }) => queues.getQueue(actor, queueId),
  }),
  route({
    method: 'patch',
    path: '/queues/:queueId',
    summary: 'Changes a queue: who works on it, who sees it, what feeds it, how it is offered.',
    may: 'queue.manage',
    params,
    body: EditQueue,
    answer: Queue,
    run: (actor: Actor, input, { commandId }) => queues.editQueue(actor, { ...input, commandId }),
  }),
  route({
    method: 'post',
    path: '/queues/:queueId/default',
    summary: 'Makes it the queue for everything that no source names.',
    may: 'queue.manage',
    params,
    answer: Queue,
    run: (actor: Actor, { queueId }, { commandId }) => queues.makeDefaultQueue(actor, { queueId, commandId }),
  }),
  route({
    method: 'post',
    path: '/queues/:queueId/notice',
    summary: 'Tells its callers something at once, closes it to them, or takes that back.',
    may: 'queue.close',
    params,
    body: SetNotice,
    answer: Queue,
    run: (actor: Actor, input, { commandId }) => queues.setQueueNotice(actor, { ...input, commandId }),
  }),
]
