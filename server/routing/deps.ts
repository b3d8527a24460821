import type { CaseState } from '../cases/index.ts'
import type { Ledger } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import type { SofteningStep } from '../queues/softening/wire.ts'
import { type Actor, type SystemActor, system } from '../staff/index.ts'
import type { ChannelTraits } from './channel-traits.ts'
import type { Decisions } from './decisions.ts'
import type { Priority } from './demand.ts'
import type { WorkChange } from './entries.ts'
import type { Works } from './find-work.ts'
import type { Reservations } from './reserve.ts'
import type { ChangeWork, Settle } from './settle.ts'
import type { WorkState } from './work.ts'

/** What routing asks about a channel, instead of knowing which one it is. */
export interface RoutedChannel {
  kind: string
  label: string
  capabilities: {
    /** The customer waits in real time. */
    live: boolean
    /** Takes the whole person, as a call does. */
    exclusive?: boolean
  }
}

export interface RoutedMember {
  id: string
  name: string
  teams: readonly string[]
  skills: Readonly<Record<string, number>>
  capacity: Readonly<Record<string, number>>
  presence: 'available' | 'away' | 'not-responding' | 'offline'
  presenceSince: string
  isDisabled: boolean
}

export interface RoutedQueue {
  id: string
  teams: readonly string[]
  restrictedTo: readonly string[]
  requiredSkills: Readonly<Record<string, number>>
  optionalSkills: Readonly<Record<string, number>>
  softening: readonly SofteningStep[] | null
  allowsPick: boolean
  /** What its work has at least. */
  priority: Priority
  overflow: { queueId: string; afterSeconds: number | null; atLength: number | null } | null
  answerWithinSeconds: number
  replyWithinMinutes: number
  shortAbandonSeconds: number
}

/** What this room needs of the rooms to its left. */
export interface RoutingRooms {
  staff: {
    /** Who may be offered work, whatever their presence; the disabled are not among them. */
    membersForRouting(): Promise<RoutedMember[]>
    /** When they were there, since then; oldest first. */
    presencesSince(
      userIds: readonly string[],
      since: Date,
    ): Promise<ReadonlyMap<string, readonly { from: string; presence: RoutedMember['presence'] }[]>>
    /** With the rights they have now; null when there is no such person or they are disabled. */
    actorOf(userId: string): Promise<Actor | null>
    listMembers(actor: Actor): Promise<{ id: string; name: string }[]>
    setNotResponding(actor: SystemActor, missed: { userId: string; cause: string }): Promise<void>
  }
  queues: {
    byId(id: string): RoutedQueue | undefined
    all(): readonly RoutedQueue[]
    onChanged(heard: () => void): void
    offerSeconds(queueId: string, isLive: boolean): number
  }
  cases: {
    getState(actor: Actor, caseId: string): Promise<CaseState>
    transferCase(actor: Actor, command: { caseId: string; queueId: string; note: string; commandId: string }): Promise<CaseState>
    assignCase(actor: Actor, command: { caseId: string; assigneeId: string | null; workId?: string; commandId: string }): Promise<CaseState>
  }
  hub: { channels(): readonly RoutedChannel[] }
}

/** What the verbs of this room share. */
export interface RoutingDeps extends RoutingRooms {
  platform: Platform
  ledger: Ledger<WorkState, WorkChange>
  reservations: Reservations
  decisions: Decisions
  traitsOf(channel: string): ChannelTraits
  /** Since when this process is there to be answered to. */
  begunAt(): number
  works: Works
  settle: Settle
  changeWork: ChangeWork
  /** The same for work that is most likely new. */
  beginWork: ChangeWork
  /** The same for reactions, which may run again: what stands under the key already is done. */
  changeOnce: ChangeWork
}

/** Who routing is in entries and in the cases it assigns. */
export const router = system('routing')
