import type { CaseChange, CaseState, MessageFiled } from '../cases/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import { seesQueue } from '../queues/index.ts'
import { type RoutedMember, type RoutingDeps, router } from './deps.ts'
import { setSilence } from './end-silent.ts'
import { type enqueueWork, workIdOf } from './enqueue-work.ts'
import { finishBecause, requeueBecause } from './finish-work.ts'
import type { WorkState } from './work.ts'

/** More open work than one case has at a time. */
const ENDED_AT_ONCE = 50

const isThere = (member: RoutedMember | undefined): boolean => member?.presence === 'available' || member?.presence === 'away'

/** What becomes of work when something happens to its case. Each may run again: what it does is keyed by the entry. */
export const followCase = (
  deps: RoutingDeps,
  enqueue: ReturnType<typeof enqueueWork>,
  stateAt: (entry: Entry) => CaseState | undefined,
) => {
  const { works, ledger, staff, queues, cases, changeOnce, traitsOf } = deps
  const finish = finishBecause(deps)
  const requeue = requeueBecause(deps)
  /** What follows its case. A call does not: only its channel knows whether somebody still waits on the line. */
  const followersOf = async (caseId: string): Promise<WorkState[]> => (await works.openOfCase(caseId)).filter((one) => !one.isExclusive)
  const memberOf = async (id: string | null): Promise<RoutedMember | undefined> =>
    id === null ? undefined : (await staff.membersForRouting()).find((one) => one.id === id)

  /** Who has the case, unless they cannot see it any more: its queue may have been restricted since (SECURITY A1). */
  const assigneeOf = async ({ assigneeId, queueId }: CaseState): Promise<RoutedMember | undefined> => {
    const actor = assigneeId === null ? null : await staff.actorOf(assigneeId)
    return actor && seesQueue(actor, queueId, queues) ? memberOf(assigneeId) : undefined
  }

  /** The customer wrote. Who is at work in the case just sees it; else it becomes work. */
  const messageCame = async (current: CaseState, change: MessageFiled): Promise<void> => {
    if (change.needsReply === false) return
    const { isLive, isExclusive } = traitsOf(change.channel)
    const asked = {
      current,
      interactionId: change.interactionId,
      channel: change.channel,
      cause: change.messageId,
      messageId: change.messageId,
      since: new Date(change.waitsSince ?? change.receivedAt),
      skills: change.skills,
      priority: change.priority,
    }
    // Somebody is on the line, whatever else goes on in the case.
    if (isExclusive) return void (await enqueue({ ...asked, stickyId: change.meantFor ?? current.assigneeId, meantFor: change.meantFor }))
    if (!current.isOpen || !current.isAwaitingReply || (change.isAutomatic && current.status !== 'new')) return
    const open = await works.openOfCase(current.id)
    const assignee = await assigneeOf(current)
    const isAnswering = isThere(assignee) || !isLive
    const active = open.filter((one) => one.state === 'active' && one.holderId === current.assigneeId)
    if (active.length > 0 && assignee && isAnswering) return
    const sticky = assignee?.id ?? null
    const own = open.find((one) => one.interactionId === change.interactionId && !one.isExclusive)
    if (own?.state === 'active' && own.holderId === current.assigneeId)
      await requeue(own.id, 'gone', change.messageId, { stickyId: sticky, only: (now) => now.state === 'active' })
    if (own) return
    await enqueue({
      ...asked,
      stickyId: sticky,
      // Who has the case gets what can wait at once; live work is offered, because nobody may be at the screen.
      giveTo: !isLive && assignee?.presence === 'available' ? { member: assignee, isCertain: false } : undefined,
    })
  }

  /** The case's work when an event, and no message, asks for someone. */
  const enqueueLast = async (current: CaseState, entry: Pick<Entry, 'id' | 'at'>, assignee?: RoutedMember): Promise<void> => {
    // A call that is over is nobody's to take: what is asked for can wait.
    const last = current.interactions.findLast((one) => !traitsOf(one.channel).isExclusive)
    await enqueue({
      current,
      interactionId: last?.id ?? '',
      channel: last?.channel ?? '',
      cause: entry.id,
      messageId: '',
      since: entry.at,
      stickyId: assignee?.id ?? null,
      giveTo: assignee?.presence === 'available' ? { member: assignee, isCertain: false } : undefined,
    })
  }

  const assigned = async (current: CaseState, assigneeId: string | null, entry: Entry): Promise<void> => {
    if (current.assigneeId !== assigneeId || !current.isOpen) return
    const open = (await followersOf(current.id)).filter((one) => one.since <= entry.at)
    for (const work of open)
      if (assigneeId !== null)
        await changeOnce(work.id, `assigned:${entry.id}`, router.id, (now) =>
          !now.isOpen || (now.state === 'active' && now.holderId === assigneeId)
            ? null
            : { type: 'work.assigned', agentId: assigneeId, from: now.holderId },
        )
      else if (current.isAwaitingReply || work.isLive)
        await requeue(work.id, 'unassigned', entry.id, { only: (now) => now.state === 'active' })
      else await finish(work.id, 'answered', entry.id)
    if (assigneeId === null && open.length === 0 && current.isAwaitingReply && current.status !== 'snoozed')
      await enqueueLast(current, entry)
  }

  const transferred = async (current: CaseState, queueId: string, entry: Entry): Promise<void> => {
    if (current.queueId !== queueId || !current.isOpen) return
    const open = await followersOf(current.id)
    for (const work of open) if (work.queueId !== queueId) await requeue(work.id, 'transferred', entry.id, { queueId })
    if (open.length === 0 && current.status !== 'snoozed') await enqueueLast(current, entry)
  }

  /** What waited in a merged case waits in the one that stays, with its age; who was at work on it has that one, if nobody else has. */
  const merged = async (current: CaseState, into: string, entry: Entry): Promise<void> => {
    if (current.mergedInto !== into) return
    const target = await cases.getState(router, into)
    for (const work of await followersOf(current.id)) {
      if (target.isOpen) await moveTo(target, work)
      await finish(work.id, 'merged', entry.id)
    }
  }
  const moveTo = async (target: CaseState, work: WorkState): Promise<void> => {
    const there = await works.openOfCase(target.id)
    if (there.some((one) => one.state === 'active' && one.holderId === target.assigneeId)) return
    if (work.state === 'active' && target.assigneeId !== null) return
    const holder = work.state === 'active' ? await memberOf(work.holderId) : undefined
    const { interactionId, channel, messageId, since, stickyId } = work
    const cause = messageId || work.id
    if (there.some((one) => one.id === workIdOf(target.id, interactionId, cause))) return
    const giveTo = holder && { member: holder, isCertain: true }
    await enqueue({ current: target, interactionId, channel, cause, messageId, since, stickyId: target.assigneeId ?? stickyId, giveTo })
  }

  /** Free again: what its customer waits for is asked for anew, because its work went to the other case. */
  const unmerged = async (current: CaseState, entry: Entry): Promise<void> => {
    if (current.isOpen && current.isAwaitingReply && current.assigneeId === null && current.status !== 'snoozed')
      await enqueueLast(current, entry)
  }

  /** What asked for an answer is in another case now: nobody need be offered it here. Who is at work in the case goes on. */
  const movedAway = async (current: CaseState, entry: Entry): Promise<void> => {
    if (current.isAwaitingReply && current.mergedInto === null) return
    for (const work of await followersOf(current.id))
      if (work.isQueued || current.mergedInto !== null) await finish(work.id, 'moved', entry.id)
  }
  /** What came from another case, or back with its closing, asks for someone, as old as it is, unless somebody is asked or at work here already. */
  const movedHere = async (current: CaseState, entry: Entry): Promise<void> => {
    if (!current.isOpen || !current.isAwaitingReply || current.status === 'snoozed') return
    if ((await works.openOfCase(current.id)).length > 0) return
    const assignee = await assigneeOf(current)
    await enqueueLast(current, { id: entry.id, at: current.lastMessageAt ?? entry.at }, assignee)
  }

  /** Answered, and waiting for the customer: what can wait is done until they write again. A live interaction goes on until it falls silent. */
  const answered = async (current: CaseState, entry: Entry): Promise<void> => {
    if (current.isAwaitingReply) return
    for (const work of await followersOf(current.id))
      if (work.isLive) await setSilence(deps, work.id, entry)
      else if (current.status === 'waiting' && work.since <= entry.at) await finish(work.id, 'answered', entry.id)
  }

  /** Awake again: whoever has it is handed what its customer waits for; if nobody has it, somebody is asked, or nobody would look at it. */
  const woken = async (current: CaseState, entry: Entry): Promise<void> => {
    if (current.status !== 'open' || !current.isOpen || (await works.openOfCase(current.id)).length > 0) return
    const isLeft = entry.change.type === 'case.woken' && current.assigneeId === null
    if (current.isAwaitingReply || isLeft) await enqueueLast(current, entry, await assigneeOf(current))
  }

  /** A snooze is taken back: what it ended is asked for again, as old as it was, and is theirs who were at work on it. */
  const sleepUndone = async (current: CaseState, ending: string, entry: Entry): Promise<void> => {
    if (!current.isOpen || current.status === 'snoozed') return
    for (const work of await works.ofCase(current.id, ENDED_AT_ONCE)) {
      const end = (await ledger.entry(work.id, `snoozed:${ending}`))?.change
      if (end?.type !== 'work.finished') continue
      const holder = await memberOf(end.from)
      const { interactionId, channel, messageId, since, stickyId, skills, priority } = work
      await enqueue({
        current,
        interactionId,
        channel,
        cause: entry.id,
        messageId,
        since,
        stickyId: end.from ?? stickyId,
        skills,
        priority,
        giveTo: holder && isThere(holder) && holder.id === current.assigneeId ? { member: holder, isCertain: true } : undefined,
      })
    }
  }

  const ended = async (current: CaseState, why: 'closed' | 'snoozed', entry: Entry): Promise<void> => {
    if (current.status !== why) return
    for (const work of await followersOf(current.id)) await finish(work.id, why, entry.id)
  }

  return async (entry: Entry<CaseChange>): Promise<void> => {
    const { change } = entry
    const current = stateAt(entry) ?? (await cases.getState(router, idOfStream(entry.stream)))
    switch (change.type) {
      case 'case.message-filed':
        return change.direction === 'in' ? messageCame(current, change) : answered(current, entry)
      case 'case.woken':
        return change.undoes === undefined ? woken(current, entry) : sleepUndone(current, change.undoes, entry)
      case 'case.status-set':
        await answered(current, entry)
        // Set open, it may have been snoozed before.
        return change.status === 'open' ? woken(current, entry) : undefined
      case 'case.closed':
        return ended(current, 'closed', entry)
      case 'case.reopened':
        // Of who writes to a closed case the message tells; who opens it by hand looks after it.
        return change.as ? movedHere(current, entry) : undefined
      case 'case.snoozed':
        return ended(current, 'snoozed', entry)
      case 'case.assigned':
        // What routing itself assigned names the work.
        return change.workId ? undefined : assigned(current, change.assigneeId, entry)
      case 'case.transferred':
        return transferred(current, change.queueId, entry)
      case 'case.merged':
        return merged(current, change.into, entry)
      case 'case.unmerged':
        return unmerged(current, entry)
      case 'case.moved-out':
      case 'case.move-undone':
        return movedAway(current, entry)
      case 'case.moved-in':
      case 'case.taken-back':
        return movedHere(current, entry)
      case 'case.priority-set':
        for (const work of await works.openOfCase(current.id))
          await changeOnce(work.id, `priority:${entry.id}`, router.id, (now) =>
            now.isOpen && now.priority !== current.priority ? { type: 'work.priority-set', priority: current.priority } : null,
          )
        return
      default:
        return
    }
  }
}
