import { expect, it } from 'vitest'
import { companyDomain, identityKey, isRoleAddress, nameFromAddress, nameKey } from '../../server/customers/identity.ts'

it.each([
  ['a verified address', { channel: 'email', address: 'a@rivet.example', trust: 'channel-verified' }, 'email:a@rivet.example'],
  ['a proved one is the same', { channel: 'email', address: 'a@rivet.example', trust: 'proved' }, 'email:a@rivet.example'],
  ['a claimed one is another', { channel: 'email', address: 'a@rivet.example', trust: 'claimed' }, 'email?:a@rivet.example'],
  [
    'a number is never more than claimed (SECURITY I2)',
    { channel: 'phone', address: '+12025550143', trust: 'proved' },
    'phone?:+12025550143',
  ],
  ['a session', { channel: 'chat', address: 'vq7k2', trust: 'claimed' }, 'chat?:vq7k2'],
] as const)('%s', (_name, party, key) => {
  expect(identityKey(party)).toBe(key)
})

it.each([
  ['info@rivet.example', true],
  ['SALES+eu@rivet.example', true],
  ['no-reply@rivet.example', true],
  ['marta@rivet.example', false],
  ['information.marta@rivet.example', false],
  ['+12025550143', false],
])('%s is a mailbox of a role: %s', (address, isRole) => {
  expect(isRoleAddress(address)).toBe(isRole)
})

it('takes a domain for a company only where colleagues share it', () => {
  expect(companyDomain('marta@Rivet.example')).toBe('rivet.example')
  expect(companyDomain('marta@gmail.com')).toBe('')
  expect(companyDomain('info@rivet.example')).toBe('')
})

it('compares names of two words and more, without case and accents', () => {
  expect(nameKey('Zoë  Ångström', 'rivet.example')).toBe(nameKey('zoe angstrom', 'rivet.example'))
  expect(nameKey('Zoë', 'rivet.example')).toBe('')
  expect(nameKey('Zoë Ångström', '')).toBe('')
})

it('finds a name for who gave none', () => {
  expect(nameFromAddress({ channel: 'email', address: 'marta.o@rivet.example' })).toBe('marta.o')
  expect(nameFromAddress({ channel: 'chat', address: 'abcdef' })).toBe('Visitor CDEF')
})
