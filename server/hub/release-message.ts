import { AppError } from '../platform/errors.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { FileMessage } from './file-message.ts'
import type { Message } from './message.ts'
import { CLAIM_MS, MESSAGES_HELD } from './message-store.ts'
import type { Outbox } from './outbox.ts'

/** Files a message that was held back as somebody decided. Run again it changes nothing. */
export const fileReleased =
  ({ messages, platform }: Pick<HubDeps, 'messages' | 'platform'>, file: FileMessage) =>
  async (messageId: string, filedHere: boolean): Promise<void> => {
    const message = await messages.get(messageId)
    if (message?.state !== 'quarantined') return
    const alone = { threadKeys: [], ownThreadKey: `${message.channel}:alone:${message.id}` }
    await file(filedHere ? message : { ...message, ...alone }, { isRetry: true, released: filedHere })
    platform.bus.tell({ name: MESSAGES_HELD, data: {} })
  }

/**
 * The one-click decision on a message that was held back: into the case it names, whose thread its sender may then write into, or into a case of its
 * own sender. The case it names writes the decision down first, so that two people cannot decide differently. A failed message is filed again, an
 * answer of ours too. Throws forbidden, not-found, conflict (not held back, decided otherwise).
 */
export const createReleaseMessage = (
  deps: HubDeps,
  file: FileMessage,
  finishAnswer: (messageId: string) => Promise<void>,
  getMessage: (actor: Actor, id: string) => Promise<Message>,
) => {
  const fileAgain = async (message: Message, released: boolean): Promise<void> => {
    // Back in the inbox first: what is filed without a sync of its own may be lost, and is filed again from there.
    await deps.messages.set(message.id, { state: 'new', reason: '', attempts: 0, dueAt: new Date(deps.platform.clock.now() + CLAIM_MS) })
    deps.platform.bus.tell({ name: MESSAGES_HELD, data: {} })
    if (message.direction === 'in') await file(message, { isRetry: true, released })
    else await finishAnswer(message.id)
  }
  return async (actor: Actor, { messageId, into }: { messageId: string; into: 'suggested' | 'own' }): Promise<Message> => {
    allow(actor, 'message.release')
    const message = await getMessage(actor, messageId)
    if (message.state !== 'quarantined' && message.state !== 'failed')
      throw new AppError('not-held-back', 'conflict', 'This message is not held back.')
    if (message.state === 'failed') await fileAgain(message, into === 'suggested')
    else {
      const { intake } = deps.cases
      const [caseId, key] = [message.suggestedCaseId, `r:${messageId}`]
      const filedHere = into === 'suggested'
      await intake.settle(caseId, key, actor.id, () => ({ type: 'case.message-released', messageId, filedHere }))
      const decided = (await intake.entry(caseId, key))?.change
      if (decided?.type !== 'case.message-released' || decided.filedHere !== filedHere)
        throw new AppError('decided', 'conflict', 'Somebody has decided already where this message goes.')
      await fileReleased(deps, file)(messageId, filedHere)
    }
    return getMessage(actor, messageId)
  }
}

/** What to do with an answer that may or may not have gone out. Throws forbidden, not-found, conflict (its state is known). */
export const createResolveUnknown =
  (outbox: Outbox, getMessage: (actor: Actor, id: string) => Promise<Message>) =>
  async (actor: Actor, { messageId, action }: { messageId: string; action: 'resend' | 'mark-sent' }): Promise<Message> => {
    allow(actor, 'case.reply')
    const message = await getMessage(actor, messageId)
    const state = message.delivery?.state
    if (state !== 'unknown' && state !== 'failed')
      throw new AppError('delivery-known', 'conflict', 'It is known what became of this message.')
    if (action === 'mark-sent') await outbox.setState(message, 'sent')
    else {
      const { reason = '', at } = await outbox.pending()
      await outbox.setState(message, 'pending', { reason, dueAt: at })
      await outbox.deliver(messageId)
    }
    return getMessage(actor, messageId)
  }
