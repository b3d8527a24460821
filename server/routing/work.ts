import type { Entry } from '../platform/bus.ts'
import type { Priority, Refusal } from './demand.ts'
import type { WorkChange } from './entries.ts'

/** The fold of a work's stream. */
export interface WorkState {
  seq: number
  id: string
  caseId: string
  interactionId: string
  messageId: string
  channel: string
  isLive: boolean
  isExclusive: boolean
  queueId: string
  /** Since when it waits in this queue; its age counts from `since`. */
  queueSince: Date
  /** It came to this queue because another one overflowed: it does so once. */
  hasOverflowed: boolean
  priority: Priority
  /** Asked for beside what the queue asks. */
  skills: Record<string, number>
  /** `none`: there is no such work. */
  state: 'none' | 'waiting' | 'offered' | 'active' | 'done'
  /** Waiting or offered, as an index can ask. */
  isQueued: boolean
  /** Not done, as an index can ask. */
  isOpen: boolean
  since: Date
  /** Whom it is offered to, or who is at work on it. */
  holderId: string | null
  heldSince: Date | null
  offerId: string
  offerExpiresAt: Date | null
  why: string
  stickyId: string | null
  /** Who said that they will take it; left out: nobody. */
  meantFor?: string
  /** One an agent: the last time they declined it or let it lapse, and how often they did. */
  refusals: { agentId: string; at: Date; count: number /** Not theirs to take before, whoever else is there. */; barredUntil?: Date }[]
  updatedAt: Date
}

export const startWork = (id: string): WorkState => ({
  seq: 0,
  id,
  caseId: '',
  interactionId: '',
  messageId: '',
  channel: '',
  isLive: false,
  isExclusive: false,
  queueId: '',
  queueSince: new Date(0),
  hasOverflowed: false,
  priority: 'normal',
  skills: {},
  state: 'none',
  isQueued: false,
  isOpen: false,
  since: new Date(0),
  holderId: null,
  heldSince: null,
  offerId: '',
  offerExpiresAt: null,
  why: '',
  stickyId: null,
  refusals: [],
  updatedAt: new Date(0),
})

const REFUSALS_KEPT = 20
const free = { holderId: null, heldSince: null, offerId: '', offerExpiresAt: null, why: '' }

type Refusals = WorkState['refusals']
const besides = (refusals: Refusals, agentId: string): Refusals =>
  refusals.filter((one) => one.agentId !== agentId).slice(-(REFUSALS_KEPT - 1))
const refused = ({ refusals }: WorkState, agentId: string, at: Date): Refusals => {
  const before = refusals.find((one) => one.agentId === agentId)
  return [...besides(refusals, agentId), { agentId, at, count: (before?.count ?? 0) + 1 }]
}
const requeued = (state: WorkState, { queueId, notTo }: Extract<WorkChange, { type: 'work.requeued' }>, at: Date): Refusals => {
  const refusals = queueId === state.queueId ? state.refusals : []
  if (!notTo) return refusals
  return [...besides(refusals, notTo.agentId), { agentId: notTo.agentId, at, count: 0, barredUntil: new Date(notTo.until) }]
}

const apply = (state: WorkState, { change, at }: Entry<WorkChange>): WorkState => {
  switch (change.type) {
    case 'work.enqueued': {
      const { type: _, givenTo, since, ...facts } = change
      const begun = { ...state, ...facts, since: new Date(since), queueSince: at }
      if (givenTo === null) return { ...begun, state: 'waiting' }
      return { ...begun, state: 'active', holderId: givenTo, heldSince: at, why: 'You have this case' }
    }
    case 'work.offered':
      return {
        ...state,
        state: 'offered',
        holderId: change.agentId,
        heldSince: at,
        offerId: change.offerId,
        offerExpiresAt: new Date(change.expiresAt),
        why: change.why,
      }
    case 'work.accepted':
      return { ...state, state: 'active', heldSince: at, offerExpiresAt: null }
    case 'work.declined':
    case 'work.lapsed':
      return { ...state, ...free, state: 'waiting', refusals: refused(state, change.agentId, at) }
    case 'work.picked':
      return { ...state, ...free, state: 'active', holderId: change.agentId, heldSince: at, why: 'You picked it from the queue' }
    case 'work.assigned':
      return {
        ...state,
        ...free,
        state: 'active',
        queueId: change.queueId ?? state.queueId,
        queueSince: change.queueId === undefined || change.queueId === state.queueId ? state.queueSince : at,
        holderId: change.agentId,
        heldSince: at,
        why: change.takesCase ? 'A colleague handed it to you' : 'The case was given to you',
      }
    case 'work.requeued':
      return {
        ...state,
        ...free,
        state: 'waiting',
        queueId: change.queueId,
        queueSince: change.queueId === state.queueId ? state.queueSince : at,
        hasOverflowed: change.queueId === state.queueId ? state.hasOverflowed : change.why === 'overflow',
        stickyId: change.stickyId,
        refusals: requeued(state, change, at),
      }
    case 'work.priority-set':
      return { ...state, priority: change.priority }
    case 'work.finished':
      return { ...state, ...free, state: 'done' }
    default: {
      // An entry of a newer version than this process: refuse loudly, a silent skip would corrupt the projection.
      const unknown: never = change
      throw new Error(`unknown change ${(unknown as { type: string }).type}`)
    }
  }
}

/** Pure: one entry folded into the state. */
export const foldWork = (state: WorkState, entry: Entry<WorkChange>): WorkState => {
  const next = apply(state, entry)
  const isQueued = next.state === 'waiting' || next.state === 'offered'
  return { ...next, seq: entry.seq, updatedAt: entry.at, isQueued, isOpen: isQueued || next.state === 'active' }
}

const PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 3_600_000
const AVOID_MS = 5 * 60_000

/**
 * How long a refusal counts: at first 30 s during which the agent is left in peace, twice as long each further time, and five minutes during which
 * others come first. Who is barred is so until their time.
 */
export const refusalsOf = (state: Pick<WorkState, 'refusals'>): Refusal[] =>
  state.refusals.map(({ agentId, at, count, barredUntil }) => {
    if (barredUntil) return { agentId, hardUntil: barredUntil.getTime(), softUntil: barredUntil.getTime(), isBarred: true }
    const hardUntil = at.getTime() + Math.min(PAUSE_MS * 2 ** (count - 1), LONGEST_PAUSE_MS)
    return { agentId, hardUntil, softUntil: Math.max(at.getTime() + AVOID_MS, hardUntil) }
  })
