import type { CallView } from '../../server/calls/wire.ts'
import type { MessageView } from '../../server/hub/wire.ts'
import type { Decision } from '../../server/routing/wire.ts'
import type { TimelineItem } from '../../server/screens/wire.ts'

type MessageItem = Extract<TimelineItem, { type: 'message' }>
type NoteItem = Extract<TimelineItem, { type: 'note' }>
type EventItem = Extract<TimelineItem, { type: 'event' }>

/** What the timeline draws, one by one. `channel` is the lane the row hangs in. */
export type TimelineRow =
  | { type: 'letter'; key: string; at: string; channel: string; messages: MessageView[] }
  | { type: 'lines'; key: string; at: string; channel: string; messages: MessageView[] }
  | { type: 'call'; key: string; at: string; channel: string; call: CallView; messages: MessageView[] }
  | { type: 'note'; key: string; at: string; channel: string; note: NoteItem }
  | { type: 'event'; key: string; at: string; channel: string; event: EventItem }
  | { type: 'why'; key: string; at: string; channel: string; decision: Decision }

const JOIN_MS = 5 * 60_000
const SESSION_MS = 30 * 60_000

export interface RowOptions {
  /** Whether a channel is talked over in short lines, so that a session is one card. */
  isLines(channel: string): boolean
  /** Whether an entry has a sentence of its own. */
  isTold(event: EventItem): boolean
}

/** The decision that holds: the last one of each piece of work that found somebody. */
export const lastDecisions = (decisions: readonly Decision[]): Decision[] => {
  const byWork = new Map<string, Decision>()
  for (const one of [...decisions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) if (one.chosenId) byWork.set(one.workId, one)
  return [...byWork.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

const joins = (
  row: TimelineRow | undefined,
  { message }: MessageItem,
  isLines: boolean,
): row is Extract<TimelineRow, { type: 'letter' | 'lines' }> => {
  if (row?.type !== (isLines ? 'lines' : 'letter')) return false
  const last = row.messages.at(-1)
  if (!last || last.interactionId !== message.interactionId || last.channel !== message.channel) return false
  const gap = Date.parse(message.receivedAt) - Date.parse(last.receivedAt)
  if (isLines) return gap <= SESSION_MS
  return (
    last.direction === message.direction &&
    last.authorId === message.authorId &&
    last.from.address === message.from.address &&
    gap <= JOIN_MS
  )
}

/** Pure: the timeline of a case as rows; `items` come in order. Entries without a sentence leave no row, so a session of lines is not torn by them. */
export const timelineRows = (
  items: readonly TimelineItem[],
  decisions: readonly Decision[],
  { isLines, isTold }: RowOptions,
): TimelineRow[] => {
  const rows: TimelineRow[] = []
  const waiting = lastDecisions(decisions)
  const first = items.find((item): item is MessageItem => item.type === 'message')
  let channel = first?.message.channel ?? 'email'
  const addDecisions = (beforeMs: number) => {
    while (waiting[0] && Date.parse(waiting[0].at) <= beforeMs) {
      const decision = waiting.shift()
      if (decision) rows.push({ type: 'why', key: `why ${decision.id}`, at: decision.at, channel, decision })
    }
  }
  const addMessage = (item: MessageItem) => {
    channel = item.message.channel
    const { call } = item
    const shown = call && rows.find((row) => row.type === 'call' && row.call.id === call.id)
    if (shown?.type === 'call') return void shown.messages.push(item.message)
    if (call) return void rows.push({ type: 'call', key: item.id, at: item.at, channel, call, messages: [item.message] })
    const lines = isLines(channel)
    const last = rows.at(-1)
    if (joins(last, item, lines)) last.messages.push(item.message)
    else rows.push({ type: lines ? 'lines' : 'letter', key: item.id, at: item.at, channel, messages: [item.message] })
  }
  for (const item of items) {
    addDecisions(Date.parse(item.at))
    if (item.type === 'message') addMessage(item)
    else if (item.type === 'note') rows.push({ type: 'note', key: item.id, at: item.at, channel, note: item })
    else if (isTold(item)) rows.push({ type: 'event', key: item.id, at: item.at, channel, event: item })
  }
  addDecisions(Number.POSITIVE_INFINITY)
  return rows
}
