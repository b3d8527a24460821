import type { Identity } from '../../server/customers/wire.ts'
import { channelSign } from '../signs/channels.ts'
import { phoneWords } from './phone-words.ts'

/** An address as a person reads it. A visitor of the chat has none. */
export const addressWords = ({ channel, address }: Pick<Identity, 'channel' | 'address'>): string =>
  channelSign(channel).isLines && !/[@+]/.test(address) ? `${channelSign(channel).label} visitor` : phoneWords(address)
