import type { HubDeps } from './deps.ts'
import type { InboundMessage } from './message.ts'
import type { Outbox } from './outbox.ts'

/**
 * Our own message that came back to us, as a mailing list or a mailbox of ours among its recipients sends it: the case has it already, so nothing comes
 * of it. What was not known to have gone out has gone out. Null for everything else: a mark whose message this desk never wrote hides no mail.
 */
export const createHearEcho =
  ({ messages, platform }: Pick<HubDeps, 'messages' | 'platform'>, outbox: Pick<Outbox, 'recordDelivery'>) =>
  async ({ echoOf, channel, account }: InboundMessage): Promise<{ messageId: string; isDuplicate: boolean } | null> => {
    if (echoOf === undefined || !(await messages.isKnown(echoOf))) return null
    const at = new Date(platform.clock.now())
    await outbox.recordDelivery({ type: 'delivery', channel, account, messageId: echoOf, state: 'sent', at })
    platform.log.info({ messageId: echoOf }, 'a message of ours came back and is in its case already')
    return { messageId: echoOf, isDuplicate: true }
  }
