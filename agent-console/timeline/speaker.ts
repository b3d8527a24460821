import type { MessageView } from '../../server/hub/wire.ts'
import { channelSign } from '../signs/channels.ts'
import { addressWords } from '../words/address-words.ts'
import type { Names } from '../words/names.ts'
import { phoneWords } from '../words/phone-words.ts'
import { whoOf } from '../words/sentence.ts'

export interface Speaker {
  name: string
  of: 'customer' | 'colleague'
  /** For the avatar: "You" has the name's initials. */
  fullName: string
}

/** Who said it, as this reader would put it. */
export const speakerOf = (
  message: Pick<MessageView, 'direction' | 'authorId' | 'from'>,
  customerName: string,
  names: Names,
  myName: string,
): Speaker => {
  if (message.direction === 'in') {
    const name = phoneWords(message.from.name || customerName) || addressWords(message.from)
    return { name, of: 'customer', fullName: name }
  }
  const name = message.authorId ? whoOf(message.authorId, names) : 'The desk'
  return { name, of: 'colleague', fullName: name === 'You' ? myName : name }
}

/** By what way, in a few words: "to support@larkfield.example", or "in chat". */
export const wayWords = (message: Pick<MessageView, 'channel' | 'to'>): string => {
  const [first, ...others] = message.to.map(({ address, name }) => name || address).filter(Boolean)
  const { by, isLines } = channelSign(message.channel)
  if (isLines || !first) return by
  return others.length > 0 ? `to ${first} and ${others.length} more` : `to ${first}`
}
