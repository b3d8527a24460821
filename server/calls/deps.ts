import type { Cases } from '../cases/index.ts'
import type { Customers } from '../customers/index.ts'
import type { Hub } from '../hub/index.ts'
import type { FlowFacts } from '../ivr/index.ts'
import type { Ledger } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import type { Queues } from '../queues/index.ts'
import type { Routing } from '../routing/index.ts'
import { type Staff, system } from '../staff/index.ts'
import type { Board } from './board.ts'
import type { CallState } from './call.ts'
import type { CallAudit } from './call-audit.ts'
import type { Contents } from './contents.ts'
import type { CallChange } from './entries.ts'
import type { Flows } from './flows/flows.ts'
import type { Trials } from './flows/trials.ts'
import type { Keeper } from './keep-call.ts'
import type { Outbound } from './outbound/outbound.ts'
import type { NuisanceCallers } from './phone/nuisance.ts'
import type { Numbers } from './phone/numbers.ts'
import type { Settings } from './phone/settings.ts'
import type { CallControl } from './ports.ts'
import type { Figures } from './waiting/queue-figures.ts'

/** What this room needs of the rooms to its left. */
export interface CallRooms {
  staff: Pick<Staff, 'membersForRouting' | 'presencesSince' | 'actorOf' | 'setNotResponding' | 'memberOf' | 'skillsOfAll' | 'beginBreak'>
  queues: Pick<Queues, 'byId' | 'all' | 'queueFor' | 'getQueue'>
  customers: Pick<Customers, 'familyOf' | 'ownersOf'>
  cases: Pick<Cases, 'getState' | 'transferCase' | 'openOf' | 'noteCase' | 'intake'>
  hub: Pick<Hub, 'intake' | 'onErase' | 'onOpen'>
  routing: Pick<
    Routing,
    | 'workById'
    | 'workOfInteraction'
    | 'offersOf'
    | 'requeueWork'
    | 'handWork'
    | 'giveWork'
    | 'finishWork'
    | 'pickWork'
    | 'holdLine'
    | 'claimLine'
    | 'freeLine'
    | 'freeAgents'
  >
}

/** What the verbs of this room share. */
export interface CallDeps extends CallRooms {
  platform: Platform
  control: CallControl
  ledger: Ledger<CallState, CallChange>
  contents: Contents
  keeper: Keeper
  flows: Flows
  trials: Trials
  /** What the phone reads of articles. */
  articles(): FlowFacts['articles']
  figures: Figures
  board: Board
  numbers: Numbers
  settings: Settings
  outbound: Outbound
  audit: CallAudit
  nuisance: NuisanceCallers
  /** The rules read from memory whether anything may go out; this looks again. */
  lookWhetherPaused(): Promise<void>
}

/** Who the desk is in the entries of calls. */
export const phone = system('calls')

/** The same without the one who calls them all. */
export type FlowDeps = Omit<CallDeps, 'keeper'>
