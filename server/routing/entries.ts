import type { Priority } from './demand.ts'

/** What can happen to a piece of work. `from` is who held it until then, offered or active. Instants are ISO 8601. */
export type WorkChange =
  | {
      type: 'work.enqueued'
      caseId: string
      interactionId: string
      /** The message that made it; empty when it came by a transfer. */
      messageId: string
      channel: string
      isLive: boolean
      isExclusive: boolean
      queueId: string
      priority: Priority
      /** Skill → lowest level, beside what the queue asks for. */
      skills?: Record<string, number>
      /** Its age counts from here, whatever happens to its offers. */
      since: string
      /** Who had the case before. */
      stickyId: string | null
      /** Who said that they will take it. */
      meantFor?: string
      /** Goes to them at once, without an offer. */
      givenTo: string | null
    }
  /** `why` is what the agent is told. `offerId` is also the id of the decision that made it. */
  | { type: 'work.offered'; agentId: string; offerId: string; expiresAt: string; why: string }
  | { type: 'work.accepted'; agentId: string; offerId: string }
  | { type: 'work.declined'; agentId: string; offerId: string }
  /** The time of an offer ran out. */
  | { type: 'work.lapsed'; agentId: string; offerId: string }
  /** An agent took it from the queue, unoffered. */
  | { type: 'work.picked'; agentId: string }
  /** The case was given to someone by hand; `takesCase`: the work was, and the case goes with it. `queueId`: who has it now has it for that queue. */
  | { type: 'work.assigned'; agentId: string; from: string | null; takesCase?: true; queueId?: string }
  /** `notTo`: who may not have it before an instant. */
  | {
      type: 'work.requeued'
      from: string | null
      why: RequeueReason
      queueId: string
      stickyId: string | null
      notTo?: { agentId: string; until: string }
    }
  | { type: 'work.priority-set'; priority: Priority }
  | { type: 'work.finished'; from: string | null; why: FinishReason }

/**
 * `gone`: the agent was not there any more. `busy`: they took a call before they answered. `moved`: by a supervisor, while it waited. `overflow`: its
 * queue was too long, or too slow. `desk-away`: the offer ran out while the desk was not there.
 */
export type RequeueReason = 'transferred' | 'unassigned' | 'disabled' | 'gone' | 'busy' | 'moved' | 'overflow' | 'desk-away'
/**
 * `moved`: what it was for was moved to another case. `joined`: someone is at work in the case already. `answered`: only where the customer does not wait in real time; there, `silent`: answered, and
 * nothing was said for a while.
 */
export type FinishReason = 'closed' | 'snoozed' | 'merged' | 'moved' | 'answered' | 'silent' | 'joined' | 'ended'
