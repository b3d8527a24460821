import { useMemo, useState } from 'react'
import type { MessageView } from '../../server/hub/wire.ts'
import type { CaseView } from '../cases/case-view.ts'
import { useStore } from '../desk/use-store.ts'
import { channelSign } from '../signs/channels.ts'
import type { Names } from '../words/names.ts'
import { sentence } from '../words/sentence.ts'
import { seen } from '../work/seen.ts'
import { type TimelineRow, timelineRows } from './rows.ts'
import { shown } from './scroll.ts'

/** The rows of a case as they are shown now, and which messages are new to this reader. */
export const useTimeline = (view: CaseView, names: Names) => {
  const { channel, hasEvents } = useStore(shown)
  // As it was when the case was opened: looking at it does not take the mark away at once.
  const [seenAt] = useState(() => seen.get()[view.case.id])
  const rows = useMemo(() => {
    const offered = new Set(view.decisions.filter(({ chosenId }) => chosenId).map(({ workId }) => workId))
    const all = timelineRows(view.timeline, view.decisions, {
      isLines: (kind) => channelSign(kind).isLines,
      // Who accepted is said by the line that says why,
      // and a merge is told by the case that stays.
      isTold: (event) =>
        sentence(event, names, 0) !== null &&
        !(event.what === 'case.assigned' && offered.has(String(event.facts.workId))) &&
        !(event.what === 'case.merged' && event.caseId !== view.case.id),
    })
    const isMessage = (row: TimelineRow) => row.type === 'letter' || row.type === 'lines' || row.type === 'call'
    return all.filter((row) => (hasEvents || isMessage(row)) && (channel === null || row.channel === channel))
  }, [view.timeline, view.decisions, view.case.id, names, channel, hasEvents])

  const lastOut = view.timeline.findLast((item) => item.type === 'message' && item.message.direction === 'out')?.at ?? ''
  const isNew = ({ direction, receivedAt }: MessageView): boolean =>
    direction === 'in' && view.case.isAwaitingReply && seenAt !== undefined && receivedAt > seenAt && receivedAt > lastOut
  return { rows, isNew }
}
