import { atLeast, type Priority } from '../demand.ts'
import type { RoutedMember, RoutedQueue } from '../deps.ts'
import type { Choice } from '../engine.ts'
import type { WorkChange } from '../entries.ts'
import { capacityFor } from '../fit.ts'
import { createFloor } from '../floor.ts'
import { createHeap } from '../heap.ts'
import { overflowing } from '../overflow.ts'
import { placesFit } from '../reserve.ts'
import { foldWork, startWork, type WorkState } from '../work.ts'
import { type Act, type DayFacts, type DayPiece, type Stretch, typicalOf } from './facts.ts'

/** What became of one stretch. Instants are milliseconds since 1970. */
export interface Outcome {
  piece: DayPiece
  stretch: Stretch
  begunAt: number
  takenBy: string | null
  takenAt: number | null
  leftAt: number | null
  /** Given up by whoever had it, or done; null: not that day. */
  endedAt: number | null
}

export interface Rules {
  queueOf(id: string): RoutedQueue | undefined
  /** As they are now, whichever are tried: they made the priorities that the entries tell. */
  nowQueueOf(id: string): RoutedQueue | undefined
}

interface Running {
  piece: DayPiece
  at: number
  state: WorkState
  outcome: Outcome
}

/** A priority its queue had raised is taken for normal beneath. */
const priorityUnder = (told: Priority, was: Priority, is: Priority): Priority =>
  atLeast(was !== is && (was === 'high' || was === 'urgent') && told === was ? 'normal' : told, is)

/**
 * Pure: a day over again, by the same engine, fold and floor as the desk's own router. Assumed, beside what the facts say:
 *
 * - whoever is offered something accepts it, after the time they really took for that piece, else the usual time of its queue that day; nobody declines;
 * - it is held as long as it really was, else as long as is usual in its queue, whoever has it; what somebody has begun they finish, also after leaving;
 * - who was there when is as it was; teams, skills and capacity, and the rules that are not tried, are those of now;
 * - who gave up does so at the same moment after the begin of the wait, no sooner and no later, and whoever was answered would have gone on waiting;
 * - what people did by hand (moved, picked, gave, made more urgent) they do again at the same moment, if it waits still and their hands are not full;
 * - what came back later (a transfer, say) comes back as long after it was taken as it did;
 * - calls out are made at the moment they were, by whoever made them, even beside another call. Calls between colleagues take nobody's time.
 *
 * Yields often: whoever runs it decides how much at once.
 */
export function* simulate(
  facts: DayFacts,
  { queueOf, nowQueueOf }: Rules,
  traitsOf: (channel: string) => { noun: string },
): Generator<void, Outcome[]> {
  const { from, until } = facts
  const typical = typicalOf(facts)
  yield
  const floor = createFloor({ queues: { byId: queueOf }, traitsOf })
  const due = createHeap<{ at: number; n: number; id: string; run(): void }>((a, b) => a.at < b.at || (a.at === b.at && a.n < b.n))
  const members = new Map(facts.members.map((one): [string, RoutedMember] => [one.id, { ...one, presence: 'offline' }]))
  const running = new Map<string, Running>()
  const held = new Map<string, Map<string, WorkState>>()
  const outcomes: Outcome[] = []
  let now = from
  let count = 0
  let hasNewPresence = true
  let mayOverflow = true

  const later = (at: number, run: () => void): void => {
    if (at >= until) return
    const id = String(count)
    due.set(id, { at, n: count++, id, run })
  }
  const put = (one: Running, state: WorkState): void => {
    if (one.state.holderId !== null) held.get(one.state.holderId)?.delete(state.id)
    one.state = state
    if (state.holderId !== null && state.isOpen) {
      const mine = held.get(state.holderId) ?? new Map<string, WorkState>()
      held.set(state.holderId, mine.set(state.id, state))
    }
    floor.putWork(state, now)
  }
  const commit = (one: Running, change: WorkChange): void =>
    put(one, foldWork(one.state, { id: '', stream: '', by: '', seq: one.state.seq + 1, at: new Date(now), change }))
  const hasRoom = (agentId: string, state: WorkState): boolean => {
    const member = members.get(agentId)
    if (!member) return true
    const others = [...(held.get(agentId)?.values() ?? [])].filter((other) => other.id !== state.id)
    const places = others.map(({ id, channel, isLive, isExclusive }) => ({ workId: id, channel, isLive, isExclusive, until: null }))
    return placesFit(places, state, capacityFor(member, state.channel), { besideLive: true })
  }
  /** It begins to wait in a queue: what the queue says of time is looked at when that time has come. */
  const awaitOverflow = (queueId: string): void => {
    const rule = queueOf(queueId)?.overflow
    if (!rule) return
    mayOverflow = true
    if (rule.afterSeconds !== null)
      later(now + rule.afterSeconds * 1000, () => {
        mayOverflow = true
      })
  }

  const taken = (one: Running, agentId: string): void => {
    const { stretch, piece } = one.outcome
    one.outcome.takenBy = agentId
    one.outcome.takenAt = now
    const usual = typical.heldMs(stretch.queueId, piece.channel)
    const heldMs = stretch.heldMs === null ? usual : stretch.isOver ? stretch.heldMs : Math.max(stretch.heldMs, usual)
    later(now + heldMs, () => {
      one.outcome.endedAt = now
      if (piece.stretches[one.at + 1]) begin(piece, one.at + 1)
      else commit(one, { type: 'work.finished', from: agentId, why: 'ended' })
    })
  }
  const carryOut = (one: Running, { act }: Act): void => {
    if (!one.state.isQueued) return
    if (act.type === 'leave') {
      one.outcome.leftAt = now
      commit(one, { type: 'work.finished', from: one.state.holderId, why: 'ended' })
    } else if (act.type === 'priority') commit(one, { type: 'work.priority-set', priority: act.priority })
    else if (act.type === 'move') {
      commit(one, { type: 'work.requeued', from: one.state.holderId, why: 'moved', queueId: act.queueId, stickyId: act.stickyId })
      awaitOverflow(act.queueId)
    } else if (act.isOwn || hasRoom(act.agentId, one.state)) {
      commit(one, { type: 'work.picked', agentId: act.agentId })
      taken(one, act.agentId)
    } else if (one.state.state === 'waiting') {
      const { queueId } = one.state
      commit(one, { type: 'work.requeued', from: null, why: 'moved', queueId, stickyId: act.agentId })
    }
  }
  const begin = (piece: DayPiece, at: number): void => {
    const stretch = piece.stretches[at] as Stretch
    const outcome: Outcome = { piece, stretch, begunAt: now, takenBy: null, takenAt: null, leftAt: null, endedAt: null }
    outcomes.push(outcome)
    const one = running.get(piece.id) ?? { piece, at, state: startWork(piece.id), outcome }
    running.set(piece.id, Object.assign(one, { at, outcome }))
    const under = (told: Priority, queueId: string): Priority =>
      priorityUnder(told, nowQueueOf(queueId)?.priority ?? 'low', queueOf(queueId)?.priority ?? 'low')
    if (stretch.begin?.type === 'work.enqueued')
      commit(one, { ...stretch.begin, priority: under(stretch.begin.priority, stretch.begin.queueId) })
    else if (stretch.begin) commit(one, stretch.begin)
    else if (piece.before) put(one, { ...piece.before, priority: under(piece.before.priority, piece.before.queueId) })
    awaitOverflow(one.state.queueId)
    for (const act of stretch.acts)
      later(now + act.afterMs, () => {
        if (one.at === at) carryOut(one, act)
      })
  }
  const offer = ({ work, agent }: Choice): void => {
    const one = running.get(work.id) as Running
    const { stretch, piece } = one.outcome
    const offerId = String(one.state.seq + 1)
    commit(one, { type: 'work.offered', agentId: agent.id, offerId, expiresAt: new Date(until).toISOString(), why: '' })
    const isReal = stretch.taken?.agentId === agent.id && stretch.answerMs !== null
    later(now + (isReal ? (stretch.answerMs as number) : typical.answerMs(stretch.queueId, piece.channel)), () => {
      if (one.state.state !== 'offered' || one.state.offerId !== offerId) return
      commit(one, { type: 'work.accepted', agentId: agent.id, offerId })
      taken(one, agent.id)
    })
  }

  for (const [id, spans] of facts.presences)
    for (const span of spans)
      later(Math.max(from, span.from), () => {
        const member = members.get(id)
        if (member) members.set(id, { ...member, presence: span.presence, presenceSince: new Date(now).toISOString() })
        hasNewPresence = true
      })
  for (const piece of facts.pieces) {
    later(piece.beginsAt, () => begin(piece, 0))
    yield
  }

  for (;;) {
    for (let next = due.peek(); next && next.at <= now; next = due.peek()) {
      due.delete(next.id)
      next.run()
      yield
    }
    if (hasNewPresence) floor.putMembers([...members.values()])
    hasNewPresence = false
    if (mayOverflow)
      for (const { workId, queueId } of overflowing(floor.works(), queueOf, now)) {
        const one = running.get(workId) as Running
        commit(one, { type: 'work.requeued', from: null, why: 'overflow', queueId, stickyId: one.state.stickyId })
      }
    mayOverflow = false
    for (let choice = floor.next(now); choice; choice = floor.next(now)) {
      offer(choice)
      yield
    }
    const next = Math.min(due.peek()?.at ?? Infinity, floor.nextChangeAt() ?? Infinity)
    if (next >= until) return outcomes
    now = Math.max(now, next)
  }
}
