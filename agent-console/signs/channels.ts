import {
  IconBrandSlack,
  IconDeviceMobile,
  IconMail,
  IconMessageCircle,
  IconPhone,
  IconPlug,
  IconRecordMail,
  type TablerIcon,
} from '@tabler/icons-react'

export interface ChannelSign {
  label: string
  /** The ending of its colour tokens: `--ch-email`. */
  tone: string
  icon: TablerIcon
  /** People talk in short lines: a session is one card. Otherwise each message is a letter of its own. */
  isLines: boolean
  /** As in "wrote by email". */
  by: string
}

const signs: Record<string, ChannelSign> = {
  phone: { label: 'Phone', tone: 'phone', icon: IconPhone, isLines: false, by: 'by phone' },
  voice: { label: 'Phone', tone: 'phone', icon: IconPhone, isLines: false, by: 'by phone' },
  voicemail: { label: 'Voicemail', tone: 'phone', icon: IconRecordMail, isLines: false, by: 'by voicemail' },
  email: { label: 'Email', tone: 'email', icon: IconMail, isLines: false, by: 'by email' },
  chat: { label: 'Chat', tone: 'chat', icon: IconMessageCircle, isLines: true, by: 'in chat' },
  slack: { label: 'Slack', tone: 'slack', icon: IconBrandSlack, isLines: false, by: 'on Slack' },
  sms: { label: 'SMS', tone: 'sms', icon: IconDeviceMobile, isLines: true, by: 'by SMS' },
  whatsapp: { label: 'WhatsApp', tone: 'sms', icon: IconDeviceMobile, isLines: true, by: 'on WhatsApp' },
}

/** How a channel looks. A kind that is not in the table still has a sign: kinds are open. */
export const channelSign = (kind: string): ChannelSign =>
  signs[kind] ?? {
    label: kind === 'api' ? 'API' : kind,
    tone: 'other',
    icon: IconPlug,
    isLines: false,
    by: `by ${kind === 'api' ? 'API' : kind}`,
  }

export const channelColour = (kind: string): string => `var(--ch-${channelSign(kind).tone})`
