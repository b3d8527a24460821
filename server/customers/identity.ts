import { foldText, wordsOf } from './fold-text.ts'

/** How sure we are that an address belongs to who uses it (SECURITY section 0). */
export type Trust = 'claimed' | 'channel-verified' | 'proved'

/** An address on a channel, as an inbound event names it. `address` is normalised by the channel already. */
export interface Party {
  channel: string
  address: string
  name?: string
  trust: Trust
}

const RANK: Record<Trust, number> = { claimed: 0, 'channel-verified': 1, proved: 2 }
export const isStronger = (a: Trust, b: Trust): boolean => RANK[a] > RANK[b]

/** E.164. */
export const isPhoneNumber = (address: string): boolean => /^\+\d{5,15}$/.test(address)
export const isMailAddress = (address: string): boolean => /^[^@\s]+@[^@\s]+$/.test(address)

/** What an address is worth here: a number can be forged, shared or given to someone else, so it is never more than claimed (SECURITY I2). */
export const trustOf = ({ address, trust }: Pick<Party, 'address' | 'trust'>): Trust => (isPhoneNumber(address) ? 'claimed' : trust)

/** `_id` of an identity: a claimed address and the same address verified are two identities, and never meet by themselves (SECURITY I1). */
export const identityKey = (party: Pick<Party, 'channel' | 'address' | 'trust'>): string =>
  `${party.channel}${trustOf(party) === 'claimed' ? '?' : ''}:${party.address}`

const ROLES = new Set(
  (
    'abuse accounting accounts admin administrator billing bookings bounce bounces careers contact customerservice daemon do-not-reply donotreply ' +
    'enquiries events feedback finance hello help helpdesk hi hostmaster hr info inquiries invoice invoices it jobs legal list mail mailer-daemon ' +
    'marketing media news newsletter no-reply nobody noreply notifications office operations ops order orders payments postmaster press privacy ' +
    'purchasing reception returns root sales security service services shipping shop spam staff subscribe support team unsubscribe webmaster welcome'
  ).split(' '),
)

/** A mailbox that several people read: it says nothing about who wrote (SECURITY I2). `sales+eu@` is one too. */
export const isRoleAddress = (address: string): boolean =>
  isMailAddress(address) && ROLES.has((address.split('@')[0] ?? '').toLowerCase().split('+')[0] ?? '')

const FREE_MAIL = new Set(
  (
    'aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.fr icloud.com ' +
    'laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org me.com msn.com orange.fr outlook.com outlook.de pm.me posteo.de ' +
    'proton.me protonmail.com qq.com seznam.cz t-online.de tutanota.com web.de wp.pl yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com ' +
    'yandex.ru ymail.com zoho.com 126.com 163.com freemail.example'
  ).split(' '),
)

/** The domain of a mail address if only colleagues share it; '' for anything else. */
export const companyDomain = (address: string): string => {
  if (!isMailAddress(address) || isRoleAddress(address)) return ''
  const domain = (address.split('@')[1] ?? '').toLowerCase()
  return FREE_MAIL.has(domain) ? '' : domain
}

/** Two parts at least: `Anna` alone is half the world. */
export const nameKey = (name: string, domain: string): string => {
  const words = wordsOf(name)
  return domain !== '' && words.length >= 2 ? `${words.join(' ')}@${domain}` : ''
}

/** What to call somebody who gave no name. */
export const nameFromAddress = ({ channel, address }: Pick<Party, 'channel' | 'address'>): string => {
  if (isMailAddress(address)) return address.split('@')[0] ?? address
  if (isPhoneNumber(address)) return address
  return channel === 'chat' ? `Visitor ${foldText(address).slice(-4).toUpperCase()}` : address
}
