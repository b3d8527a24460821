import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Project, root } from './plan.ts'
import type { Tally } from './tally.ts'

/**
 * Runs one project of `.vitest.config.ts`, all of it or the given files, with its data under `temporary`, and tells what came of it. A run that dies
 * counts as one failure.
 */
export const runVitest = async (project: Project, files: readonly string[], temporary: string): Promise<Tally> => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-tally-'))
  const tallyFile = join(folder, 'tally.json')
  const reporters = ['--reporter=default', '--reporter=./test/setup/tally-reporter.ts']
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', '.vitest.config.ts', '--project', project.name]
  const child = spawn(process.execPath, [...vitest, ...reporters, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TMPDIR: temporary, PATCHBAY_TALLY: tallyFile },
    // Its own group, so that a hanging run is ended with all it started.
    detached: process.platform !== 'win32',
  })
  const end = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid) process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
    } catch {
      // It has ended meanwhile, which is all that was wanted.
    }
  }
  const passOn = (signal: NodeJS.Signals): void => {
    end(signal)
    process.exitCode = 130
  }
  process.on('SIGINT', passOn)
  process.on('SIGTERM', passOn)
  let ranTooLong = false
  const limit = setTimeout(() => {
    ranTooLong = true
    end('SIGKILL')
  }, project.limitMinutes * 60_000)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(limit)
  process.off('SIGINT', passOn)
  process.off('SIGTERM', passOn)
  try {
    const tally = readTally(tallyFile)
    if (ranTooLong) console.log(`failed: the ${project.name} tests did not end within ${project.limitMinutes} minutes`)
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const readTally = (file: string): Tally => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tally
  } catch {
    // No tally was written: the run died before its end, which its exit code tells as well.
    return { passed: 0, failed: 1, skipped: 0, skips: [] }
  }
}
