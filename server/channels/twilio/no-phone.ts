import type { Channel } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { createVoiceChannel } from './calls/voice-channel.ts'
import { smsTraits } from './messages/sms-channel.ts'

const nothing = async () => []
const health = () => ({ ok: true, detail: 'off: no phone is set up' })

/** Of a desk without a carrier: it still shows what came by phone before, and says that nothing can go out. */
export const noPhone: readonly Channel[] = [
  { ...createVoiceChannel(nothing), health },
  {
    ...smsTraits,
    capabilities: { ...smsTraits.capabilities, dedupe: 'none' },
    sendable: () => 'blocked',
    check: nothing,
    health,
    start: async () => {},
    send: async () => {
      throw new AppError('phone-off', 'invalid', 'The phone is not set up on this desk.')
    },
  },
]
