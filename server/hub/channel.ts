import type { Readable } from 'node:stream'
import type { PartHealth } from '../platform/part-health.ts'
import type { InboundEvent, Message, StoredAttachment } from './message.ts'

/** What the core and the console consult instead of asking which channel it is. */
export interface Capabilities {
  /** In characters; 0: no limit. */
  maxLength: number
  attachments: boolean
  richText: boolean
  typing: boolean
  receipts: boolean
  /** The customer waits in real time: work of this channel is offered before work that can wait. */
  live: boolean
  /** Takes the whole person, as a call does; its work is moved by the channel alone, never by what happens to the case. */
  exclusive?: boolean
  /** The customer comes in by a token of ours, which can be ended. */
  revocable?: boolean
  /**
   * What happens to a message whose sending was cut off: `native`: sending again is harmless; `lookup`: the channel can tell; `none`: it is shown
   * as unknown for the agent to decide.
   */
  dedupe: 'native' | 'lookup' | 'none'
}

export interface Finding {
  level: 'ok' | 'warning' | 'fault'
  text: string
}

/** What a channel is given to hand inbound events over. Resolves once the event is durable: only then may the provider be acknowledged. */
export type Intake = (event: InboundEvent) => Promise<{ messageId: string; isDuplicate: boolean }>

export type Sendable = 'free' | 'template-only' | 'blocked'
export interface Standing {
  sendable: Sendable
  /** Why it is blocked, where the agent can tell the customer or an admin: in plain words. */
  why?: string
  /**
   * Who is at the other end, where an address says nothing to people: what somebody without a name is called, and since when they are known. Left out
   * where the address says enough.
   */
  person?: { called: string; firstSeenAt: Date }
}

/** One way to reach customers. The kind is open: the core and the console never branch on it. */
export interface Channel {
  kind: string
  label: string
  /** The form in which an address is compared: lower case, E.164 … Throws invalid. */
  normalise(address: string): string
  capabilities: Capabilities
  /**
   * Whether an answer may be sent in this interaction now: reply windows, opt-outs, a visitor without a socket (still free: it is kept).
   * `lastInboundId` is the channel's own id of what came in last.
   */
  sendable(
    interaction: { threadKey: string; lastInboundAt: Date | null; lastInboundId: string | null },
    now: Date,
  ): Sendable | Standing | Promise<Sendable | Standing>
  /**
   * Of a channel by which the desk may write to somebody who did not write first: the thread that this message begins, and the address of ours that it
   * comes from. `ours`: what feeds the queue; the channel takes one of these where it can. Left out: the channel only answers. Throws invalid.
   */
  begin?(first: { messageId: string; to: string; ours: readonly string[] }): { threadKey: string; account: string }
  /** Of a channel that takes attachments: why it does not take these, in plain words; null when it does. Left out: it takes all. */
  whyNoFiles?(files: readonly Pick<StoredAttachment, 'name' | 'type' | 'bytes'>[]): string | null
  check(): Promise<Finding[]>
  /** For `/healthz`, once it is open; without it an open channel is well. Asks nobody outside. */
  health?(): PartHealth
  start(intake: Intake, signal: AbortSignal): Promise<void>
  /**
   * Sends a message whose id, recipients and threading are fixed. Throws AppError unavailable (tried again) or invalid (failed for good, with
   * the reason in plain words). Resolves with the provider's id.
   */
  send(message: OutboundMessage): Promise<Sent>
  /** For `dedupe: 'lookup'`: the provider's id when the message did go out. */
  lookup?(message: OutboundMessage): Promise<Sent | null>
  /** Keys by which an answer to this message will name its thread (reply token, Message-ID): stored before it is sent. */
  keysFor?(message: OutboundMessage): readonly string[]
}

export interface Sent {
  externalId: string
  /**
   * What is known of its arrival at once: a kept chat message is `delivered` when a screen showed it; `unknown` when it was handed over and nobody said
   * that it was taken. `sent` when left out.
   */
  state?: 'sent' | 'delivered' | 'unknown'
  /** Why that is not known, in plain words. */
  reason?: string
}

/** A message on its way out, with what threading needs. */
export interface OutboundMessage {
  message: Message
  /** The channel's own thread: a session id, a root Message-ID … */
  threadKey: string
  /** Provider ids of the messages before it in this interaction, oldest first (email: References). */
  references: readonly string[]
  /** The address on our side that the interaction came in by, when there is one (a mailbox, a site). */
  account: string
  agentName: string
  /** Opens one of the message's attachments. */
  open(fileId: string): Promise<Readable>
}
