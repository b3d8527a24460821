import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { tries } from '../setup/tries.ts'
import { waitFor } from '../wait-for.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'patchbay-dev-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The real command over a server that stands for the desk's: what is tried is who starts it again, and when. */
describe('npm run dev', () => {
  it('starts the server again when its source changes, and ends it with itself', { timeout: 60_000 }, async () => {
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'server/tsconfig.json', 'server/cli'])
      cpSync(join(project, file), join(folder, file), { recursive: true })
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
    const port = await freePort()
    const word = (said: string): void => writeFileSync(join(folder, 'server/word.ts'), `export const word: string = '${said}'\n`)
    word('first')
    writeFileSync(
      join(folder, 'server/main.ts'),
      `import { createServer } from 'node:http'
import { word } from './word.ts'
const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url, pid: process.pid, word })))
server.listen(${port}, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
`,
    )
    const health = async (): Promise<{ path: string; pid: number; word: string }> =>
      (await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: 'close' } })).json() as never
    const dev = spawn(process.execPath, ['server/cli/start.mjs', '--watch'], { cwd: folder, stdio: 'ignore' })
    const gone = once(dev, 'exit')
    try {
      const before = await waitFor(health, { timeoutMs: 20_000, what: 'the first process' })
      expect(before).toMatchObject({ path: '/healthz', word: 'first' })
      word('second')
      const after = await waitFor(async () => [await health()].find((one) => one.word === 'second'), {
        timeoutMs: 20_000,
        what: 'the next process',
      })
      expect(after.pid).not.toBe(before.pid)
    } finally {
      dev.kill('SIGTERM')
      await gone
    }
    await waitFor(
      () =>
        health()
          .then(() => false)
          .catch(() => true),
      { what: 'the end of the server' },
    )
  })

  // The desk is built twice for it.
  if (tries(false, true))
    it('does so with the real server, which is ready again', { timeout: 120_000 }, async () => {
      const clone = mkdtempSync(join(tmpdir(), 'patchbay-dev-desk-'))
      for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'server', 'ivr-flows'])
        cpSync(join(project, file), join(clone, file), { recursive: true })
      symlinkSync(join(project, 'node_modules'), join(clone, 'node_modules'))
      const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string }
      const port = await freePort()
      const dev = spawn(process.execPath, ['server/cli/start.mjs', '--watch'], {
        cwd: clone,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          PORT: String(port),
          SANDBOX: 'off',
          DATA_DIR: join(clone, 'data'),
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const gone = once(dev, 'exit')
      let said = ''
      dev.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
      const readyAs = (word: string) =>
        waitFor(() => said.includes(`${word} is ready.`), { timeoutMs: 50_000, what: `${word} to be ready` })
      const status = () => fetch(`http://127.0.0.1:${port}/healthz`, { headers: { connection: 'close' } }).then((answer) => answer.status)
      try {
        await readyAs(`Patchbay ${version}`)
        expect(await status()).toBe(200)
        const source = join(clone, 'server/run-desk.ts')
        writeFileSync(source, readFileSync(source, 'utf8').replace(/Patchbay \S+ is ready/, 'The changed desk is ready'))
        await readyAs('The changed desk')
        expect(await status()).toBe(200)
      } finally {
        dev.kill('SIGTERM')
        await gone
        rmSync(clone, { recursive: true, force: true })
      }
    })
})
