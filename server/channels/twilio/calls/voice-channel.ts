import type { Channel, Finding } from '../../../hub/index.ts'
import { AppError } from '../../../platform/errors.ts'
import { normaliseNumber } from '../../../platform/phone-number.ts'

/** Calls as the hub sees them: something a customer has said to us. What goes out is spoken, so nothing can be sent. */
export const createVoiceChannel = (check: () => Promise<Finding[]>): Channel => ({
  kind: 'voice',
  label: 'Phone',
  normalise: normaliseNumber,
  capabilities: {
    maxLength: 0,
    attachments: false,
    richText: false,
    typing: false,
    receipts: false,
    live: true,
    exclusive: true,
    dedupe: 'native',
  },
  sendable: () => 'blocked',
  check,
  start: async () => {},
  send: async () => {
    throw new AppError('calls-are-spoken', 'invalid', 'A call is answered by calling, not by writing.')
  },
})
