/** What `package-lock.json` says of one installed copy of a package. */
export interface LockEntry {
  version?: string
  resolved?: string
  integrity?: string
  license?: string
  optional?: boolean
  peerDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
export type Lock = Record<string, LockEntry>

/** Oldest versions without a known hole that matters here. */
export const floors: Record<string, { version: string; why: string; except?: { path: string; why: string } }> = {
  mailparser: { version: '3.9.3', why: 'links made from plain text let script in before (mailparser #412)' },
  nodemailer: {
    version: '9.0.1',
    why: 'the composer reads files and addresses (GHSA-wqvq-jvpq-h66f, GHSA-p6gq-j5cr-w38f)',
    except: { path: 'node_modules/mailauth/node_modules/nodemailer', why: 'mailauth takes only its address parser and composes nothing' },
  },
  mongoose: { version: '8.24.1', why: 'operators get into filters and updates (CVE-2025-23061, GHSA-wpg9-53fq-2r8h, GHSA-664h-wqgq-64gw)' },
  'sanitize-html': { version: '2.17.4', why: 'xmp lets script through (CVE-2026-44990)' },
  dompurify: { version: '3.3.2', why: 'noscript lets script through (CVE-2026-0540)' },
  'socket.io-parser': { version: '4.2.6', why: 'a malformed frame ends the process (CVE-2026-33151)' },
}

const numbers = (version: string): number[] =>
  version
    .replace(/[-+].*$/, '')
    .split('.')
    .map(Number)
export const isBelow = (version: string, floor: string): boolean => {
  const [a, b] = [numbers(version), numbers(floor)]
  const at = [0, 1, 2].find((n) => (a[n] ?? 0) !== (b[n] ?? 0))
  // A pre-release of the floor itself comes before it.
  return at === undefined ? /-/.test(version) && !/-/.test(floor) : (a[at] ?? 0) < (b[at] ?? 0)
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Every copy that is older than the table allows. */
export const belowFloor = (lock: Lock): string[] =>
  Object.entries(lock).flatMap(([path, { version = '0' }]) => {
    const floor = floors[nameOf(path)]
    if (!floor || floor.except?.path === path || !isBelow(version, floor.version)) return []
    return [`${path} is ${version}, at least ${floor.version} is needed: ${floor.why}`]
  })

/** Where a lock says from where a package came: the machine that made it is no business of the one that uses it. */
export const placesIn = (lock: Lock): string[] => Object.keys(lock).filter((path) => lock[path]?.resolved !== undefined)

/** Optional packages of other systems that the lock forgot: without them `npm ci` refuses everywhere. */
export const forgotten = (lock: Lock): string[] =>
  Object.entries(lock).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !lock[`node_modules/${name}`] && !lock[`${path}/node_modules/${name}`])
      .map((name) => `${path} → ${name}`),
  )

const LICENCES = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'MPL-2.0',
  'OFL-1.1',
  'CC0-1.0',
  'BlueOak-1.0.0',
]
/** The licence file says MIT, its package.json nothing. */
const KNOWN_WITHOUT = ['xmlhttprequest-ssl']

/** Packages under a licence that nobody has agreed to. A choice (`A OR B`) is fine if one of them is. */
export const strangeLicences = (lock: Lock): string[] =>
  Object.entries(lock)
    .filter(
      ([path, { license }]) =>
        path !== '' && !KNOWN_WITHOUT.includes(nameOf(path)) && !license?.split(/[() ]+/).some((one) => LICENCES.includes(one)),
    )
    .map(([path, { license }]) => `${path}: ${license ?? 'none named'}`)
