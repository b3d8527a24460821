import type { ReplyWay } from '../../server/hub/wire.ts'

export interface Plug {
  channel: string
  /** The newest interaction first. */
  ways: ReplyWay[]
}

/** Pure: the ways to answer, gathered by channel in the order of the lanes. */
export const plugsOf = (ways: readonly ReplyWay[], channels: readonly string[]): Plug[] => {
  const byChannel = new Map<string, ReplyWay[]>()
  for (const way of ways) byChannel.set(way.channel, [...(byChannel.get(way.channel) ?? []), way])
  return [...byChannel]
    .map(([channel, list]) => ({ channel, ways: [...list].sort((a, b) => Number(b.isLast) - Number(a.isLast)) }))
    .sort((a, b) => channels.indexOf(a.channel) - channels.indexOf(b.channel))
}

/** The way that answers: the chosen one while it exists, else where the customer wrote last, as far as it can be sent there. */
export const wayFor = (ways: readonly ReplyWay[], chosen: string | null): ReplyWay | undefined => {
  const own = ways.find(({ interactionId }) => interactionId === chosen)
  if (own) return own
  return ways.find((way) => way.isLast && way.sendable !== 'blocked') ?? ways.find((way) => way.sendable !== 'blocked') ?? ways[0]
}
