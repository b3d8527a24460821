import type { Entry } from '../../platform/bus.ts'
import { idOfStream } from '../../platform/bus.ts'
import type { WorkChange } from '../entries.ts'
import { foldWork, startWork, type WorkState } from '../work.ts'
import type { Act, DayPiece, Stretch } from './facts.ts'

type WorkEntry = Entry<WorkChange>

const stretch = (begin: Stretch['begin'], queueId: string, part: Partial<Stretch> = {}): Stretch => ({
  begin,
  queueId,
  isCounted: true,
  waitedBeforeMs: 0,
  acts: [],
  taken: null,
  leftAfterMs: null,
  answerMs: null,
  heldMs: null,
  isOver: false,
  ...part,
})

/** Waiting, as if nobody had been asked yet. */
const asWaiting = (state: WorkState): WorkState => ({
  ...state,
  state: 'waiting',
  isQueued: true,
  isOpen: true,
  holderId: null,
  heldSince: null,
  offerId: '',
  offerExpiresAt: null,
  refusals: [],
})

/**
 * Pure: what one piece of work did between two instants, from the entries of its stream, all of them, in order; null: it was over before, or never
 * waited. Offers that came to nothing are left out, and so is overflowing: whether it happens is for the replay to say.
 */
export const rebuildPiece = (entries: readonly WorkEntry[], from: number, until: number): DayPiece | null => {
  const first = entries[0]
  if (!first) return null
  let state = startWork(idOfStream(first.stream))
  let before: WorkState | null = null
  const stretches: Stretch[] = []
  let beganAt = from
  let offeredAt: number | null = null
  let heldFrom: number | null = null

  const begin = (one: Stretch, at: number): void => {
    stretches.push(one)
    beganAt = at
    offeredAt = null
    heldFrom = null
  }
  const act = (what: Act['act'], at: number): void => void stretches.at(-1)?.acts.push({ afterMs: at - beganAt, act: what })
  const taken = (agentId: string, at: number): void => {
    const one = stretches.at(-1)
    if (!one) return
    one.taken = { agentId, afterMs: at - beganAt }
    heldFrom = at
  }
  const byHand = (agentId: string, at: number, isOwn = false): void => {
    act({ type: 'take', agentId, ...(isOwn ? { isOwn } : {}) }, at)
    taken(agentId, at)
  }
  const released = (at: number, isOver: boolean): void => {
    const one = stretches.at(-1)
    if (!one || heldFrom === null) return
    one.heldMs = at - heldFrom
    one.isOver = isOver
    heldFrom = null
  }

  const tell = ({ change }: WorkEntry, at: number, was: WorkState): void => {
    const isHeld = heldFrom !== null
    if (change.type === 'work.enqueued') {
      begin(stretch({ ...change, givenTo: null }, change.queueId, { isCounted: change.givenTo === null }), at)
      // Given to somebody without a message of anybody: their own call out, or one that they had promised.
      if (change.givenTo !== null) byHand(change.givenTo, at, change.messageId === '')
    } else if (change.type === 'work.offered') offeredAt = at
    else if (change.type === 'work.accepted') {
      const one = stretches.at(-1)
      if (one && offeredAt !== null) one.answerMs = at - offeredAt
      taken(change.agentId, at)
    } else if (change.type === 'work.picked') byHand(change.agentId, at)
    else if (change.type === 'work.assigned') {
      if (isHeld) {
        released(at, true)
        const { agentId: stickyId, queueId = was.queueId } = change
        begin(stretch({ type: 'work.requeued', from: null, why: 'unassigned', queueId, stickyId }, queueId, { isCounted: false }), at)
      }
      byHand(change.agentId, at)
    } else if (change.type === 'work.requeued') {
      if (isHeld) {
        released(at, true)
        begin(stretch(change, change.queueId), at)
      } else if (change.why !== 'overflow' && (change.why === 'moved' || change.queueId !== was.queueId))
        act({ type: 'move', queueId: change.queueId, stickyId: change.stickyId }, at)
    } else if (change.type === 'work.priority-set') act({ type: 'priority', priority: change.priority }, at)
    else if (change.type === 'work.finished') {
      const one = stretches.at(-1)
      if (isHeld) released(at, true)
      else if (one) {
        act({ type: 'leave' }, at)
        one.leftAfterMs = at - beganAt
      }
    }
  }

  const standsAtFrom = (): void => {
    if (!state.isOpen) return
    before = asWaiting(state)
    const isHeld = state.state === 'active'
    const waitedBeforeMs = isHeld ? 0 : Math.max(0, from - state.queueSince.getTime())
    begin(stretch(null, state.queueId, { isCounted: !isHeld, waitedBeforeMs }), from)
    if (isHeld && state.holderId !== null) byHand(state.holderId, from)
    else if (state.heldSince) offeredAt = state.heldSince.getTime()
  }

  let isThatDay = false
  for (const entry of entries) {
    const at = entry.at.getTime()
    if (at >= until) break
    if (at >= from && !isThatDay) {
      isThatDay = true
      standsAtFrom()
    }
    if (isThatDay) tell(entry, at, state)
    state = foldWork(state, entry)
  }
  if (!isThatDay) standsAtFrom()
  released(until, false)
  if (stretches.length === 0) return null
  const { id, channel, isLive, isExclusive, since } = state
  const { begin: firstBegin } = stretches[0] as Stretch
  const beginsAt = firstBegin === null ? from : first.at.getTime()
  return { id, channel, isLive, isExclusive, since: since.getTime(), beginsAt, before, stretches }
}
