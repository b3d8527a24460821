import type { RoutedChannel } from './deps.ts'

export interface ChannelTraits {
  isLive: boolean
  isExclusive: boolean
  /** What a person calls one piece of its work: `chat`, `email`. */
  noun: string
}

/** A channel that is not set up, or a case nobody wrote in yet, can wait. Behind an abbreviation there are just messages. */
export const traitsOfChannels =
  (channels: () => readonly RoutedChannel[]) =>
  (kind: string): ChannelTraits => {
    const channel = channels().find((one) => one.kind === kind)
    if (!channel) return { isLive: false, isExclusive: false, noun: kind || 'case' }
    const { label, capabilities } = channel
    const isAbbreviated = label === label.toUpperCase()
    return { isLive: capabilities.live, isExclusive: capabilities.exclusive ?? false, noun: isAbbreviated ? 'message' : kind }
  }
