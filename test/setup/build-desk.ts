import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Browser and crash tests, and those of commands, run what `npm start` and `npm run` would: the built desk. */
export default (): void => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../server/cli/build.mjs', import.meta.url)), '--stale'], { stdio: 'inherit' })
}
