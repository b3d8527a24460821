import type { Channel, OutboundMessage } from '../../server/hub/index.ts'

/** A channel whose outside world is a list: what was sent stays there. */
export const recordingChannel = (kind = 'test', isLive = false): { channel: Channel; sent: OutboundMessage[] } => {
  const sent: OutboundMessage[] = []
  const channel: Channel = {
    kind,
    label: kind,
    normalise: (address) => address.trim().toLowerCase(),
    capabilities: { maxLength: 0, attachments: true, richText: false, typing: false, receipts: true, live: isLive, dedupe: 'native' },
    sendable: () => 'free',
    check: async () => [],
    start: async () => {},
    send: async (message) => {
      sent.push(message)
      return { externalId: `sent-${message.message.id}` }
    },
  }
  return { channel, sent }
}
