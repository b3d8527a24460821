import type { Party } from '../../hub/index.ts'
import { keyedId } from '../../platform/ids.ts'
import { createQueueByKey } from '../../platform/stream-queue.ts'
import type { VisitorActor } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import { externalIdOf, hasEnded, MARK_EVERY_MS, type Session, silentAt, threadKeyOf, type Visitor } from './visitor.ts'
import type { MessageTaken, SendMessage } from './wire.ts'

export const SILENCE = 'chat-silence'

/** Who writes: the customer the site has proved, else a browser that proves nothing but itself. */
const partyOf = ({ _id, name, verified }: Visitor): Party => {
  const named = name ? { name } : {}
  if (verified?.email) return { channel: 'email', address: verified.email, trust: 'channel-verified', ...named }
  return { channel: 'chat', address: _id, trust: verified ? 'channel-verified' : 'claimed', ...named }
}

/** The session a message goes to: the running one, else a new one whose id follows from the message, so that sending again begins no other. */
const sessionFor = async (deps: ChatDeps, actor: VisitorActor, visitor: Visitor, externalId: string): Promise<Session> => {
  const { visitors, platform, hub, silenceMs } = deps
  const now = platform.clock.now()
  const { session } = visitor
  if (!hasEnded(session, now, silenceMs)) return session
  const sent = await hub.messagesOfThread(session.interactionId)
  if (sent.some((one) => one.externalId === externalId)) return session
  const id = keyedId(platform.keyFor('chat-session'), externalId)
  await visitors.nextSession(visitor._id, session.id, id, new Date(now))
  return (await visitors.live(actor)).session
}

/** Writes down that the session goes on: at its first message, then once a minute. */
const mark = async ({ visitors, platform, silenceMs }: ChatDeps, session: Session): Promise<void> => {
  const now = new Date(platform.clock.now())
  if (session.startedAt === null) {
    await visitors.changeSession(session.id, { startedAt: now, lastAt: now }, { startedAt: null })
    const dueAt = new Date(silentAt({ ...session, lastAt: now }, silenceMs))
    await platform.timers.set({ name: SILENCE, id: session.id, dueAt, token: session.id })
    platform.bus.tell({ name: 'chat.session-changed', data: { sessionId: session.id } })
  } else if (session.lastAt && now.getTime() - session.lastAt.getTime() >= MARK_EVERY_MS)
    await visitors.changeSession(session.id, { lastAt: now })
}

/**
 * Takes in what a visitor wrote. Resolves once it is durable; the same `clientId` again is the same message. Throws rate-limited, unauthenticated
 * (revoked, or let in no more), unavailable.
 */
export const sendMessage = (deps: ChatDeps) => {
  const inTurn = createQueueByKey()
  const send = async (actor: VisitorActor, { clientId, text, name, page, language }: SendMessage): Promise<MessageTaken> => {
    await deps.platform.limit('visitor-message', actor.visitorId)
    const visitor = await deps.visitors.live(actor)
    if (name && name !== visitor.name && !visitor.verified) {
      visitor.name = name
      await deps.visitors.seen(visitor._id, { name })
    }
    const externalId = externalIdOf(visitor._id, clientId)
    const session = await sessionFor(deps, actor, visitor, externalId)
    await mark(deps, session)
    const threadKey = threadKeyOf(session.id)
    const { messageId } = await deps.intake({
      type: 'message',
      channel: 'chat',
      account: visitor.siteId,
      externalId,
      from: partyOf(visitor),
      text,
      threadKeys: [threadKey],
      ownThreadKey: threadKey,
      receivedBy: [visitor.siteId],
      context: { site: visitor.siteId, ...(page ? { page } : {}), ...(language ? { language } : {}) },
    })
    return { messageId, sessionId: session.id }
  }
  return (actor: VisitorActor, body: SendMessage): Promise<MessageTaken> => inTurn(actor.visitorId, () => send(actor, body))
}
