import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import { addQueue } from './add-queue.ts'
import type { QueueDeps } from './deps.ts'
import { editQueue, makeDefaultQueue, setQueueNotice } from './edit-queue.ts'
import { LIVE_OFFER_SECONDS, OFFER_SECONDS } from './queue.ts'
import type { Queue } from './wire.ts'

/** What other rooms may ask of this one. */
export const createFace = (deps: QueueDeps) => {
  const { board } = deps
  return {
    /** Throws forbidden, not-found (restricted to other teams looks the same). */
    getQueue: async (actor: Actor, queueId: string): Promise<Queue> => {
      allow(actor, 'queue.read')
      await board.learn([queueId])
      const queue = board.byId(queueId)
      if (!queue || !seesTeams(actor, queue.restrictedTo)) throw notFound('queue')
      return queue
    },
    /** Throws forbidden. */
    listQueues: async (actor: Actor): Promise<Queue[]> => {
      allow(actor, 'queue.read')
      return board.all().filter((one) => seesTeams(actor, one.restrictedTo))
    },
    /** The queue that this mailbox, site or API source feeds, else the default one. */
    queueFor: (source: string): Queue => {
      const id = board.idBySource(source) ?? board.defaultId()
      const queue = id === undefined ? undefined : board.byId(id)
      if (!queue) throw new AppError('starting', 'unavailable', 'The desk is still starting.')
      return queue
    },
    /** For rooms, unguarded: what they show of it they guard themselves. */
    byId: board.byId,
    all: board.all,
    /**
     * Makes these queues known here, where there are such: those a moment old that another process made are read from the store. Ask it before `byId`
     * decides who sees what.
     */
    learn: board.learn,
    /** For what is kept of queues: called after any of them is another, whichever process changed it. */
    onChanged: board.onChanged,
    /** How long an offer of this queue's work stands; `isLive`: the customer waits in real time. */
    offerSeconds: (queueId: string, isLive: boolean): number =>
      board.state(queueId)?.offerSeconds ?? (isLive ? LIVE_OFFER_SECONDS : OFFER_SECONDS),
    addQueue: addQueue(deps),
    editQueue: editQueue(deps),
    makeDefaultQueue: makeDefaultQueue(deps),
    setQueueNotice: setQueueNotice(deps),
  }
}
export type QueuesFace = ReturnType<typeof createFace>
