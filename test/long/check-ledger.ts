import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../setup/plan.ts'

/** What `npm run ledger:check` says of a stopped desk. */
export const checkLedger = (dataDir: string, env: Record<string, string> = {}): string => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'server/cli/run.mjs'), join(root, 'server/cli/check-ledger.ts')], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, ...env },
    encoding: 'utf8',
  })
  return stdout + stderr
}
