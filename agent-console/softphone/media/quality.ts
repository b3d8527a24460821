/** What is wrong with a line, worst first. */
export type QualityWarning = 'cut' | 'loss' | 'delay' | 'jitter'

const order: readonly QualityWarning[] = ['cut', 'loss', 'delay', 'jitter']
export const worstFirst = (warnings: Iterable<QualityWarning>): QualityWarning[] => {
  const all = new Set(warnings)
  return order.filter((one) => all.has(one))
}

export const qualityWords: Record<QualityWarning, string> = {
  cut: 'The sound is cut. The line tries to come back.',
  loss: 'Words get lost on the way. A cable or a better network helps.',
  delay: 'The sound arrives late. Leave pauses.',
  jitter: 'The sound is uneven. A cable or a better network helps.',
}

/** What a browser has counted on one connection. Times in milliseconds. */
export interface Count {
  received: number
  lost: number
  jitterMs: number
  roundTripMs: number | null
}

/** From where speech suffers: ITU-T G.114 for delay (half a round trip), common practice of VoIP for the rest. */
const LOST_SHARE = 0.05
const ROUND_TRIP_MS = 500
const JITTER_MS = 40
/** Too little was said in between to tell. */
const ENOUGH = 20

export const qualityBetween = (before: Count | undefined, now: Count): QualityWarning[] => {
  const found: QualityWarning[] = []
  const lost = now.lost - (before?.lost ?? 0)
  const all = now.received - (before?.received ?? 0) + lost
  if (all >= ENOUGH && lost / all > LOST_SHARE) found.push('loss')
  if ((now.roundTripMs ?? 0) > ROUND_TRIP_MS) found.push('delay')
  if (all >= ENOUGH && now.jitterMs > JITTER_MS) found.push('jitter')
  return found
}
