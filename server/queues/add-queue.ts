import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow, system } from '../staff/index.ts'
import type { QueueDeps } from './deps.ts'
import type { Queue } from './wire.ts'

/** Throws conflict. */
export const refuseSameName = ({ board }: QueueDeps, id: string, name: string): void => {
  if (board.all().some((one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase()))
    throw new AppError('queue-exists', 'conflict', 'There is a queue of this name already.')
}

/** Adds a queue with the usual settings, open to everyone. Throws forbidden, conflict (name in use). */
export const addQueue =
  (deps: QueueDeps) =>
  async (actor: Actor, { name, commandId }: { name: string; commandId: string }): Promise<Queue> => {
    allow(actor, 'queue.manage')
    const { board } = deps
    const key = `${actor.id}:add-queue:${commandId}`
    const id = idFrom('queue', key)
    refuseSameName(deps, id, name)
    board.put(id, await board.ledger.commit(id, key, actor.id, (now) => (now.seq > 0 ? null : { type: 'queue.added', name })))
    return board.byId(id) as Queue
  }

/** A desk has a queue from its first start: without one, nothing that comes in would have a place. The keys are the same for every process. */
export const addFirstQueue = async ({ board }: QueueDeps): Promise<void> => {
  if (board.defaultId() !== undefined && board.all().some((one) => board.state(one.id)?.defaultSince)) return
  const id = board.defaultId() ?? idFrom('queue', 'first')
  const by = system('first-start').id
  await board.ledger.commit(id, 'first:added', by, (now) => (now.seq > 0 ? null : { type: 'queue.added', name: 'Inbox' }))
  board.put(id, await board.ledger.commit(id, 'first:default', by, (now) => (now.defaultSince ? null : { type: 'queue.made-default' })))
}
