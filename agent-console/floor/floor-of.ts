import type { CallView } from '../../server/calls/wire.ts'
import type { Queue } from '../../server/queues/wire.ts'
import type { WorkView } from '../../server/routing/wire.ts'
import type { Member } from '../../server/staff/wire.ts'

export interface QueueNow {
  queue: Queue
  /** Longest waiting first. */
  works: WorkView[]
  /** Available colleagues the queue's work is offered to. */
  free: number
  staffed: number
}

/** What somebody does now, in the order of the bar: on the phone, writing up, free, away. */
export type Doing = 'call' | 'wrap-up' | 'available' | 'away'
export interface PersonNow {
  member: Member
  doing: Doing
  call: CallView | null
}

/** Whom routing may ask: not agents alone, and nobody who does nothing at once. */
export const takesWork = ({ isDisabled, role, capacity }: Member): boolean =>
  !isDisabled && role !== 'marketing' && Object.values(capacity).some((many) => many > 0)

const isTalkingIn = (call: CallView, { id }: Member): boolean =>
  call.legs.some((one) => one.agentId === id && one.state === 'joined' && one.role !== 'supervisor')

/** The one somebody has, or was asked into, or still writes up. */
const callOf = (calls: readonly CallView[], member: Member): CallView | null =>
  calls.find((one) => one.agentId === member.id) ??
  calls.find((one) => isTalkingIn(one, member)) ??
  calls.find((one) => one.wrapUpBy === member.id) ??
  null

const doingOf = (member: Member, call: CallView | null): Doing => {
  if (call) return call.phase === 'wrap-up' || call.wrapUpBy === member.id ? 'wrap-up' : 'call'
  return member.presence === 'available' ? 'available' : 'away'
}

/** Pure: people, queues and calls of one moment as the floor shows them. */
export const floorOf = ({
  queues,
  members,
  works,
  calls,
}: {
  queues: readonly Queue[]
  members: readonly Member[]
  works: readonly WorkView[]
  calls: readonly CallView[]
}): { queues: QueueNow[]; people: PersonNow[]; calls: CallView[] } => {
  const people = members
    .filter((one) => !one.isDisabled && one.presence !== 'offline' && one.role !== 'marketing')
    .map((member): PersonNow => {
      const call = callOf(calls, member)
      return { member, call, doing: doingOf(member, call) }
    })
  const isIn = (member: Member, teams: readonly string[]): boolean => teams.length === 0 || member.teams.some((one) => teams.includes(one))
  const serves = (queue: Queue, member: Member): boolean =>
    takesWork(member) &&
    isIn(member, queue.teams) &&
    isIn(member, queue.restrictedTo) &&
    Object.entries(queue.requiredSkills).every(([skill, level]) => (member.skills[skill] ?? 0) >= level)
  const ofQueue = (queue: Queue): QueueNow => {
    const staffed = people.filter(({ member }) => serves(queue, member))
    return {
      queue,
      works: works.filter((one) => one.queueId === queue.id).sort((a, b) => (a.since < b.since ? -1 : 1)),
      free: staffed.filter(({ doing }) => doing === 'available').length,
      staffed: staffed.length,
    }
  }
  const order: Doing[] = ['call', 'wrap-up', 'available', 'away']
  return {
    queues: queues.map(ofQueue),
    people: people.sort((a, b) => order.indexOf(a.doing) - order.indexOf(b.doing) || a.member.name.localeCompare(b.member.name)),
    calls: calls
      .filter((one) => one.agentId !== null && one.phase !== 'wrap-up')
      .sort((a, b) => Number(b.isHelpAsked) - Number(a.isHelpAsked) || (a.startedAt < b.startedAt ? -1 : 1)),
  }
}

export type Promised = Pick<Queue, 'answerWithinSeconds' | 'replyWithinMinutes'>

/** How long work may wait before it counts as late, in milliseconds: what its queue promises to who waits in real time, and to who does not. */
export const promiseOf = ({ answerWithinSeconds, replyWithinMinutes }: Promised, { isLive }: Pick<WorkView, 'isLive'>): number =>
  isLive ? answerWithinSeconds * 1000 : replyWithinMinutes * 60_000

/** Pure: where a piece of work stands on its lane: 0 is just come, 2/3 is the promise, 1 is late by half of it or more. */
export const placeOf = (queue: Promised, work: Pick<WorkView, 'isLive' | 'since'>, now: number): { x: number; isLate: boolean } => {
  const share = Math.max(0, now - Date.parse(work.since)) / promiseOf(queue, work)
  return { x: (Math.min(share, 1.5) / 1.5) as number, isLate: share > 1 }
}
