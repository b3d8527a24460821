import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'patchbay-install-'))
const at = (file: string): string => join(folder, file)
const write = (file: string, value: unknown): void => writeFileSync(at(file), typeof value === 'string' ? value : JSON.stringify(value))
const lock = (version: string) => ({
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/a': { version }, 'node_modules/only-elsewhere': { version: '1.0.0', optional: true } },
})

/** Writes down what it is told, and leaves behind what npm does: the packages, and its own record of them. */
const fakeNpm = `
const { appendFileSync, mkdirSync, readFileSync, existsSync, rmSync, writeFileSync } = require('node:fs')
appendFileSync('asked', JSON.stringify({ args: process.argv.slice(2), env: process.env.NODE_ENV ?? '' }) + '\\n')
if (existsSync('no-registry')) { console.error('npm error code ECONNREFUSED'); process.exit(1) }
rmSync('node_modules', { recursive: true, force: true })
mkdirSync('node_modules/a', { recursive: true })
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': packages['node_modules/a'] } }))
`
const begin = `import(${JSON.stringify(pathToFileURL(at('server/cli/launch.mjs')).href)}).then(({ launch }) => launch([]))`

/** As `npm start` begins: installs, then finds nothing built and no server, which ends it. */
const start = (env: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      ['-e', begin],
      { cwd: folder, env: { PATH: process.env.PATH, npm_execpath: at('npm.cjs'), ...env } },
      (_error, _out, err) => resolve(err),
    ),
  )
const asked = (): { args: string[]; env: string }[] =>
  existsSync(at('asked'))
    ? readFileSync(at('asked'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : []

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(at('server/cli'), { recursive: true })
  for (const file of ['launch', 'install', 'run-command', 'terminal', 'with-lock'])
    cpSync(join(project, `server/cli/${file}.mjs`), at(`server/cli/${file}.mjs`))
  // Nothing of this project is built.
  write('server/cli/build-stale.mjs', 'export const buildStale = async () => {}')
  write('npm.cjs', fakeNpm)
  write('package-lock.json', lock('1.0.0'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the first start', { timeout: 30_000 }, () => {
  it('installs what the lock names, without any script of a package (SECURITY R7), and next time nothing', async () => {
    expect(await start({ NODE_ENV: 'production' })).toMatch(/installing the locked dependencies.*installed in/s)
    expect(asked()).toEqual([{ args: ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], env: 'production' }])
    expect(await start()).not.toContain('installing')
    expect(asked()).toHaveLength(1)
  })

  it('takes what npm installed by hand, and packages of other machines are not missed', async () => {
    mkdirSync(at('node_modules'))
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } })
    expect(await start()).not.toContain('installing')
    expect(asked()).toEqual([])
  })

  it.each([
    ['an older version', { 'node_modules/a': { version: '0.9.0' } }],
    ['half of it', {}],
  ])('installs again over %s', async (_what, packages) => {
    mkdirSync(at('node_modules'))
    write('node_modules/.package-lock.json', { packages })
    await start()
    expect(asked()).toHaveLength(1)
  })

  it('installs again when the lock has changed since', async () => {
    await start()
    write('package-lock.json', lock('1.1.0'))
    await start()
    await start()
    expect(asked()).toHaveLength(2)
  })

  it('says what npm said when that failed, and tries again at the next start', async () => {
    write('no-registry', '')
    expect(await start()).toMatch(/cannot start: .*ci --ignore-scripts.* ended with 1:\nnpm error code ECONNREFUSED/)
    rmSync(at('no-registry'))
    expect(await start()).toContain('installed in')
    expect(asked()).toHaveLength(2)
  })

  it('installs once where two begin together', async () => {
    await Promise.all([start(), start()])
    expect(asked()).toHaveLength(1)
  })
})
