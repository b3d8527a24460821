import type { DeliveryReport } from '../../hub/index.ts'
import { readDeliveryStatus } from '../../platform/mail/delivery-status.ts'
import { explainFailure } from './failure-words.ts'

const codeIn = (text: string): number => Number(/\b[45]\d\d\b/.exec(text.slice(0, 200))?.[0] ?? 0)

/**
 * What a notification sent to the envelope address of one of our messages says became of it (SECURITY E6: that address carries an HMAC, so whoever
 * reports received the message or refused it). Null for anything that is no such notification; `settled: false` while the other side still tries.
 */
export const readBounce = (
  messageId: string,
  statusReports: readonly string[],
  at: Date,
): { report: DeliveryReport | null; settled: boolean } | null => {
  const recipients = statusReports.flatMap(readDeliveryStatus)
  if (recipients.length === 0) return null
  const base = { type: 'delivery' as const, channel: 'email', account: 'desk', messageId, at }
  const failed = recipients.find(({ action }) => action === 'failed')
  if (failed) {
    const { recipient, status, diagnostic } = failed
    return {
      report: { ...base, state: 'bounced', reason: explainFailure({ recipient, status, text: diagnostic, code: codeIn(diagnostic) }) },
      settled: true,
    }
  }
  if (recipients.some(({ action }) => action === 'delayed')) return { report: null, settled: false }
  return { report: { ...base, state: 'delivered' }, settled: true }
}
