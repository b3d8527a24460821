import type { VisitorActor } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import type { Receipt } from './wire.ts'

/** What the widget says of messages it holds or shows. Ids that are not of this visitor's sessions are passed over: they look like missing ones. */
export const recordReceipt =
  ({ visitors, hub, platform }: ChatDeps, state: 'delivered' | 'read') =>
  async (actor: VisitorActor, { messageIds }: Receipt): Promise<object> => {
    const visitor = await visitors.live(actor)
    const open = new Set(messageIds)
    for (const { interactionId } of [visitor.session, ...[...visitor.earlier].reverse()]) {
      if (open.size === 0) break
      for (const message of await hub.messagesOfThread(interactionId)) {
        if (!open.delete(message.id) || message.direction !== 'out') continue
        const at = new Date(platform.clock.now())
        await hub.recordDelivery({ type: 'delivery', channel: 'chat', account: visitor.siteId, messageId: message.id, state, at })
      }
    }
    return {}
  }
