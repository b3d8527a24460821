import { faultWords } from './media/microphone-fault.ts'
import type { QualityWarning } from './media/quality.ts'

/** Twilio's names (Voice SDK, "call quality events") in ours; what is not here says nothing to people. */
export const warningOf: Record<string, QualityWarning> = {
  'high-rtt': 'delay',
  'high-jitter': 'jitter',
  'high-packet-loss': 'loss',
  'high-packets-lost-fraction': 'loss',
  'low-mos': 'loss',
  'low-bytes-received': 'cut',
  'low-bytes-sent': 'cut',
  'ice-connectivity-lost': 'cut',
}

/** Errors that trying again with this token does not mend: it is over, not accepted, or for another account (Voice SDK, error dictionary). */
const refusals = new Set<number | undefined>([20101, 20104, 20151, 20157, 31201, 31202, 31203, 31204, 31205, 31207])
export const isRefusal = (code: number | undefined): boolean => refusals.has(code)
export const codeOf = (error: unknown): number | undefined => (error as { code?: number } | null)?.code
export const unreachable = 'Twilio cannot be reached. The phone tries again by itself.'

export const callWords = (error: unknown): string => {
  const code = codeOf(error)
  if (code === 31401) return faultWords.refused
  if (code === 31402) return faultWords.failed
  if (code === 53405 || code === 31003 || code === 31005)
    return 'The network does not let the sound through. Ask who runs it to allow WebRTC.'
  return `The call could not be connected (Twilio ${code ?? 'gave no number'}).`
}
