import { type Actor, allow, seesTeams } from '../staff/index.ts'
import { presentDecision } from './decisions.ts'
import { dueKey } from './demand.ts'
import { type RoutingDeps, router } from './deps.ts'
import { explain } from './explain.ts'
import type { Floor } from './floor.ts'
import { presentWork } from './present-work.ts'
import { stepAt } from './relax.ts'
import type { Decision, WorkView } from './wire.ts'
import type { WorkState } from './work.ts'

const QUEUED = 'work:queued'
/** As many as a case's screen holds; `/cases/:caseId/work` and `decisions` have the rest. */
export const ON_SCREEN = 50

interface OfCase {
  caseId: string
  limit: number
  cursor?: string | undefined
}

/** What others may read of routing. */
export const createReads = (deps: RoutingDeps, floor: Floor) => {
  const { works, platform, queues, staff, cases, decisions } = deps
  const hiddenFrom = (actor: Actor): string[] =>
    queues
      .all()
      .filter((one) => !seesTeams(actor, one.restrictedTo))
      .map((one) => one.id)
  const namer = async (): Promise<(id: string) => string> => {
    const names = new Map((await staff.listMembers(router)).map((one) => [one.id, one.name]))
    return (id) => names.get(id) ?? 'Someone who is no longer here'
  }

  const placeOf = (purpose: string, cursor: string | undefined): { at: Date; id: string } | undefined => {
    if (cursor === undefined) return undefined
    const [at, id] = platform.cursors.read(purpose, cursor)
    return { at: new Date(Number(at)), id: String(id) }
  }
  /** `found`: one more than the page holds, if there is one more. */
  const pageOf = <T extends { id: string }, V>(
    purpose: string,
    found: readonly T[],
    limit: number,
    atOf: (one: T) => Date,
    present: (one: T) => V,
  ): { items: V[]; nextCursor: string | null } => {
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    const nextCursor = found.length > limit && last ? platform.cursors.sign(purpose, [atOf(last).getTime(), last.id]) : null
    return { items: shown.map(present), nextCursor }
  }

  return {
    /** What is offered to the actor, then what they are at work on. Throws forbidden. */
    myWork: async (actor: Actor): Promise<WorkView[]> => {
      allow(actor, 'work.read')
      const held = (await works.heldBy(actor.id)).map(presentWork)
      return [...held.filter((one) => one.state === 'offered'), ...held.filter((one) => one.state === 'active')]
    },
    /** For screens, unguarded: what is offered to these agents now. */
    offersOf: async (...agentIds: string[]): Promise<WorkView[]> => (await works.offeredTo(agentIds)).map(presentWork),
    /** For screens, unguarded: what an agent is at work on. */
    activeOf: async (agentId: string): Promise<WorkView[]> =>
      (await works.heldBy(agentId)).filter((one) => one.state === 'active').map(presentWork),
    /** For channels, unguarded; state `none` when there is no such work. */
    workById: (workId: string): Promise<WorkState> => deps.ledger.load(workId),
    /** For channels, unguarded: the newest work that an interaction has of one channel; null when there is none. */
    workOfInteraction: async (interactionId: string, channel: string): Promise<WorkState | null> =>
      (await works.ofInteraction(interactionId)).find((one) => one.channel === channel) ?? null,
    /** For channels, unguarded: how many are served before this work in its queue, and how many wait there; null when it does not wait. */
    positionOf: async (workId: string): Promise<{ ahead: number; waiting: number } | null> => {
      const work = await deps.ledger.load(workId)
      if (!work.isQueued) return null
      const dueOf = (one: WorkState): number =>
        dueKey({ priority: one.priority, since: one.since.getTime(), demand: { isLive: one.isLive, isExclusive: one.isExclusive } })
      const alike = (await works.queuedOf(work.queueId)).filter((one) => one.channel === work.channel)
      return { ahead: alike.filter((one) => one.id !== workId && dueOf(one) < dueOf(work)).length, waiting: alike.length }
    },
    /** What waits or is offered, longest waiting first. Throws forbidden, invalid (foreign cursor). */
    waiting: async (
      actor: Actor,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<{ items: WorkView[]; nextCursor: string | null }> => {
      allow(actor, 'work.read-all')
      const [since, id] = cursor ? platform.cursors.read(QUEUED, cursor) : []
      const after = since === undefined ? undefined : { since: new Date(Number(since)), id: String(id) }
      const found = await works.queued(hiddenFrom(actor), limit + 1, after)
      const shown = found.slice(0, limit)
      const last = shown.at(-1)
      const nextCursor = found.length > limit && last ? platform.cursors.sign(QUEUED, [last.since.getTime(), last.id]) : null
      return { items: shown.map(presentWork), nextCursor }
    },
    /** The newest work of a case, newest first. Throws forbidden, not-found. */
    workOfCase: async (actor: Actor, caseId: string): Promise<WorkView[]> => {
      allow(actor, 'work.read')
      await cases.getState(actor, caseId)
      return (await works.ofCase(caseId, ON_SCREEN)).map(presentWork)
    },
    /** All work of a case, newest first. Throws forbidden, not-found, invalid (foreign cursor). */
    pageOfWork: async (actor: Actor, { caseId, limit, cursor }: OfCase): Promise<{ items: WorkView[]; nextCursor: string | null }> => {
      allow(actor, 'work.read')
      await cases.getState(actor, caseId)
      const purpose = `work:${caseId}`
      const found = await works.ofCase(caseId, limit + 1, placeOf(purpose, cursor))
      return pageOf(purpose, found, limit, (one) => one.since, presentWork)
    },
    /** Why whom: the newest decisions of a case, newest first. Throws forbidden, not-found. */
    decisionsOf: async (actor: Actor, caseId: string): Promise<Decision[]> => {
      allow(actor, 'work.read')
      await cases.getState(actor, caseId)
      const nameOf = await namer()
      return (await decisions.ofCase(caseId, ON_SCREEN)).map((one) => presentDecision(one, nameOf))
    },
    /** All decisions of a case that are kept, newest first. Throws forbidden, not-found, invalid (foreign cursor). */
    pageOfDecisions: async (actor: Actor, { caseId, limit, cursor }: OfCase): Promise<{ items: Decision[]; nextCursor: string | null }> => {
      allow(actor, 'work.read')
      await cases.getState(actor, caseId)
      const purpose = `decisions:${caseId}`
      const nameOf = await namer()
      const found = await decisions.ofCase(caseId, limit + 1, placeOf(purpose, cursor))
      const listed = found.map((one) => ({ ...one, id: one._id }))
      return pageOf(
        purpose,
        listed,
        limit,
        (one) => one.at,
        (one) => presentDecision(one, nameOf),
      )
    },
    /**
     * Why nobody: of each work of the case that waits, one without a chosen agent, made at this moment and kept nowhere. Only the process that routes
     * can tell; others give none. Throws forbidden, not-found.
     */
    undecidedOf: async (actor: Actor, caseId: string): Promise<Decision[]> => {
      allow(actor, 'work.read')
      await cases.getState(actor, caseId)
      const nameOf = await namer()
      const now = platform.clock.now()
      const open = await works.openOfCase(caseId)
      return open.flatMap(({ id }) => {
        const waiting = floor.waiting(id)
        if (!waiting) return []
        const waitedMs = now - waiting.since
        const step = stepAt(waiting.demand.steps, waitedMs)
        const candidates = explain(waiting, floor.agents(), { step, choice: null, now })
        return [presentDecision({ _id: `now_${id}`, workId: id, caseId, at: new Date(now), chosenId: null, waitedMs, candidates }, nameOf)]
      })
    },
  }
}
export type Reads = ReturnType<typeof createReads>
