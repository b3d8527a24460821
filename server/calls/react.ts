import type { CaseChange } from '../cases/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import { AppError } from '../platform/errors.ts'
import type { Reaction } from '../platform/reactions.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import type { RequeueReason, WorkChange } from '../routing/index.ts'
import { type CallState, legOf } from './call.ts'
import { type CallDeps, phone } from './deps.ts'
import type { CallChange } from './entries.ts'
import { callOfWork, followWork } from './follow-work.ts'
import { handIn, VOICE, VOICEMAIL } from './hand-in.ts'
import { queueNamed } from './menu/flow-step.ts'
import { endOutside } from './outbound/end-claims.ts'
import { holdCallback } from './outbound/hold-callback.ts'
import { tellArranger } from './outbound/tell-arranger.ts'
import { claimAsked, freeAsked, giveBackOutside, holdAsked } from './parties/consult.ts'
import { isAwaited } from './parties/leg.ts'
import { tidyCase } from './tidy-case.ts'

const idOf = ({ stream }: Entry): string => idOfStream(stream)

/** A conflict or a missing thing was settled by somebody else meanwhile: there is nothing left to do. */
const unlessSettled = async (run: () => Promise<unknown>): Promise<void> => {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof AppError && (error.kind === 'conflict' || error.kind === 'not-found'))) throw error
  }
}

/** Why work waits elsewhere without its call having asked for it. */
const movedBy = new Set<RequeueReason>(['moved', 'overflow'])

/** By which lines are over, or are to be. */
const endsLines: CallChange['type'][] = [
  'call.leg-reported',
  'call.drop-asked',
  'call.consult-ended',
  'call.requeued',
  'call.sent-out',
  'call.released',
  'call.hung-up',
  'call.left',
]

/** What other rooms have to do with what happens to a call. Each may run again: what it does is keyed by the entry, or by the question it asks. */
export const callReactions = (deps: CallDeps): Reaction<never>[] => {
  const { ledger, routing, staff, contents, board, keeper, cases } = deps
  const inTurn = createQueueByKey()

  const openWork = async (call: CallState): Promise<string | null> => {
    const work = await routing.workOfInteraction(call.interactionId, VOICE)
    return work?.isOpen ? work.id : null
  }
  /** By an agent who writes up while the customer goes on without them. Until then no work is with them, and nothing live is offered to them all the same. */
  const wrapUpLine = ({ id }: CallState, agentId: string) => ({ agentId, lineId: `${id}:wrap-up` })
  const holdWrapUp = async (call: CallState): Promise<void> => {
    const { wrapUpBy, wrapUpEndsAt, phase } = call
    if (wrapUpBy === null || wrapUpEndsAt === null || (phase !== 'waiting' && phase !== 'connecting' && phase !== 'talking')) return
    const forMs = Math.max(0, wrapUpEndsAt.getTime() - deps.platform.clock.now())
    await routing.holdLine(phone, { ...wrapUpLine(call, wrapUpBy), forMs })
  }
  const finish = async (call: CallState, commandId: string): Promise<void> => {
    const workId = await openWork(call)
    if (workId !== null) await unlessSettled(() => routing.finishWork(phone, { workId, commandId }))
  }
  const requeue = async (call: CallState, command: Omit<Parameters<typeof routing.requeueWork>[1], 'workId'>): Promise<void> => {
    const workId = await openWork(call)
    if (workId !== null) await routing.requeueWork(phone, { workId, ...command })
  }

  /**
   * Whether the call waits by this entry and by none that came later. Run again after a restart, an older one would take the caller from whoever has
   * them by now.
   */
  const isAsking = (call: CallState, { at }: Entry): boolean => call.phase === 'waiting' && call.waitingSince?.getTime() === at.getTime()

  /** Before their place is free, so that nothing is offered in between. */
  const breakFor = async (agentId: string | null, cause: string): Promise<void> => {
    if (agentId !== null) await unlessSettled(() => staff.beginBreak(phone, { userId: agentId, cause }))
  }

  /** Somebody is asked for: a message of the hub makes it a case and work. In another queue than before, the same work moves. */
  const asksForPerson = async (entry: Entry<CallChange>): Promise<void> => {
    const { change } = entry
    if (change.type !== 'call.queued' && change.type !== 'call.callback-due' && change.type !== 'call.requeued') return
    if (change.type === 'call.callback-due') await holdCallback(deps, await ledger.load(idOf(entry)))
    const call = await ledger.load(idOf(entry))
    const { queueId } = change
    if (change.type === 'call.requeued') await breakFor(change.from, entry.id)
    // Before the work leaves them.
    if (change.type === 'call.requeued' && change.keepsWrapUp) await holdWrapUp(call)
    if (change.type === 'call.requeued' && change.ask === null && (await openWork(call)) !== null) {
      if (isAsking(call, entry)) await requeue(call, { commandId: entry.id, queueId, stickyId: change.toAgentId })
      return
    }
    // Answered, given up or not to be called now, before this ran.
    if (!call.isLive || (change.type === 'call.callback-due' && call.callback?.dueAt)) return
    const key = change.ask === null ? entry.id : `${change.ask}`
    const isNew = await handIn(deps, call, { channel: VOICE, key, needsReply: true, queueId })
    // The first question has no work yet that could wait in another queue.
    const isFirst = isNew && change.ask === 1
    if (change.type !== 'call.queued' || isFirst || !isAsking(call, entry)) return
    // Where it waits already, it may be offered: run again after a restart, this takes no offer back.
    const work = await routing.workOfInteraction(call.interactionId, VOICE)
    if (work?.queueId !== queueId) await requeue(call, { commandId: entry.id, queueId })
  }

  /** Asked for in another queue than the one they wait in: the work waits there from now on. */
  const callbackElsewhere = async (entry: Entry<CallChange>): Promise<void> => {
    const call = await ledger.load(idOf(entry))
    if (call.phase !== 'waiting' || call.callback?.state !== 'waiting' || call.queueId === null) return
    const work = await routing.workOfInteraction(call.interactionId, VOICE)
    if (work?.isQueued && work.queueId !== call.queueId) await requeue(call, { commandId: entry.id, queueId: call.queueId })
  }

  /** What can wait has its case with it: of a caller who was moved before they left a message, unless somebody has the case. */
  const takeCaseAlong = async ({ caseId: filedIn, interactionId, movedFrom, queueId }: CallState, commandId: string): Promise<void> => {
    if (filedIn === null || movedFrom === null || queueId === null || !deps.queues.byId(queueId)) return
    const { id: caseId, isOpen, ...current } = await cases.getState(phone, (await cases.intake.leadsTo(filedIn, interactionId)).id)
    if (isOpen && current.queueId === movedFrom && current.assigneeId === null)
      await unlessSettled(() => cases.transferCase(phone, { caseId, queueId, note: '', commandId }))
  }

  const voicemailKept = async (entry: Entry<CallChange>): Promise<void> => {
    const call = await ledger.load(idOf(entry))
    const { change } = entry
    if (change.type !== 'call.recording-kept' && change.type !== 'call.recording-missed') return
    const voicemail = call.recordings.find((one) => one.id === change.recordingId && one.what === 'voicemail')
    if (!voicemail || voicemail.fetchAt !== null) return
    // Nobody has to hold a line for it any more.
    await finish(call, entry.id)
    await takeCaseAlong(call, entry.id)
    const { fileId, bytes, mime } = voicemail
    await handIn(deps, call, {
      channel: VOICEMAIL,
      key: 'voicemail',
      needsReply: true,
      queueId: call.queueId,
      ...(fileId ? { attachment: { fileId, type: mime, bytes } } : {}),
    })
  }

  /** Nobody shall be offered what may not be called. */
  const heldBack = async (entry: Entry<CallChange>): Promise<void> => {
    const call = await ledger.load(idOf(entry))
    // Run again after a restart, it may be their turn by now.
    if (call.callback?.dueAt) await finish(call, entry.id)
  }

  const released = async (entry: Entry<CallChange>): Promise<void> => {
    const { change } = entry
    if (change.type !== 'call.released' || change.why === 'taken') return
    if (change.why === 'not-joined') await staff.setNotResponding(phone, { userId: change.agentId, cause: entry.id })
    const notTo = change.why === 'at-limit' ? { agentId: change.agentId, until: change.until } : undefined
    const call = await ledger.load(idOf(entry))
    if (isAsking(call, entry)) await requeue(call, { commandId: entry.id, ...(notTo ? { notTo } : {}) })
  }

  const handedOver = async (entry: Entry<CallChange>): Promise<void> => {
    const { change } = entry
    if (change.type !== 'call.handed-over') return
    const { from, agentId, queueId } = change
    await breakFor(from, entry.id)
    const call = await ledger.load(idOf(entry))
    // Given on since.
    if (call.agentId !== agentId) return
    const workId = await openWork(call)
    // Without any, their line alone keeps other calls away, until they leave it.
    if (workId === null) return
    await unlessSettled(() => routing.handWork(phone, { workId, agentId, queueId, commandId: entry.id }))
    await freeAsked(deps, call, change.legId)
  }

  const tidy = async (call: CallState): Promise<void> =>
    tidyCase(deps, call, call.phase === 'ended' && call.hasNote ? ((await contents.get(call.id))?.note ?? '') : '')

  /** Of a call that is not over for everybody: the work of whoever wrote up, unless somebody has it now; the work of a customer who gave up waiting. */
  const isDone = async (call: CallState, change: CallChange): Promise<boolean> => {
    const work = await routing.workOfInteraction(call.interactionId, VOICE)
    if (change.type === 'call.wrapped') return work?.holderId === change.agentId && !(call.agentId === change.agentId && call.isOnLine)
    return call.phase === 'wrap-up' && call.agentId === null && work?.holderId !== call.wrapUpBy
  }

  const ended = async (entry: Entry<CallChange>): Promise<void> => {
    const call = await ledger.load(idOf(entry))
    const { change } = entry
    if (change.type === 'call.wrapped') await breakFor(change.agentId, entry.id)
    else if (call.phase === 'ended') await breakFor(call.agentId, entry.id)
    if (call.phase === 'ended' || (await isDone(call, change))) await finish(call, entry.id)
    if (change.type === 'call.wrapped') await routing.freeLine(phone, wrapUpLine(call, change.agentId))
    if (call.phase !== 'ended') return
    if (call.isInternal) return freeLines(call)
    // Nobody was asked for: it belongs into the history all the same, where a message that is still on its way will be looked for.
    if (call.asks === 0 && call.direction === 'in') {
      const voicemailQueue = (await contents.get(call.id))?.voicemailQueue
      const queueId = voicemailQueue ? queueNamed(deps, voicemailQueue, call) : null
      await handIn(deps, call, { channel: VOICE, key: '', needsReply: false, queueId })
    }
    await tidy(call)
  }

  /** Two colleagues speak: it is no work of any case, and nothing live is offered to them meanwhile. */
  const holdLines = async (call: CallState): Promise<void> => {
    const people = call.legs.flatMap(({ agentId, wasLive }) => (agentId !== null && (wasLive || agentId === call.agentId) ? [agentId] : []))
    for (const agentId of people) await routing.holdLine(phone, { agentId, lineId: call.id })
    const after = await ledger.load(call.id)
    if (!after.isLive) await freeLines(after)
  }
  const freeLines = async (call: CallState): Promise<void> => {
    for (const { agentId } of call.legs) if (agentId !== null) await routing.freeLine(phone, { agentId, lineId: call.id })
  }

  /** A call of ours stands in its case from the beginning, one for an hour to come too; and takes the agent's place as one that came in does. */
  const started = async (entry: Entry<CallChange>): Promise<void> => {
    const call = await ledger.load(idOf(entry))
    if (call.isInternal) await holdLines(call)
    else await handIn(deps, call, { channel: VOICE, key: '', needsReply: false, queueId: null })
  }
  const filedOut = async (call: CallState): Promise<void> => {
    if (call.direction !== 'out' || !call.isLive || call.caseId === null || call.agentId === null || call.asks > 0) return
    const { id: commandId, caseId, agentId, interactionId } = call
    await routing.giveWork(phone, { caseId, interactionId, channel: VOICE, agentId, commandId })
    // Over while the work was given.
    const after = await ledger.load(call.id)
    if (after.phase === 'ended') await finish(after, `over:${call.id}`)
  }

  /** The next of a queue is asked: unless somebody else has asked them in the same moment, in which case the one after them is. */
  const passed = async (entry: Entry<CallChange>): Promise<void> => {
    const { change } = entry
    if (change.type !== 'call.consult-passed') return
    const call = await ledger.load(idOf(entry))
    const leg = legOf(call, change.legId)
    if (!leg || !isAwaited(leg) || (await claimAsked(deps, call, leg.id, change.agentId))) return
    await keeper.inTurn(call.id, async () => {
      const isAsked = (now: CallState): boolean => legOf(now, leg.id)?.line === 'planned'
      await keeper.settle(
        await keeper.commit(call.id, `taken:${leg.id}`, phone.id, (now) =>
          isAsked(now) ? { type: 'call.drop-asked', legId: leg.id } : null,
        ),
      )
    })
  }

  const lineOver = async (entry: Entry<CallChange>): Promise<void> => {
    const call = await ledger.load(idOf(entry))
    await freeAsked(deps, call)
    await endOutside(deps, call)
    const { change } = entry
    // The desk died before there was a leg.
    if (change.type === 'call.consult-ended') await keeper.inTurn(call.id, () => giveBackOutside(deps, call.id, change.legId))
  }

  const refused = async (entry: Entry<CallChange>): Promise<void> => {
    const { change, id: cause } = entry
    if (change.type !== 'call.callback-cancelled' || change.why === undefined) return
    await tellArranger(deps, await ledger.load(idOf(entry)), { why: change.why, cause })
  }

  const own = (name: string, hears: CallChange['type'][], run: (entry: Entry<CallChange>) => Promise<void>): Reaction<never> =>
    ({
      name: `calls/${name}`,
      hears,
      run: (entry: Entry<CallChange>) => inTurn(entry.stream, () => run(entry)),
    }) as unknown as Reaction<never>

  const filed: Reaction<CaseChange> = {
    name: 'calls/filed',
    hears: ['case.message-filed'],
    run: async (entry) => {
      const { change } = entry
      if (change.type !== 'case.message-filed' || (change.channel !== VOICE && change.channel !== VOICEMAIL) || change.direction !== 'in')
        return
      const callId = await board.idOf(change.interactionId)
      if (callId === null) return
      const caseId = idOfStream(entry.stream)
      await ledger.settle(
        callId,
        `filed:${entry.id}`,
        phone.id,
        (now) =>
          now.caseId === caseId && now.customerId === change.customerId
            ? null
            : { type: 'call.filed', caseId, customerId: change.customerId },
        { isEarly: true },
      )
    },
  }
  const works: Reaction<WorkChange> = {
    name: 'calls/follow-work',
    hears: ['work.enqueued', 'work.accepted', 'work.picked', 'work.assigned', 'work.requeued', 'work.priority-set', 'work.finished'],
    run: async (entry) => {
      const { change } = entry
      if (change.type === 'work.enqueued' && change.channel !== VOICE) return
      const callId = await callOfWork(deps, entry)
      if (callId === null) return
      // Nobody has it: nothing follows for whoever still waits.
      if (change.type === 'work.enqueued' && change.givenTo === null) {
        const call = await ledger.load(callId)
        // Held or moved before the case had its message.
        if (call.callback?.dueAt) await finish(call, entry.id)
        // What was arranged waits in the queue that its case has by now.
        const isElsewhere = call.callback?.arranged !== undefined && call.queueId !== change.queueId
        if (call.isLive && !isElsewhere) return
      }
      const isMoved =
        change.type === 'work.enqueued' ||
        change.type === 'work.priority-set' ||
        (change.type === 'work.requeued' && movedBy.has(change.why))
      const call = await followWork(deps, callId, isMoved)
      // The caller was gone before there was work to finish.
      if (call.phase === 'ended' && change.type !== 'work.finished') await finish(call, entry.id)
    },
  }
  return [
    own('ask', ['call.queued', 'call.callback-due', 'call.requeued'], asksForPerson),
    own('callback-queue', ['call.callback-asked'], callbackElsewhere),
    own('voicemail', ['call.recording-kept', 'call.recording-missed'], voicemailKept),
    own('released', ['call.released'], released),
    own('held-back', ['call.callback-held', 'call.callback-moved', 'call.callback-restored'], heldBack),
    own('refused', ['call.callback-cancelled'], refused),
    own('callback-hours', ['call.left'], async (entry) => holdCallback(deps, await ledger.load(idOf(entry)))),
    own('handed-over', ['call.handed-over'], handedOver),
    own('ended', ['call.left', 'call.wrapped'], ended),
    own('tidy', ['call.filed'], async (entry) => {
      const call = await ledger.load(idOf(entry))
      await filedOut(call)
      await tidy(call)
    }),
    own('started', ['call.started', 'call.callback-arranged'], started),
    own('came', ['call.leg-entered'], async (entry) => holdAsked(deps, await ledger.load(idOf(entry)))),
    own('colleague', ['call.answered'], async (entry) => {
      const call = await ledger.load(idOf(entry))
      if (call.isInternal) await holdLines(call)
    }),
    own('line-over', endsLines, lineOver),
    own('passed', ['call.consult-passed'], passed),
    own('wrap-up', ['call.wrap-up-set'], async (entry) => {
      const call = await ledger.load(idOf(entry))
      // With more time, for as long.
      if (call.agentId !== call.wrapUpBy && call.queueId !== null && call.phase !== 'talking') await holdWrapUp(call)
    }),
    filed as unknown as Reaction<never>,
    works as unknown as Reaction<never>,
  ]
}
