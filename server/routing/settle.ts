import type { Entry } from '../platform/bus.ts'
import { early } from '../platform/db/early.ts'
import { AppError } from '../platform/errors.ts'
import type { Ledger, Settling } from '../platform/ledger.ts'
import { createRecent } from '../platform/recent.ts'
import { type RoutingDeps, router } from './deps.ts'
import type { WorkChange } from './entries.ts'
import type { Place } from './reserve.ts'
import type { Router } from './router.ts'
import { takeBackOffers } from './take-back-offers.ts'
import type { WorkState } from './work.ts'

/** An offer's place stays this much longer than the offer, so that an acceptance in the last moment finds it. */
export const GRACE_MS = 60_000
export const OFFER_TIMER = 'routing/offer'

export const placeOf = (work: WorkState): Place => ({
  workId: work.id,
  channel: work.channel,
  isLive: work.isLive,
  isExclusive: work.isExclusive,
  until: work.offerExpiresAt && new Date(work.offerExpiresAt.getTime() + GRACE_MS),
})

const formerHolder = (change: WorkChange): string | null => {
  if ('from' in change) return change.from
  return change.type === 'work.declined' || change.type === 'work.lapsed' ? change.agentId : null
}

/** Who begins to work by this entry. */
const takerOf = (change: WorkChange): string | null => {
  if (change.type === 'work.enqueued') return change.givenTo
  if (change.type === 'work.assigned') return change.takesCase ? change.agentId : null
  return change.type === 'work.accepted' || change.type === 'work.picked' ? change.agentId : null
}

/** What follows from an entry of a work's stream; may run again at any time. */
export type Settle = (entry: Pick<Entry<WorkChange>, 'id' | 'stream' | 'change'>) => Promise<void>
/** Commits to a work's stream and settles what follows. Throws what `decide` throws. */
export type ChangeWork = (
  workId: string,
  key: string,
  by: string,
  decide: (now: WorkState) => WorkChange | null,
  how?: Settling,
) => Promise<WorkState>

export const createSettle = (
  { ledger, reservations, platform, cases, staff, works }: Omit<RoutingDeps, 'settle' | 'changeWork' | 'beginWork' | 'changeOnce'>,
  {
    clearSlot,
    router: { knows, saw, freed },
  }: { clearSlot(work: WorkState): Promise<void>; router: Pick<Router, 'knows' | 'saw' | 'freed'> },
): { settle: Settle; changeWork: ChangeWork; beginWork: ChangeWork; changeOnce: ChangeWork } => {
  /** Whoever is at work on it has the case; what else waits in that case is theirs with it. */
  const giveCase = async (work: WorkState, agentId: string, commandId: string): Promise<void> => {
    try {
      let current = await cases.getState(router, work.caseId)
      // A call stays where it was filed; its case may have been merged meanwhile.
      while (work.isExclusive && current.mergedInto !== null) current = await cases.getState(router, current.mergedInto)
      if (!current.isOpen && !work.isExclusive) {
        await changeOnce(work.id, `closed:${commandId}`, router.id, (now) =>
          now.isOpen ? { type: 'work.finished', from: now.holderId, why: 'closed' } : null,
        )
        return
      }
      if (current.isOpen && current.assigneeId !== agentId)
        await cases.assignCase(router, { caseId: current.id, assigneeId: agentId, workId: work.id, commandId })
    } catch (error) {
      // Closed or merged in the same moment: the work follows by that entry.
      if (!(error instanceof AppError && (error.kind === 'conflict' || error.kind === 'not-found'))) throw error
    }
    for (const other of await works.openOfCase(work.caseId))
      if (
        other.id !== work.id &&
        !other.isExclusive &&
        other.since <= work.updatedAt &&
        !(other.state === 'active' && other.holderId === agentId)
      )
        await changeOnce(other.id, `joined:${commandId}`, router.id, (now) =>
          now.isOpen ? { type: 'work.finished', from: now.holderId, why: 'joined' } : null,
        )
  }

  const run = async ({ id, stream, change }: Pick<Entry<WorkChange>, 'id' | 'stream' | 'change'>): Promise<void> => {
    const workId = stream.slice('work:'.length)
    // The common case: new work that nobody has. The router in this process heard of it when it was committed.
    if (change.type === 'work.enqueued' && change.givenTo === null && knows(workId)) return
    const now = await ledger.load(workId)
    await saw(now)
    const former = formerHolder(change)
    if (former !== null && former !== now.holderId) {
      await reservations.release(former, workId)
      freed(former)
    }
    if (now.holderId !== null && now.isOpen) await reservations.reserve(now.holderId, placeOf(now), () => true)
    if (!now.isOpen) await clearSlot(now)
    if (change.type === 'work.offered' && now.offerId === change.offerId && now.offerExpiresAt)
      await platform.timers.set({ name: OFFER_TIMER, id: workId, dueAt: now.offerExpiresAt, token: change.offerId }, early(platform))
    // The offer's own id, not the work's: a second miss of the same work counts as well.
    if (change.type === 'work.lapsed' && now.isLive) await staff.setNotResponding(router, { userId: change.agentId, cause: change.offerId })
    const taker = takerOf(change)
    if (taker === null || now.state !== 'active' || now.holderId !== taker) return
    if (now.isExclusive) await takeBackOffers({ works, changeOnce })(taker, id)
    await giveCase(now, taker, change.type === 'work.accepted' ? change.offerId : id)
  }

  // The verb waits for what the reaction has begun at the same moment, and the other way round.
  const running = createRecent<string, Promise<void>>(10_000)
  const settle: Settle = (entry) => {
    let settled = running.get(entry.id)
    if (!settled) {
      settled = run(entry)
      running.set(entry.id, settled)
      settled.catch(() => running.delete(entry.id))
    }
    return settled
  }
  const changeBy =
    (commit: Ledger<WorkState, WorkChange>['commit']): ChangeWork =>
    async (workId, key, by, decide, how) => {
      let made: WorkChange | null = null
      const noted = (now: WorkState): WorkChange | null => {
        made = decide(now)
        return made
      }
      const state = await commit(workId, key, by, noted, how)
      if (made) await settle({ id: `work:${workId}/${key}`, stream: `work:${workId}`, change: made })
      return state
    }
  const changeWork = changeBy(ledger.commit)
  const changeOnce: ChangeWork = async (workId, key, by, decide, how) => {
    const there = await ledger.entry(workId, key)
    if (!there) return changeWork(workId, key, by, decide, how)
    await settle(there)
    return ledger.load(workId)
  }
  return { settle, changeWork, beginWork: changeBy(ledger.begin), changeOnce }
}
