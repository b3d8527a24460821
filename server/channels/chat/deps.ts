import type { DeliveryReport, Intake, Message } from '../../hub/index.ts'
import type { Platform } from '../../platform/room.ts'
import type { Actor, VisitorActor } from '../../staff/index.ts'
import type { ShownMessage } from './present.ts'
import type { Site } from './site.ts'
import type { Visitors } from './visitors.ts'

/** What the composition root gives this channel. */
export interface ChatOptions {
  platform: Platform
  /** Those whose widget opens. */
  sites(): readonly Site[]
  /** Hears of a site that lets in fewer than before: it ended, asks for a sign-in, or has keys fewer. */
  onSiteNarrowed?(listener: (siteId: string) => void): void
  hub: {
    getMessage(actor: Actor, messageId: string): Promise<ShownMessage>
    /** Both directions, oldest first. */
    messagesOfThread(interactionId: string): Promise<Message[]>
    /** The ways to answer in a case the actor may see. Throws not-found. */
    waysOf(actor: Actor, caseId: string): Promise<{ interactionId: string; channel: string }[]>
    /** The case that the next message of a thread would come to, and whose it is. */
    caseOfThread(key: string): Promise<{ id: string; assigneeId: string | null } | null>
    recordDelivery(report: DeliveryReport): Promise<unknown>
    /** Runs before a message is forgotten, and maybe more than once. */
    onErase(forget: (message: Message) => Promise<void>): void
  }
  signVisitor(visitor: { visitorId: string; siteId: string; proof?: string | undefined }): string
  /** Throws unauthenticated. */
  verifyVisitor(token: string): VisitorActor
  /** The name behind an agent's id: visitors are told its first word. */
  agentNameOf(agentId: string): Promise<string>
  /** Keeps an address a visitor typed as a suggestion: it proves nothing. */
  noteTyped(actor: Actor, typed: { customerId: string; channel: string; address: string }): Promise<unknown>
  /** Whether anybody takes this site's work now; without it the site is always open. */
  isOpen?(siteId: string): boolean | Promise<boolean>
  /** How long nobody writes until a session ends. */
  silenceMs?: number
}

export interface ChatDeps extends Omit<ChatOptions, 'silenceMs'> {
  silenceMs: number
  visitors: Visitors
  /** Throws unavailable until the hub has started the channel. */
  intake: Intake
}
