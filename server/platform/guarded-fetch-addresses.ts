import { BlockList, isIP } from 'node:net'

// IANA's registries of special-purpose addresses, plus what clouds answer themselves.
const v4 = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's inner service
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
] as const)
  v4.addSubnet(network, prefix, 'ipv4')

// Only global unicast is public at all: that leaves out loopback, mapped and NAT64 addresses, ULA, link-local and multicast.
const v6Global = new BlockList()
v6Global.addSubnet('2000::', 3, 'ipv6')
const v6Special = new BlockList()
for (const [network, prefix] of [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: any IPv4 address in disguise
  ['3fff::', 20], // documentation
] as const)
  v6Special.addSubnet(network, prefix, 'ipv6')

const never = new BlockList()
for (const [network, prefix, family] of [
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['fd00:ec2::254', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const)
  never.addSubnet(network, prefix, family)

/** Where clouds keep a machine's own secrets: no list of exceptions opens that. */
export const isMetadataAddress = (address: string): boolean => {
  const family = isIP(address)
  return family > 0 && never.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Whether an address in plain notation belongs to the public internet. Anything else, a zone (`fe80::1%eth0`) included, does not. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address)
  if (family === 4) return !v4.check(address, 'ipv4')
  return family === 6 && !address.includes('%') && v6Global.check(address, 'ipv6') && !v6Special.check(address, 'ipv6')
}
