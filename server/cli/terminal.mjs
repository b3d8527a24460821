import { fileURLToPath } from 'node:url'

/** The folder of the whole project. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** One short line of progress. On stderr, so that what a command answers on stdout stays clean. */
export const say = (line) => process.stderr.write(`patchbay: ${line}\n`)
