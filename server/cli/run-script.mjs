import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { installIfMissing } from './install.mjs'
import { root, say } from './terminal.mjs'

/** Installs if needed, teaches Node TypeScript, and runs the file as if it had been named on the command line. */
export const runScript = async ([file, ...args]) => {
  if (!file) {
    say('usage: node server/cli/run.mjs <file.ts> [arguments]')
    process.exit(2)
  }
  await installIfMissing()
  await import('tsx')
  const script = resolve(root, file)
  process.argv = [process.argv[0], script, ...args]
  await import(pathToFileURL(script).href)
}
