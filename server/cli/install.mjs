import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runOrThrow } from './run-command.mjs'
import { root, say } from './terminal.mjs'
import { withLock } from './with-lock.mjs'

const stampFile = join(root, 'node_modules', '.patchbay-lock')
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** npm's own record of what it installed agrees with the lock: somebody ran `npm ci` by hand. */
const npmRecordAgrees = () => {
  const record = readIfThere(join(root, 'node_modules', '.package-lock.json'))
  if (!record) return false
  const installed = JSON.parse(record).packages ?? {}
  const wanted = Object.entries(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages)
  return wanted.every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true
    return installed[path] ? installed[path].version === version : Boolean(optional || devOptional || peer)
  })
}

const isInstalled = () => {
  const hash = lockHash()
  if (readIfThere(stampFile) === hash) return true
  if (!npmRecordAgrees()) return false
  writeFileSync(stampFile, hash)
  return true
}

/** Installs the locked dependencies if they are missing or older than the lock. Install scripts never run (SECURITY R7). */
export const installIfMissing = async () => {
  if (isInstalled()) return
  await withLock(async () => {
    if (isInstalled()) return
    const began = Date.now()
    say('installing the locked dependencies (the first start only) …')
    const npm = process.env.npm_execpath
    // NODE_ENV=production would leave out what builds the desk.
    const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']
    await (npm ? runOrThrow(process.execPath, [npm, ...args]) : runOrThrow('npm', args))
    writeFileSync(stampFile, lockHash())
    say(`installed in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  })
}
