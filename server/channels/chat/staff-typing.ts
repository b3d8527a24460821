import * as z from 'zod'
import type { LiveVerb } from '../../platform/live.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import { threadKeyOf } from './visitor.ts'

const StaffTyping = z.object({ caseId: z.string().max(60), interactionId: z.string().max(60) }).strict()

/**
 * What a console says while somebody writes an answer: a visitor who watches sees it. Other channels show nothing, which is no error. Throws
 * forbidden, not-found (the case).
 */
export const staffTyping = ({ hub, visitors, platform }: ChatDeps): LiveVerb<Actor> => ({
  name: 'typing',
  may: 'case.reply',
  body: StaffTyping,
  run: async (actor, { caseId, interactionId }: z.infer<typeof StaffTyping>) => {
    allow(actor, 'case.reply')
    const ways = await hub.waysOf(actor, caseId)
    if (!ways.some((one) => one.interactionId === interactionId && one.channel === 'chat')) return {}
    const visitor = await visitors.byInteraction(interactionId)
    const session = visitor && [visitor.session, ...visitor.earlier].find((one) => one.interactionId === interactionId)
    if (session) platform.bus.tell({ name: 'chat.agent-typing', data: { threadKey: threadKeyOf(session.id), agentId: actor.id } })
    return {}
  },
})
