import type { ReplyWay } from '../../server/hub/wire.ts'

export interface Plug {
  channel: string
  /** The customer's own first, the last used before the others. */
  ways: ReplyWay[]
}

/** Pure: the ways to answer, gathered by channel in the order of the lanes. */
export const plugsOf = (ways: readonly ReplyWay[], channels: readonly string[]): Plug[] => {
  const byChannel = new Map<string, ReplyWay[]>()
  for (const way of ways) byChannel.set(way.channel, [...(byChannel.get(way.channel) ?? []), way])
  return [...byChannel]
    .map(([channel, list]) => ({ channel, ways: [...list].sort((a, b) => Number(b.isDefault) - Number(a.isDefault)) }))
    .sort((a, b) => channels.indexOf(a.channel) - channels.indexOf(b.channel))
}

/** The way that answers: the chosen one while it exists, else the default, else another way to the customer, as far as it can be sent there. */
export const wayFor = (ways: readonly ReplyWay[], chosen: string | null): ReplyWay | undefined => {
  const own = ways.find(({ id }) => id === chosen)
  if (own) return own
  const usual = ways.find(({ isDefault }) => isDefault)
  return [usual, ...ways.filter(({ isCustomer }) => isCustomer)].find((way) => way && way.sendable !== 'blocked') ?? usual ?? ways[0]
}
