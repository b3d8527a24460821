import type { ReplyWay } from '../../server/hub/wire.ts'
import { stamp } from '../words/time.ts'

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

/** Pure: those who come in by a token of ours that can still be ended, each person once, whatever stretches of contact they wrote in. */
export const visitorsOf = (ways: readonly ReplyWay[]): ReplyWay[] => {
  const open = ways.filter(({ isRevocable, sendable }) => isRevocable && sendable !== 'blocked')
  return open.filter((way, at) => open.findIndex(({ to, firstSeenAt }) => to === way.to && firstSeenAt === way.firstSeenAt) === at)
}

/** Who is at the end of a way, told apart from others of the same name. */
export const whoAt = ({ to, firstSeenAt, isCustomer }: ReplyWay, nowMs: number): string =>
  [to, firstSeenAt ? `first seen ${stamp(firstSeenAt, nowMs)}` : '', isCustomer ? '' : 'not the customer'].filter(Boolean).join(', ')

/** Pure: where a plug leads: to the customer while they can be reached there. The others it reaches are each to be chosen by name. */
export const ledTo = (ways: readonly ReplyWay[]): { own: ReplyWay | undefined; others: ReplyWay[] } => {
  const open = ways.filter(({ sendable }) => sendable !== 'blocked')
  const own = open.find(({ isCustomer }) => isCustomer)
  return { own, others: own ? [] : open }
}

/** Pure: the way that the answer in a draft is for, also while a note is written; null while nobody chose. */
export const meantWay = ({ way, replyTo, reply }: { way: string | null; replyTo?: string | null; reply: string }): string | null =>
  way === 'note' ? (reply && replyTo) || null : way

/**
 * The way that answers: the chosen one while it can be sent there, else the default, else another way to the customer, as far as it can be sent there.
 * One chosen that leads to somebody else stays: what was written for them is for nobody else's eyes.
 */
export const wayFor = (ways: readonly ReplyWay[], chosen: string | null): ReplyWay | undefined => {
  const own = ways.find(({ id }) => id === chosen)
  if (own && !own.isCustomer) return own
  const usual = ways.find(({ isDefault }) => isDefault)
  return (
    [own, usual, ...ways.filter(({ isCustomer }) => isCustomer)].find((way) => way && way.sendable !== 'blocked') ?? own ?? usual ?? ways[0]
  )
}
