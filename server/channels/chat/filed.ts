import type { MessageFiled } from '../../cases/index.ts'
import { createRecent } from '../../platform/recent.ts'
import { system } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import type { ShownMessage } from './present.ts'
import { ownsSession } from './visitor.ts'

const desk = system('chat')

/** When it was received, the entry of its filing says. */
type Taken = Omit<ShownMessage, 'receivedAt'>

/** Finds the session of a filed message. Most are found in memory; after a restart, in the store. */
export const createFiled = ({ visitors, hub, agentNameOf }: Pick<ChatDeps, 'visitors' | 'hub' | 'agentNameOf'>) => {
  const sessions = createRecent<string, string>(20_000)
  const taken = createRecent<string, Taken>(2_000)

  const lookUp = async (interactionId: string): Promise<string | undefined> => {
    const visitor = await visitors.byInteraction(interactionId)
    const all = visitor ? [visitor.session, ...visitor.earlier] : []
    return all.find((one) => one.interactionId === interactionId)?.id
  }

  return {
    sessionOf: async (change: MessageFiled): Promise<string | undefined> => {
      if (change.channel !== 'chat') return undefined
      const sessionId = sessions.get(change.interactionId) ?? (await lookUp(change.interactionId))
      if (sessionId) sessions.set(change.interactionId, sessionId)
      return sessionId
    },
    /** Kept for a moment, so that showing it to the visitor's other tabs needs no look-up. */
    take: (message: Taken): void => taken.set(message.id, message),
    shown: async ({ messageId, authorId, receivedAt }: MessageFiled): Promise<ShownMessage> => {
      const message = { ...(taken.get(messageId) ?? (await hub.getMessage(desk, messageId))), receivedAt }
      return authorId ? { ...message, from: { name: await agentNameOf(authorId) } } : message
    },
    owns: async (visitorId: string, sessionId: string): Promise<boolean> => {
      const visitor = await visitors.get(visitorId)
      return visitor !== null && visitor.revokedAt === null && ownsSession(visitor, sessionId)
    },
  }
}

export type Filed = ReturnType<typeof createFiled>
