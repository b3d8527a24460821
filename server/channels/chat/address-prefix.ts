import { isIPv6 } from 'node:net'

/** What counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber has (SECURITY G7). */
export const addressPrefix = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const four = [...before, ...zeros, ...after].slice(0, 4)
  return `${four.map((part) => part.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
