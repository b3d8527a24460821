import type { CaseRow } from '../../server/cases/wire.ts'
import { monthName } from '../words/time.ts'

const MONTHS = 6
const LEFT = 22
const RIGHT = 262

export interface StripMark {
  key: string
  channel: string
  x: number
  width: number
}
export interface Strip {
  channels: string[]
  marks: StripMark[]
  months: { label: string; x: number }[]
  /** Cases that fall into the time shown. */
  count: number
}

const order = ['voice', 'voicemail', 'email', 'chat', 'slack', 'sms']
const rank = (channel: string): number => (order.includes(channel) ? order.indexOf(channel) : order.length)

/** Pure: half a year of a customer's cases, a lane for each channel. A case is a dot where it was short, a bar where it lasted. */
export const stripOf = (cases: readonly CaseRow[], nowMs: number): Strip => {
  const now = new Date(nowMs)
  const fromMs = new Date(now.getFullYear(), now.getMonth() - MONTHS + 1, 1).getTime()
  const x = (ms: number): number => LEFT + ((Math.max(ms, fromMs) - fromMs) / (nowMs - fromMs || 1)) * (RIGHT - LEFT)
  const within = cases.filter((row) => Date.parse(row.lastMessageAt ?? row.openedAt) >= fromMs)
  const channels = [...new Set(within.flatMap((row) => row.channels))].sort((a, b) => rank(a) - rank(b))
  const marks = within.flatMap((row) =>
    row.channels.map((channel) => {
      const start = x(Date.parse(row.openedAt))
      const end = x(Date.parse(row.lastMessageAt ?? row.openedAt))
      return { key: `${row.id} ${channel}`, channel, x: start, width: Math.max(0, end - start) }
    }),
  )
  const months = Array.from({ length: MONTHS }, (_, at) => {
    const first = new Date(now.getFullYear(), now.getMonth() - MONTHS + 1 + at, 1)
    return { label: monthName(first), x: x(first.getTime()) }
  })
  return { channels, marks, months, count: within.length }
}
