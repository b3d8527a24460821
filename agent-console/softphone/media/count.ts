import type { Count } from './quality.ts'

/** The counts of one connection out of `RTCPeerConnection.getStats()`; nothing before anything arrived. */
export const countOf = (report: RTCStatsReport): Count | undefined => {
  let count: Count | undefined
  let roundTripMs: number | null = null
  report.forEach((one) => {
    if (one.type === 'inbound-rtp' && one.kind === 'audio')
      count = { received: one.packetsReceived ?? 0, lost: one.packetsLost ?? 0, jitterMs: (one.jitter ?? 0) * 1000, roundTripMs: null }
    if (one.type === 'candidate-pair' && one.nominated && one.currentRoundTripTime !== undefined)
      roundTripMs = one.currentRoundTripTime * 1000
  })
  return count && { ...count, roundTripMs }
}
