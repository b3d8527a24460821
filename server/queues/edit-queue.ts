import type * as z from 'zod'
import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import { refuseSameName } from './add-queue.ts'
import type { QueueDeps } from './deps.ts'
import type { QueueChange } from './entries.ts'
import { sourceKey } from './queue.ts'
import { softeningFault } from './softening/wire.ts'
import type { EditQueue, Queue, SetNotice } from './wire.ts'

const change = async (
  { board }: QueueDeps,
  actor: Actor,
  { queueId, verb, commandId }: { queueId: string; verb: string; commandId: string },
  decide: () => QueueChange | null,
): Promise<Queue> => {
  const state = await board.ledger.commit(queueId, `${actor.id}:${verb}:${commandId}`, actor.id, (now) => {
    if (now.seq === 0) throw notFound('queue')
    return decide()
  })
  board.put(queueId, state)
  return board.byId(queueId) as Queue
}

/**
 * Changes what is given and leaves the rest. A source feeds one queue only.
 * Throws forbidden, not-found (also the queue it overflows to), conflict (name in use, source in use), invalid (no such team, overflow to itself, steps that
 * do not follow each other).
 */
export const editQueue =
  (deps: QueueDeps) =>
  async (
    actor: Actor,
    { queueId, commandId, ...given }: z.infer<typeof EditQueue> & { queueId: string; commandId: string },
  ): Promise<Queue> => {
    allow(actor, 'queue.manage')
    const { board, staff } = deps
    return change(deps, actor, { queueId, verb: 'edit-queue', commandId }, () => {
      const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as typeof given
      if (Object.keys(settings).length === 0) return null
      if (settings.name !== undefined) refuseSameName(deps, queueId, settings.name)
      if ([...(settings.teams ?? []), ...(settings.restrictedTo ?? [])].some((one) => !staff.hasTeam(one)))
        throw new AppError('team-not-found', 'invalid', 'There is no such team.')
      if (settings.overflow) {
        if (!board.state(settings.overflow.queueId)) throw notFound('queue')
        if (settings.overflow.queueId === queueId) throw new AppError('own-overflow', 'invalid', 'A queue cannot overflow into itself.')
      }
      const fault = softeningFault(settings.softening ?? [])
      if (fault) throw new AppError('softening-order', 'invalid', fault.why)
      if (settings.sources) {
        settings.sources = [...new Set(settings.sources.map(sourceKey))]
        const taken = settings.sources.find((one) => (board.idBySource(one) ?? queueId) !== queueId)
        if (taken !== undefined) throw new AppError('source-taken', 'conflict', `${taken} feeds another queue already.`)
      }
      return { type: 'queue.edited', ...settings } as QueueChange
    })
  }

/** What no source names comes here from now on. Throws forbidden, not-found. */
export const makeDefaultQueue =
  (deps: QueueDeps) =>
  async (actor: Actor, { queueId, commandId }: { queueId: string; commandId: string }): Promise<Queue> => {
    allow(actor, 'queue.manage')
    return change(deps, actor, { queueId, verb: 'make-default', commandId }, () =>
      deps.board.defaultId() === queueId ? null : { type: 'queue.made-default' },
    )
  }

/** Tells callers of this queue something at once, closes it, or takes that back. Throws forbidden, not-found. */
export const setQueueNotice =
  (deps: QueueDeps) =>
  async (
    actor: Actor,
    { queueId, commandId, mode, texts }: z.infer<typeof SetNotice> & { queueId: string; commandId: string },
  ): Promise<Queue> => {
    allow(actor, 'queue.close')
    if (!seesTeams(actor, deps.board.state(queueId)?.restrictedTo ?? [])) throw notFound('queue')
    return change(deps, actor, { queueId, verb: 'notice', commandId }, () => ({ type: 'queue.notice-set', mode, texts }))
  }
