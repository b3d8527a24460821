import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { root } from './plan.ts'

export interface CommandResult {
  code: number
  out: string
  err: string
}

/** Runs `server/cli/<name>.ts` as `npm run` does, in a process of its own with no setting but those given. */
export const npmCommand = (
  name: string,
  args: readonly string[],
  { env, cwd = root }: { env: Readonly<Record<string, string>>; cwd?: string },
): Promise<CommandResult> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(root, 'server/cli/run.mjs'), `server/cli/${name}.ts`, ...args],
      { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    ),
  )
