import { AppError } from '../platform/errors.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { FileMessage } from './file-message.ts'
import type { Message } from './message.ts'
import type { Outbox } from './outbox.ts'

/**
 * The one-click decision on a message that was held back: into the case it names, whose thread its sender may then write into, or into a case of its
 * own sender. A failed message is filed again. Throws forbidden, not-found, conflict (not held back).
 */
export const createReleaseMessage =
  (deps: HubDeps, file: FileMessage, getMessage: (actor: Actor, id: string) => Promise<Message>) =>
  async (actor: Actor, { messageId, into }: { messageId: string; into: 'suggested' | 'own' }): Promise<Message> => {
    allow(actor, 'message.release')
    const message = await getMessage(actor, messageId)
    if (message.state !== 'quarantined' && message.state !== 'failed')
      throw new AppError('not-held-back', 'conflict', 'This message is not held back.')
    const filed = into === 'suggested' ? message : { ...message, threadKeys: [], ownThreadKey: `${message.channel}:alone:${message.id}` }
    await file(filed, { isRetry: true, released: into === 'suggested' })
    if (message.suggestedCaseId)
      await deps.cases.intake.commit(message.suggestedCaseId, `r:${messageId}`, actor.id, (now) =>
        now.seq === 0 ? null : { type: 'case.message-released', messageId, filedHere: into === 'suggested' },
      )
    return getMessage(actor, messageId)
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
