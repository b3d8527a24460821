import type { MovedMessage } from '../cases/index.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import type { HubDeps } from './deps.ts'

/** Writes beside each message the case it stands in now. What was being filed when somebody moved it is filed by this. */
export const followMoves = ({ platform, messages, cases }: HubDeps) => {
  const inTurn = createQueueByKey()
  const follow = async ({ messageId, filedIn, customerId, interactionId }: MovedMessage): Promise<void> => {
    const message = await messages.get(messageId)
    if (!message) return
    const caseId = await cases.intake.whereIs(filedIn, messageId)
    if (message.direction === 'in') await messages.markFiled(messageId, { caseId, customerId, interactionId, reason: '' }, ['dueAt'])
    else await messages.markFiled(messageId, { caseId, dueAt: new Date(platform.clock.now()) })
    await messages.set(messageId, { caseId })
  }
  return async (moved: readonly MovedMessage[]): Promise<void> => {
    for (const one of moved) await inTurn(one.messageId, () => follow(one))
  }
}
