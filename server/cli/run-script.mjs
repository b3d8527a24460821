import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isFresh } from './build-stale.mjs'
import { installIfMissing } from './install.mjs'
import { parts } from './parts.mjs'
import { root, say } from './terminal.mjs'

/** What is built of a file, where something is and it is no older than its source. It opens in a fraction of the time. */
const builtFrom = (file) => {
  const built = join(root, 'dist', file.replace(/\.ts$/, '.js'))
  const part = parts.find(({ name }) => name === 'server')
  return part && existsSync(built) && isFresh(part) ? built : undefined
}

/** Installs if needed and runs the file as if it had been named on the command line: what was built of it, else the TypeScript itself. */
export const runScript = async ([file, ...args]) => {
  if (!file) {
    say('usage: node server/cli/run.mjs <file.ts> [arguments]')
    process.exit(2)
  }
  await installIfMissing()
  const script = resolve(root, file)
  process.argv = [process.argv[0], script, ...args]
  const built = builtFrom(file)
  if (!built) await import('tsx')
  await import(pathToFileURL(built ?? script).href)
}
