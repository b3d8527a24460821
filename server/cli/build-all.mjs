import { installIfMissing } from './install.mjs'
import { say } from './terminal.mjs'

export const buildAll = async (onlyStale) => {
  try {
    await installIfMissing()
    await (await import('./build-stale.mjs')).buildStale({ force: !onlyStale })
  } catch (error) {
    say(error.message)
    process.exit(1)
  }
}
