import type { VisitorAgent } from '../../server/channels/chat/wire.ts'
import { viewOf } from './sessions.ts'
import type { SiteInfo } from './site.ts'
import type { State } from './store.ts'
import { type Item, timelineOf } from './timeline.ts'
import { clockOf } from './words.ts'

export interface Screen {
  as: 'loading' | 'refused' | 'start' | 'talk'
  title: string
  line: string
  agent: VisitorAgent | null
  items: Item[]
  isWaiting: boolean
  hasEnded: boolean
  canWrite: boolean
  typingName: string
}

/** Pure: which screen the state makes, with its words. */
export const screenOf = (site: SiteInfo, state: State, now = new Date()): Screen => {
  const views = state.sessions.map(viewOf)
  const current = views[views.length - 1]
  const items = timelineOf(views, state.outbox, state.line !== 'offline', now)
  const unsent = state.outbox.length > 0
  const isEmpty = items.length === 0
  const status = current?.session?.state
  // An earlier chat stays in view until something new is written; then the agent is whoever joins next.
  const shown = status === 'empty' && !unsent ? (views[views.length - 2] ?? current) : current
  const hasEnded = !unsent && !state.goesOn && (status === 'ended' || (status === 'empty' && !isEmpty))
  const agent = hasEnded || status === 'live' ? (shown?.agent ?? null) : null
  const isWaiting = !agent && !hasEnded && !isEmpty && (status === 'waiting' || unsent)
  const isKnown = state.phase === 'ready' || state.phase === 'away' || state.line === 'offline'
  const as =
    state.phase === 'refused'
      ? 'refused'
      : !isEmpty
        ? 'talk'
        : isKnown && (state.line !== 'connecting' || state.phase === 'away')
          ? 'start'
          : 'loading'
  return {
    as,
    title: agent ? agent.name : site.name,
    line: lineOf(site, state, { agent, hasEnded, isWaiting, endedAt: shown?.session?.endedAt ?? null }),
    agent,
    items,
    isWaiting,
    hasEnded,
    canWrite: !hasEnded,
    typingName: state.typingAt > 0 && !hasEnded ? state.typingName : '',
  }
}

const lineOf = (
  site: SiteInfo,
  state: State,
  { agent, hasEnded, isWaiting, endedAt }: { agent: VisitorAgent | null; hasEnded: boolean; isWaiting: boolean; endedAt: string | null },
): string => {
  if (hasEnded) return endedAt ? `Chat ended ${clockOf(endedAt)}` : 'Chat ended'
  if (agent) return agent.isHere ? `${site.name}, here now` : `${site.name}, back in a moment`
  if (state.isAway) return 'Away now, answers later'
  return isWaiting ? 'You are in the queue' : site.promise
}
