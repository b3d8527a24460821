import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectSocket, signInAs } from '../bench/staff-socket.ts'
import { freePort } from '../console/desk-page.ts'
import { startDesk } from '../setup/desk.ts'
import { waitFor } from '../wait-for.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'patchbay-clone-'))

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: folder }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ),
  )
/** The build bundles the desk's workers by the desk's own code. */
const BUNDLER = 'server/platform/bundle-workers.ts'
const start = () => run('server/cli/start.mjs')
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text)

/** A small project with the real commands, whose dependencies are there already. */
beforeAll(() => {
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'server/tsconfig.json', 'server/cli', BUNDLER])
    cpSync(join(project, file), join(folder, file), { recursive: true })
  for (const file of ['doctor', 'doctor.ts']) rmSync(join(folder, 'server/cli', file), { recursive: true, force: true })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'server/pages'))
  write('server/pages/page.html', '<p>page</p>')
  write('server/say.ts', "export const say: string = 'hello'\n")
  write('server/main.ts', "import { say } from './say.ts'\nprocess.stdout.write(say + '\\n')\n")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm start', { timeout: 30_000 }, () => {
  it('builds what is stale, runs it, and next time only runs it', async () => {
    expect(await start()).toMatchObject({ code: 0, out: 'hello\n', err: expect.stringContaining('building server') })
    expect(await start()).toEqual({ code: 0, out: 'hello\n', err: '' })
    expect(readFileSync(join(folder, 'dist/server/pages/page.html'), 'utf8')).toBe('<p>page</p>')
  })

  it('takes a touched file for what it is, and a changed one too', async () => {
    utimesSync(join(folder, 'server/say.ts'), new Date(), new Date())
    expect((await start()).err).toBe('')
    write('server/say.ts', "export const say: string = 'changed'\n")
    expect(await start()).toMatchObject({ out: 'changed\n', err: expect.stringContaining('building server') })
  })

  it('builds again after a build that was cut off', async () => {
    rmSync(join(folder, 'dist/server/.stamp'))
    expect((await start()).err).toContain('building server')
  })

  it('is not held up by the lock of a process that died', async () => {
    write('server/say.ts', "export const say: string = 'again'\n")
    write('dist/.lock', '999999999')
    expect(await start()).toMatchObject({ code: 0, out: 'again\n' })
  })

  it('says what is wrong when the build fails, and tries again', async () => {
    write('server/say.ts', 'export const say: string = (\n')
    expect(await start()).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/cannot start:.*say\.ts/s) })
    write('server/say.ts', "export const say: string = 'well'\n")
    expect(await start()).toMatchObject({ code: 0, out: 'well\n' })
  })

  it('refuses an old Node in plain words', async () => {
    const script = pathToFileURL(join(folder, 'server/cli/node-version.mjs')).href
    const pretend = (version: string) =>
      run(
        '--input-type=module',
        '-e',
        `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); (await import('${script}')).refuseOldNode()`,
      )
    for (const version of ['18.20.0', '20.18.3'])
      expect(await pretend(version)).toMatchObject({ code: 1, err: expect.stringContaining(`this is ${version}`) })
    for (const version of ['20.19.0', '22.1.0', '24.0.0']) expect((await pretend(version)).code).toBe(0)
  })
})

describe('a TypeScript command', () => {
  it('runs with its arguments', async () => {
    write('server/args.ts', "const args: string[] = process.argv.slice(2)\nprocess.stdout.write(args.join('+'))\n")
    expect(await run('server/cli/run.mjs', 'server/args.ts', 'a', '--b')).toEqual({ code: 0, out: 'a+--b', err: '' })
    expect((await run('server/cli/run.mjs')).code).toBe(2)
  })
})

describe('SIGTERM', () => {
  it('ends the desk within five seconds, whatever is still open', async () => {
    const desk = await startDesk()
    const token = await signInAs(desk.sandbox, 'agent')
    const socket = await connectSocket(desk.url, '/staff', token)
    const asleep = connect(Number(new URL(desk.url).port), '127.0.0.1')
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
    asleep.write(`GET /live/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\n${upgrade}\r\n\r\n`)
    expect(String(await once(asleep, 'data'))).toContain('101 Switching Protocols')
    // Its body never comes. The desk says that it waits for it, so it has the request.
    const pending = request(`${desk.url}/api/v1/inbound`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${desk.sandbox.apiKey}`,
        'content-type': 'application/json',
        'content-length': 100,
        expect: '100-continue',
      },
    })
    const cut = once(pending, 'error')
    pending.flushHeaders()
    await once(pending, 'continue')

    let code: number | null | undefined
    void desk.end().then((given) => {
      code = given
    })
    await waitFor(() => code !== undefined, { timeoutMs: 5_000, what: 'the end of the desk' })
    expect(code).toBe(0)
    await cut
    expect(socket.connected).toBe(false)
    await desk.stop()
  })

  it('ends a desk that is not ready yet without a word of a fault', async () => {
    const desk = await startDesk()
    await desk.end()
    const port = String(await freePort())
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, HOST: '127.0.0.1', PORT: port, SMTP_PORT: '0', DATA_DIR: desk.dataDir }
    const child = spawn(process.execPath, [join(project, 'dist/server/main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    const exited = once(child, 'exit')
    // It answers while it still writes the demo's history, which takes a while.
    const isStarting = () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ status }) => status === 503,
        () => false,
      )
    await waitFor(isStarting, { what: 'a desk that is being started' })
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(said).not.toContain('Error')
    await desk.stop()
  })
})
