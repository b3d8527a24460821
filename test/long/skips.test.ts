import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from '../setup/plan.ts'

/** `npm test` as somebody types it, on a machine that lacks a program and may not bring it; gives how it ended and what it said at the end. */
const runOnly = async (word: string, without: string, ci: string) => {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|PATCHBAY_)|^(CI|NODE_ENV|TEST)$/.test(name))
  const child = spawn(process.execPath, ['test/run.mjs', '--only', word], {
    cwd: root,
    env: { ...Object.fromEntries(own), CI: ci, NO_APT: '1', PATCHBAY_WITHOUT: without },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, lines: said.trim().split('\n') }
}

const browser = 'test/runner/chromium.test.ts'
const jobs = 'test/platform/jobs.test.ts'

describe('a run on a machine that lacks a program', () => {
  it.each([
    [
      'a browser',
      browser,
      'chromium',
      /the browser of the tests > needs chromium \(chromium is not installed; .*apt-get install chromium\)$/,
    ],
    ['Redis', jobs, 'redis-server', /needs redis-server \(redis-server is not installed; .*apt-get install redis-server\)$/],
  ])('fails with CI=true without %s, and says which test was skipped and why', async (_what, file, tool, why) => {
    const { code, lines } = await runOnly(file, tool, 'true')
    const [skipped, forbidden, closing] = lines.slice(-3)
    expect(skipped).toMatch(new RegExp(`^skipped: ${file} > `))
    expect(skipped).toMatch(why)
    expect([forbidden, code]).toEqual(['With CI=true every test must run: the skipped ones fail this run.', 1])
    expect(closing).toMatch(/^\d+ passed, 0 failed, 1 skipped$/)
  })

  it('ends well elsewhere, with the same said of what was skipped', async () => {
    const { code, lines } = await runOnly(browser, 'chromium', '')
    expect(lines.at(-2)).toMatch(new RegExp(`^skipped: ${browser} > .*chromium is not installed`))
    expect([lines.at(-1), code]).toEqual(['0 passed, 0 failed, 1 skipped', 0])
  })
})
