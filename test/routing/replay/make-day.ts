import type { Entry } from '../../../server/platform/bus.ts'
import type { RoutedMember, RoutedQueue, WorkChange } from '../../../server/routing/index.ts'
import type { DayFacts, DayPiece } from '../../../server/routing/replay/facts.ts'
import { rebuildPiece } from '../../../server/routing/replay/rebuild.ts'
import { type Outcome, type Rules, simulate } from '../../../server/routing/replay/simulate.ts'

export const FROM = Date.parse('2030-05-06T08:00:00Z')
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const UNTIL = FROM + 120 * MINUTE

export const queue = (id: string, parts: Partial<RoutedQueue> = {}): RoutedQueue => ({
  id,
  teams: [],
  restrictedTo: [],
  requiredSkills: {},
  optionalSkills: {},
  softening: null,
  allowsPick: true,
  priority: 'normal',
  overflow: null,
  answerWithinSeconds: 20,
  replyWithinMinutes: 60,
  shortAbandonSeconds: 5,
  ...parts,
})
export const member = (id: string, parts: Partial<RoutedMember> = {}): RoutedMember => ({
  id,
  name: id,
  teams: [],
  skills: {},
  capacity: { default: 1 },
  presence: 'offline',
  presenceSince: new Date(0).toISOString(),
  isDisabled: false,
  ...parts,
})

const traits = {
  voice: { isLive: true, isExclusive: true },
  chat: { isLive: true, isExclusive: false },
  email: { isLive: false, isExclusive: false },
}
export type Kind = keyof typeof traits

export const enqueued = (channel: Kind, queueId: string, at: number, parts: object = {}): WorkChange => ({
  type: 'work.enqueued',
  caseId: 'c',
  interactionId: 'i',
  messageId: 'm',
  channel,
  ...traits[channel],
  queueId,
  priority: 'normal',
  since: new Date(at).toISOString(),
  stickyId: null,
  givenTo: null,
  ...parts,
})
export const offered = (agentId: string): WorkChange => ({
  type: 'work.offered',
  agentId,
  offerId: 'o',
  expiresAt: new Date(UNTIL).toISOString(),
  why: '',
})
export const accepted = (agentId: string): WorkChange => ({ type: 'work.accepted', agentId, offerId: 'o' })
export const finished = (from: string | null): WorkChange => ({ type: 'work.finished', from, why: 'ended' })

/** The piece that these changes make, each at its instant. */
export const piece = (id: string, changes: readonly (readonly [at: number, change: WorkChange])[]): DayPiece | null => {
  const entries = changes.map(
    ([at, change], n): Entry<WorkChange> => ({ id: `${id}/${n}`, stream: `work:${id}`, seq: n + 1, at: new Date(at), by: 'x', change }),
  )
  return rebuildPiece(entries, FROM, UNTIL)
}

export const day = (
  members: readonly RoutedMember[],
  pieces: readonly (DayPiece | null)[],
  presences: DayFacts['presences'] = new Map(members.map((one) => [one.id, [{ from: FROM, presence: 'available' as const }]])),
): DayFacts => ({ from: FROM, until: UNTIL, members, presences, pieces: pieces.filter((one) => one !== null) })

export const rules = (queues: readonly RoutedQueue[], now = queues): Rules => ({
  queueOf: (id) => queues.find((one) => one.id === id),
  nowQueueOf: (id) => now.find((one) => one.id === id),
})

export const replay = (facts: DayFacts, how: Rules): Outcome[] => {
  const run = simulate(facts, how, (noun) => ({ noun }))
  for (;;) {
    const { done, value } = run.next()
    if (done) return value
  }
}
export const waited = ({ stretch, begunAt, takenAt, leftAt }: Outcome): number =>
  stretch.waitedBeforeMs + (takenAt ?? leftAt ?? UNTIL) - begunAt
