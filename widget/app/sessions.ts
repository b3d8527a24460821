import type { VisitorAgent, VisitorMessage, VisitorSession, VisitorTyping } from '../../server/channels/chat/wire.ts'
import type { LiveEvent, LiveSnapshot } from '../../server/platform/wire/live.ts'
import { applyRows, type Rows, rowsOf } from './rows.ts'

/** One session as the desk tells it, with the place in its topic. */
export interface Watched {
  id: string
  epoch: string
  n: number
  state: Rows
}

export interface SessionView {
  id: string
  messages: VisitorMessage[]
  session: VisitorSession | null
  agent: VisitorAgent | null
  typing: VisitorTyping | null
}

const idOf = (topic: string): string => topic.slice(topic.indexOf(':') + 1)

export const begun = (id: string): Watched => ({ id, epoch: '', n: 0, state: new Map() })

/** Pure. A snapshot holds all rows; it was read after the desk began to send events. */
export const takeSnapshot = (all: readonly Watched[], { topic, epoch, n, rows }: LiveSnapshot): Watched[] =>
  all.map((one) => {
    if (one.id !== idOf(topic)) return one
    // An event may have overtaken the answer; another process of the desk counts anew.
    const isSame = one.epoch === epoch
    return { ...one, epoch, n: isSame ? Math.max(one.n, n) : n, state: applyRows(isSame ? one.state : new Map(), rows) }
  })

/** Pure. `isGap`: something was missed, so the topic must be watched again. */
export const takeEvent = (all: readonly Watched[], { topic, epoch, n, rows }: LiveEvent): { all: Watched[]; isGap: boolean } => {
  let isGap = false
  const next = all.map((one) => {
    if (one.id !== idOf(topic)) return one
    isGap = one.epoch !== epoch || n !== one.n + 1
    return { ...one, epoch, n, state: applyRows(one.state, rows) }
  })
  return { all: next, isGap }
}

export const viewOf = ({ id, state }: Watched): SessionView => ({
  id,
  messages: rowsOf<VisitorMessage>(state, 'message').sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  session: rowsOf<VisitorSession>(state, 'session')[0] ?? null,
  agent: rowsOf<VisitorAgent>(state, 'agent')[0] ?? null,
  typing: rowsOf<VisitorTyping>(state, 'typing')[0] ?? null,
})
