import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { demoFolder } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { waitFor } from '../wait-for.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const [program = '', ...args] = (scripts.start ?? '').split(' ')
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** The command that stands behind `npm start`, in a project of that folder; what it says on each stream, as far as it is. */
const npmStart = (cwd: string, env: Record<string, string>) => {
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString()
  })
  return { child, said, ended: once(child, 'exit') as Promise<[number | null]> }
}

describe('npm start', { timeout: 120_000 }, () => {
  it('prints where everything is, and every word of it is true', async () => {
    const dataDir = await demoFolder()
    folders.push(dataDir)
    const { child, said, ended } = npmStart(root, { DATA_DIR: dataDir, PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'warn' })
    try {
      await waitFor(() => said.out.includes('SMTP door') && said.out.endsWith('\n'), { timeoutMs: 90_000, what: 'what the desk prints' })
      const lines = said.out.split('\n').map((line) => line.trim())
      const behind = (label: RegExp): string[] => lines.flatMap((line) => label.exec(line)?.[1] ?? [])
      expect(said.out).toMatch(/Patchbay \S+ is ready\./)

      const [address = ''] = behind(/^Console +(http:\/\/127\.0\.0\.1:\d+)$/)
      expect(await (await fetch(address)).text()).toContain('<div id="root"')

      const roles: string[] = []
      for (const line of behind(/^Sign in as (.+)$/)) {
        const [, role = '', link = ''] = /^.+, (\w+) +(http\S+)$/.exec(line) ?? []
        const { origin, hash } = new URL(link)
        expect(origin).toBe(address)
        const redeem = (token: string) =>
          fetch(`${address}/api/v1/sign-in/link`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ token }),
          })
        const token = hash.slice(hash.indexOf('=') + 1)
        const entered = (await (await redeem(token)).json()) as { me: { role: string } }
        expect(entered.me.role).toBe(role)
        expect((await redeem(token)).status).toBe(401)
        roles.push(role)
      }
      expect(roles.sort()).toEqual(['admin', 'agent', 'marketing', 'supervisor'])

      for (const [label, sign] of [
        [/^Demo shop with the widget +(http\S+)$/, '/widget.js'],
        [/^Mail of the outside world +(http\S+)$/, 'Mail'],
        [/^Phone of the outside world +(http\S+)$/, 'Phone'],
      ] as const) {
        const [page = ''] = behind(label)
        expect(page).toMatch(new RegExp(`^${address}/`))
        expect(await (await fetch(page)).text()).toContain(sign)
      }

      const [host = '', port = '', boxes = ''] = behind(/^SMTP door +(.+)$/)[0]?.split(/:|, for /) ?? []
      const socket = connect(Number(port), host)
      expect(String((await once(socket, 'data'))[0])).toMatch(/^220 /)
      socket.destroy()
      expect(boxes.split(', ').length).toBeGreaterThanOrEqual(2)
    } finally {
      child.kill('SIGTERM')
      await ended
    }
  })

  it('names a slip of the pen in .env beside whatever else it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-slip-'))
    folders.push(folder)
    cpSync(join(root, 'package.json'), join(folder, 'package.json'))
    // The bundle is all that this takes.
    const built = join(root, 'dist/server')
    cpSync(built, join(folder, 'dist/server'), { recursive: true, filter: (path) => path === built || path.endsWith('.js') })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, '.env'), 'DATADIR=elsewhere\nLOG_LEVEL=loud\nSLACK_TOKEN=canary\n')
    const child = spawn(process.execPath, ['dist/server/main.js'], {
      cwd: folder,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    expect(await once(child, 'close')).toEqual([1, null])
    expect(said).toContain('.env sets DATADIR, which means nothing to the desk. Perhaps you meant DATA_DIR.')
    expect(said).toContain('.env sets SLACK_TOKEN, which means nothing to the desk. .env.example lists every setting.')
    expect(said).toContain('LOG_LEVEL=loud')
    expect(said).not.toContain('canary')
  })
})
