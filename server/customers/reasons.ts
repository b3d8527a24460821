import { isPhoneNumber, isRoleAddress } from './identity.ts'
import type { IdentityDocument, Reason, TypedDocument } from './store.ts'

const shared = (address: string): string => (isRoleAddress(address) ? ', a mailbox several people may read' : '')

/** Two identities hold the same address: one proved and one not, or two channels of one number. */
export const sameAddress = (a: Pick<IdentityDocument, 'address' | 'trust'>, b: Pick<IdentityDocument, 'trust'>): Reason => {
  if (isPhoneNumber(a.address)) return { kind: 'same-phone', text: `Same phone number: ${a.address}` }
  const isUnproven = a.trust === 'claimed' || b.trust === 'claimed'
  return { kind: 'same-address', text: `Same address${isUnproven ? ', unproven' : ''}: ${a.address}${shared(a.address)}` }
}

/** Somebody typed an address that is somebody's identity. */
export const typedAddress = ({ where, address }: Pick<TypedDocument, 'where' | 'address'>): Reason => {
  const place = where === 'chat' ? ' in the chat' : ''
  return isPhoneNumber(address)
    ? { kind: 'same-phone', text: `Typed the phone number ${address}${place}` }
    : { kind: 'typed', text: `Typed ${address}${place}${shared(address)}` }
}

export const sameName = (name: string, domain: string): Reason => ({ kind: 'same-name', text: `Same name at ${domain}: ${name}` })
