import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { installIfMissing } from './install.mjs'
import { root, say } from './terminal.mjs'

const prepare = async (watching) => {
  await installIfMissing()
  if (!watching) await (await import('./build-stale.mjs')).buildStale()
}

/** Brings the desk up from whatever state the folder is in. */
export const launch = async (args) => {
  const watching = args.includes('--watch')
  try {
    await prepare(watching)
  } catch (error) {
    say(`cannot start: ${error.message}`)
    process.exit(1)
  }
  if (watching) return (await import('./watch.mjs')).watch()
  const main = join(root, 'dist', 'server', 'main.js')
  if (!existsSync(main)) {
    say('cannot start: there is no server/main.ts yet')
    process.exit(1)
  }
  // In this process: signals, faults and the exit code are the desk's own affair.
  await import(pathToFileURL(main).href)
}
