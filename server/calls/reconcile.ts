import type { rememberOutcome } from '../platform/part-health.ts'
import type { CallState } from './call.ts'
import { type CallDeps, phone } from './deps.ts'
import { VOICE } from './hand-in.ts'
import { endLeftClaims } from './outbound/end-claims.ts'
import { holdCallback } from './outbound/hold-callback.ts'
import { isOver, type Leg, type LineReport, reportLine } from './parties/leg.ts'
import type { LegState } from './ports.ts'

/** News that is this young may still be on its way, and the carrier may not know itself yet what it was asked for. */
const GRACE_MS = 20_000
/** A dial that the carrier never named was not made. */
const UNNAMED_MS = 60_000

/**
 * Compares the calls we think of as live with what the carrier has: a line that is gone there is over here, a line of ours that should be gone is
 * ended, a caller who waits has work that waits. Nothing else finds an agent who is "on call" with nobody.
 */
export const createReconcile = (deps: CallDeps, carrier: ReturnType<typeof rememberOutcome>) => {
  const { control, board, keeper, ledger, platform, routing } = deps
  const calls = platform.connection.collection<CallState & { _id: string }>('calls')

  /** Of a line that is not among the live ones: the list may be older than the line. Undefined: nothing can be said of it yet. */
  const unlisted = async ({ carrierId, lineAt, inAt }: Leg): Promise<LineReport | undefined> => {
    const age = platform.clock.now() - Math.max(lineAt.getTime(), inAt.getTime())
    if (carrierId === '') return age > UNNAMED_MS ? 'gone' : undefined
    return (await control.stateOf(carrierId)) ?? (age > GRACE_MS ? 'gone' : undefined)
  }

  const compare = async (call: CallState, live: ReadonlyMap<string, LegState>): Promise<void> => {
    const now = platform.clock.now()
    await keeper.inTurn(call.id, async () => {
      let current = await ledger.load(call.id)
      for (const leg of current.legs) {
        if (isOver(leg) || !leg.isDialled) continue
        const report: LineReport | undefined = live.get(leg.carrierId) ?? (await unlisted(leg))
        if (report === undefined || reportLine(leg, report, new Date(now)).line === leg.line) continue
        const reportedAt = new Date(now).toISOString()
        current = await ledger.settle(call.id, `found:${leg.id}:${report}`, phone.id, () => ({
          type: 'call.leg-reported',
          legId: leg.id,
          carrierId: leg.carrierId,
          report,
          reportedAt,
        }))
      }
      await keeper.settle(current)
    })
  }

  /**
   * Somebody waits, and nothing in routing knows of it: they are asked for again. Nor is it with whoever had it before they waited, or offered before
   * they may be called, because the desk died in between.
   */
  const needWork = async (before: CallState): Promise<void> => {
    const since = before.waitingSince?.getTime() ?? 0
    if (before.phase !== 'waiting' || platform.clock.now() - since < GRACE_MS || before.caseId === null) return
    const work = await routing.workOfInteraction(before.interactionId, VOICE)
    if (!work) return
    await keeper.inTurn(before.id, async () => {
      // Whoever takes a callback before its time makes it due first, as its hour does: then this is the work of the question before.
      const call = await ledger.load(before.id)
      if (call.seq !== before.seq) return
      const command = { workId: work.id, commandId: `waits:${call.id}:${work.seq}` }
      if (call.callback?.dueAt) {
        if (work.isOpen) await routing.finishWork(phone, command)
        return
      }
      if (work.state === 'active' && (work.heldSince?.getTime() ?? 0) < since) await routing.requeueWork(phone, command)
      if (work.isOpen || work.updatedAt.getTime() < since) return
      await ledger.settle(call.id, `asked-again:${call.asks + 1}`, phone.id, (now) =>
        now.seq === call.seq && now.isLive
          ? { type: 'call.queued', ask: now.asks + 1, queueId: now.queueId ?? '', skills: now.skills, priority: now.priority }
          : null,
      )
    })
  }

  /** Lines at the carrier that belong to a call of ours and should be gone. Lines nobody here ever saw are somebody else's. */
  const endOrphans = async (live: ReadonlyMap<string, LegState>, known: ReadonlySet<string>): Promise<void> => {
    for (const carrierId of live.keys()) {
      if (known.has(carrierId)) continue
      const call = (await calls.findOne({ 'legs.carrierId': carrierId } as never)) as unknown as (CallState & { _id: string }) | null
      const leg = call?.legs.find((one) => one.carrierId === carrierId)
      if (leg && platform.clock.now() - leg.lineAt.getTime() > GRACE_MS) await control.hangUp(carrierId)
    }
  }

  return async (): Promise<void> => {
    await deps.lookWhetherPaused()
    await board.refresh()
    await endLeftClaims(deps)
    const before = board.all()
    const live = new Map((await carrier.hear(control.liveLegs())).map((one) => [one.carrierId, one.state]))
    for (const call of before) {
      try {
        await compare(call, live)
        await holdCallback(deps, await ledger.load(call.id))
        await needWork(await ledger.load(call.id))
      } catch (error) {
        platform.log.error({ err: error, callId: call.id }, 'a call could not be compared with the carrier; the others are')
      }
    }
    await endOrphans(live, new Set(before.flatMap((one) => one.legs.filter((leg) => !isOver(leg)).map((leg) => leg.carrierId))))
  }
}
