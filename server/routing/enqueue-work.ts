import type { CaseState } from '../cases/index.ts'
import { idFrom } from '../platform/ids.ts'
import { atLeast } from './demand.ts'
import { type RoutedMember, type RoutingDeps, router } from './deps.ts'
import type { WorkChange } from './entries.ts'
import { capacityFor } from './fit.ts'
import { placesFit } from './reserve.ts'
import { GRACE_MS } from './settle.ts'
import type { WorkState } from './work.ts'
import type { WorkSlots } from './work-slot.ts'

export interface NewWork {
  current: CaseState
  interactionId: string
  channel: string
  /** What makes it: a message's id, or an entry's. The same cause makes the same work. */
  cause: string
  messageId: string
  since: Date
  stickyId: string | null
  /** Who means to take it, where somebody said so. */
  meantFor?: string | undefined
  skills?: Record<string, number> | undefined
  /** Before the case's own. */
  priority?: WorkState['priority'] | undefined
  /** Has the case already: gets it without an offer, if there is room or `isCertain`. */
  giveTo?: { member: RoutedMember; isCertain: boolean } | undefined
}

export const workIdOf = (caseId: string, interactionId: string, cause: string): string => `w_${idFrom(caseId, interactionId, cause)}`

/** Puts work into the case's queue, or straight to the one who has the case. The interaction's work that is open already stays the only one. */
export const enqueueWork =
  (deps: RoutingDeps, slots: WorkSlots) =>
  async ({
    current,
    interactionId,
    channel,
    cause,
    messageId,
    since,
    stickyId,
    meantFor,
    skills,
    priority,
    giveTo,
  }: NewWork): Promise<WorkState | null> => {
    const id = workIdOf(current.id, interactionId, cause)
    const { isLive, isExclusive } = deps.traitsOf(channel)
    if (!(await slots.claim({ id, caseId: current.id, interactionId, isExclusive }))) return null
    const isGiven = giveTo && (await reserveFor(deps, giveTo, { id, channel, isLive, isExclusive }))
    const decide = (now: WorkState): WorkChange | null =>
      now.seq > 0
        ? null
        : {
            type: 'work.enqueued',
            caseId: current.id,
            interactionId,
            messageId,
            channel,
            isLive,
            isExclusive,
            queueId: current.queueId,
            priority: atLeast(priority ?? current.priority, deps.queues.byId(current.queueId)?.priority ?? 'low'),
            ...(skills ? { skills } : {}),
            since: since.toISOString(),
            stickyId,
            ...(meantFor === undefined ? {} : { meantFor }),
            givenTo: isGiven ? giveTo.member.id : null,
          }
    // What it follows from runs again when it is lost.
    return deps.beginWork(id, 'enqueue', router.id, decide, { isEarly: true })
  }

const reserveFor = (
  { reservations, platform }: RoutingDeps,
  { member, isCertain }: NonNullable<NewWork['giveTo']>,
  { id, ...work }: Pick<WorkState, 'id' | 'channel' | 'isLive' | 'isExclusive'>,
): Promise<boolean> =>
  reservations.reserve(
    member.id,
    // Frees itself if the entry never comes; settling makes it stay.
    { workId: id, ...work, until: new Date(platform.clock.now() + GRACE_MS) },
    (held) => isCertain || placesFit(held, work, capacityFor(member, work.channel)),
  )
