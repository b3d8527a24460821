import type { Channel, Hub, Intake } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { RoomParts } from '../../platform/room.ts'
import { route } from '../../platform/routes.ts'
import { type Actor, isAllowed } from '../../staff/index.ts'
import { idsMeant, keyOfAnswer, namelessIn, toEvent } from './to-event.ts'
import { Inbound, Taken } from './wire.ts'

const sourceOf = (actor: Actor): string => (actor.type === 'key' ? actor.source : actor.id)

/** The channel of integrations: they post what arrives elsewhere, and fetch the answers from `GET /messages?channel=api`. */
export const createApiChannel = ({ byIds }: Pick<Hub, 'byIds'>): { channel: Channel; parts: RoomParts<Actor> } => {
  let intake: Intake | undefined
  const channel: Channel = {
    kind: 'api',
    label: 'API',
    normalise: (address) => address.trim(),
    capabilities: { maxLength: 0, attachments: false, richText: false, typing: false, receipts: false, live: false, dedupe: 'native' },
    sendable: () => 'free',
    check: async () => [{ level: 'ok', text: 'API keys with the scope message.inbound can post messages.' }],
    start: async (given, signal) => {
      intake = given
      signal.addEventListener('abort', () => {
        intake = undefined
      })
    },
    // The answer is sent when it can be fetched, and it can since it is stored.
    send: async ({ message }) => ({ externalId: message.id }),
    keysFor: ({ message, account }) => [keyOfAnswer(account, message)],
  }
  /** Somebody with a name alone goes on under what they are known by in the thread they answer in. */
  const namelessOf = async (source: string, { from, inReplyTo }: Inbound): Promise<string | undefined> =>
    from.email || from.phone || !inReplyTo ? undefined : namelessIn(source, await byIds(idsMeant(source, inReplyTo)))
  const parts: RoomParts<Actor> = {
    routes: [
      route({
        method: 'post',
        path: '/inbound',
        summary: 'Take a message in from another system. 202 once it is durable; its case is decided right after.',
        may: 'message.inbound',
        limit: 'inbound',
        body: Inbound,
        answer: Taken,
        status: 202,
        run: async (actor: Actor, posted) => {
          if (!intake) throw new AppError('starting', 'unavailable', 'The desk is starting. Try again in a moment.')
          const source = sourceOf(actor)
          const nameless = await namelessOf(source, posted)
          const event = toEvent(posted, { source, asserts: isAllowed(actor, 'identity:assert'), nameless })
          const { messageId, isDuplicate } = await intake(event)
          return { messageId, duplicate: isDuplicate }
        },
      }),
    ],
  }
  return { channel, parts }
}
