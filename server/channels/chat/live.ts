import type { MessageFiled } from '../../cases/index.ts'
import { interactionOf } from '../../hub/index.ts'
import { idOfStream } from '../../platform/bus.ts'
import { notFound } from '../../platform/errors.ts'
import type { Audience, LiveTopic, LiveVerb, TopicRows } from '../../platform/live.ts'
import type { VisitorActor } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import type { Filed } from './filed.ts'
import { leaveAddress } from './leave-address.ts'
import { presentMessage, presentSession, presentTyping } from './present.ts'
import { recordReceipt } from './record-receipt.ts'
import { sendMessage } from './send-message.ts'
import { type Session, sessionOfThread, threadKeyOf } from './visitor.ts'
import { LeaveAddress, Receipt, SendMessage, Typing } from './wire.ts'

/** The one topic of visitors: a session of their own. */
const sessionTopic = ({ visitors, hub, agentNameOf, platform }: ChatDeps, filed: Filed): LiveTopic<VisitorActor> => ({
  name: 'session',
  mayWatch: async (actor, id) => {
    if (!(await filed.owns(actor.visitorId, id))) throw notFound('session')
  },
  snapshot: async (actor, id) => {
    const { session, earlier } = await visitors.live(actor)
    const told = [session, ...earlier].find((one): one is Session => one.id === id && 'v' in one)
    const messages = await hub.messagesOfThread(interactionOf(threadKeyOf(id)))
    const shown = messages
      .filter((one) => one.channel === 'chat')
      .map(async (one) => presentMessage(one.authorId ? { ...one, from: { name: await agentNameOf(one.authorId) } } : one))
    return [...(await Promise.all(shown)), ...(told ? presentSession(told) : [])]
  },
  changes: async (entry, _state, _isWatched, watched): Promise<TopicRows[]> => {
    if ((entry.change as { renamed?: true }).renamed && entry.change.type === 'user.edited') {
      // Each answer of theirs bears their name. Where it is not known who looks, those are told whom they answer now.
      const ids = watched ?? (await visitors.byAgent(idOfStream(entry.stream))).map(({ session }) => session.id)
      return [...ids].map((id) => ({ id, rows: [], again: true }))
    }
    if (entry.change.type !== 'case.message-filed') return []
    const change = entry.change as MessageFiled
    const id = await filed.sessionOf(change)
    return id ? [{ id, rows: [presentMessage(await filed.shown(change))] }] : []
  },
  facts: {
    'chat.session-changed': async (data) => {
      const { sessionId: id } = data as { sessionId: string }
      const visitor = await visitors.bySession(id)
      return visitor ? [{ id, rows: presentSession(visitor.session) }] : []
    },
    'chat.agent-typing': async (data) => {
      const { threadKey, agentId } = data as { threadKey: string; agentId?: string }
      const id = sessionOfThread(threadKey)
      if (!id) return []
      const name = agentId ? await agentNameOf(agentId) : ((await visitors.bySession(id))?.session.agentName ?? '')
      return [{ id, rows: [presentTyping(id, name, new Date(platform.clock.now()))] }]
    },
  },
})

const tellTyping =
  ({ visitors, platform }: ChatDeps) =>
  async (actor: VisitorActor): Promise<object> => {
    await platform.limit('visitor-typing', actor.visitorId)
    const { session } = await visitors.live(actor)
    if (session.caseId) {
      const { id, caseId, interactionId } = session
      platform.bus.tell({ name: 'chat.visitor-typing', data: { threadKey: threadKeyOf(id), caseId, interactionId } })
    }
    return {}
  }

const verbs = (deps: ChatDeps, filed: Filed): LiveVerb<VisitorActor>[] => {
  const send = sendMessage(deps)
  const take = async (actor: VisitorActor, body: SendMessage) => {
    const taken = await send(actor, body)
    filed.take({
      id: taken.messageId,
      direction: 'in',
      externalId: `${actor.visitorId}:${body.clientId}`,
      from: {},
      text: body.text,
    })
    return taken
  }
  return [
    { name: 'send', body: SendMessage, run: take },
    { name: 'typing', body: Typing, run: tellTyping(deps) },
    { name: 'delivered', body: Receipt, run: recordReceipt(deps, 'delivered') },
    { name: 'read', body: Receipt, run: recordReceipt(deps, 'read') },
    { name: 'leave-address', body: LeaveAddress, run: leaveAddress(deps) },
  ]
}

/** Visitors have their own namespace: nothing of the staff's can reach it (SECURITY A2). `here`: who has a socket to this process, by their id. */
export const visitorAudience = (deps: ChatDeps, filed: Filed, here: Map<string, VisitorActor>): Audience<VisitorActor> => ({
  namespace: '/visitor',
  authenticate: async (token) => {
    const actor = deps.verifyVisitor(token)
    await deps.visitors.live(actor)
    return actor
  },
  actorId: (actor) => actor.id,
  isAllowed: () => false,
  topics: [sessionTopic(deps, filed)],
  verbs: verbs(deps, filed),
  attended: async (actor, isPresent) => {
    if (isPresent) here.set(actor.id, actor)
    else here.delete(actor.id)
    const visitor = await deps.visitors.get(actor.visitorId)
    if (!visitor?.session.caseId) return
    const { id, caseId, interactionId } = visitor.session
    deps.platform.bus.tell({ name: 'chat.visitor-present', data: { threadKey: threadKeyOf(id), caseId, interactionId, isPresent } })
  },
})
