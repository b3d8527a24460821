const usual = ['voice', 'email', 'chat', 'slack']
const order = ['voice', 'email', 'chat', 'slack', 'sms', 'whatsapp']
const FIRST = 12
const SPAN = 54

export interface Lanes {
  channels: readonly string[]
  /** The middle of a channel's lane, in pixels from the start of the gutter. */
  x(channel: string): number
}

/** Another way through the same door runs in its lane. */
const shared: Record<string, string> = { voicemail: 'voice' }
const laneOf = (channel: string): string => shared[channel] ?? channel
const rank = (channel: string): number => {
  const at = order.indexOf(channel)
  return at < 0 ? order.length : at
}

/**
 * The lanes of one case. The four usual ones are always there, so that email runs in the same place in every case; a further channel gets a
 * lane of its own when this case uses it, and the lanes move together.
 */
export const lanesOf = (used: Iterable<string>): Lanes => {
  const channels = [...new Set([...usual, ...[...used].map(laneOf)])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const step = SPAN / Math.max(3, channels.length - 1)
  const x = (channel: string): number => FIRST + Math.max(0, channels.indexOf(laneOf(channel))) * step
  return { channels, x }
}
