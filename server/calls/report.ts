import { type CallState, customerLeg, legOf } from './call.ts'
import { type CallDeps, phone } from './deps.ts'
import type { CallChange } from './entries.ts'
import { isLive, reportLine, reportPlace, TOLD_MS } from './parties/leg.ts'
import type { CallReport } from './ports.ts'
import { isKnown } from './recordings/recording.ts'

/** Another process may just be writing down that it began. */
const GRACE_MS = 20_000

/** A recording that runs, and whose beginning was never written down, as after a crash or a lost answer: nobody would pause it. */
const unheardOf = (call: CallState, { recordingId, at }: Extract<CallReport, { type: 'recording' }>): CallChange | null => {
  if (isKnown(call, recordingId)) return null
  const removeAt = new Date(at.getTime() + GRACE_MS).toISOString()
  return { type: 'call.recording-unwanted', recordingId, legId: customerLeg(call)?.id ?? '', removeAt }
}

/** What a report changes; null when it says nothing new, is about something unknown, or only echoes what we asked for. */
const changeOf = (call: CallState, report: CallReport, now: number): CallChange | null => {
  const reportedAt = report.at.toISOString()
  switch (report.type) {
    case 'leg': {
      const leg = legOf(call, report.legId)
      if (!leg) return null
      const isNew = reportLine(leg, report.state, report.at) !== leg || (leg.carrierId === '' && report.carrierId !== '')
      return isNew ? { type: 'call.leg-reported', legId: leg.id, carrierId: report.carrierId, report: report.state, reportedAt } : null
    }
    case 'participant': {
      const leg = legOf(call, report.legId)
      if (!leg || (report.what !== 'joined' && report.what !== 'left')) return null
      const isIn = report.what === 'joined'
      const isNew = reportPlace(leg, isIn, report.at) !== leg || call.conferenceId !== report.conferenceId
      if (!isNew) return null
      const { conferenceId, carrierId } = report
      const moved = { type: 'call.leg-moved', legId: leg.id, carrierId, conferenceId, isIn, reportedAt } as const
      // Whom we sent elsewhere is not over.
      const hasHungUp = !isIn && isLive(leg) && leg.place === 'conference'
      return hasHungUp ? { ...moved, askAt: new Date(now + TOLD_MS).toISOString() } : moved
    }
    case 'recording': {
      if (report.state === 'running') return unheardOf(call, report)
      const known = call.recordings.find((one) => one.id === report.recordingId)
      if (!known || (report.state !== 'ready' && report.state !== 'absent')) return null
      const isSaid = known.file !== 'none' && !(known.file === 'absent' && report.state === 'ready')
      return isSaid
        ? null
        : { type: 'call.recording-reported', recordingId: known.id, state: report.state, seconds: report.seconds, reportedAt }
    }
    default:
      // Everyone's own leaving is told as well, and a conference that nobody is in ends by itself.
      return null
  }
}

/** Takes in what the carrier tells of a call. Told again, or later than something newer, it changes nothing (SECURITY P3). */
export const report =
  ({ keeper, ledger, board, platform }: CallDeps) =>
  async (told: CallReport): Promise<void> => {
    await keeper.inTurn(told.callId, async () => {
      const change = (call: CallState): CallChange | null => changeOf(call, told, platform.clock.now())
      const known = board.byId(told.callId)
      const call = known && change(known) ? known : await ledger.load(told.callId)
      if (call.seq === 0 || !change(call)) return
      await keeper.settle(await ledger.settle(call.id, `report:${told.key}`, phone.id, change))
    })
  }
