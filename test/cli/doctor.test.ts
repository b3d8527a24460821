import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { examine } from '../../server/cli/doctor/examine.ts'
import { loadConfig, unknownSettings } from '../../server/config.ts'
import { openMailDesk } from '../channels/email/mail-desk.ts'
import { openMailServer } from '../channels/email/mail-server.ts'
import { npmCommand } from '../setup/npm-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchbay-doctor-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const quiet = { PORT: '0', SMTP_PORT: '0', DATA_DIR: folder }

const run = async (env: Record<string, string>): Promise<{ code: number; said: string }> => {
  const { code, out, err } = await npmCommand('doctor', [], { env, cwd: folder })
  return { code, said: out + err }
}

describe('the doctor', () => {
  it('finds nothing wrong without settings', async () => {
    const findings = await examine(quiet)
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    expect(findings[0]?.text).toContain('sandbox on this machine')
  })

  it.each<[string, Record<string, string>, 'warning' | 'fault', RegExp]>([
    ['a malformed setting, with what is accepted', { PORT: 'many' }, 'fault', /PORT=many.*whole number/s],
    ['a sandbox that the network would see', { HOST: '0.0.0.0' }, 'fault', /HOST.*SANDBOX=off/s],
    ['an address that is not here', { HOST: '192.0.2.1', SANDBOX: 'off' }, 'fault', /no address of this machine/],
    [
      'menus that are not where they should be',
      { FLOWS_DIR: join(folder, 'nowhere') },
      'warning',
      /nowhere cannot be read.*straight to the queue/,
    ],
    ['a folder without a menu', { FLOWS_DIR: folder }, 'warning', /no phone menu/],
    ['a folder that is a file', { DATA_DIR: join(process.execPath, 'data') }, 'fault', /is a file/],
    [
      'a database that is not there',
      { MONGODB_URL: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=300' },
      'fault',
      /MongoDB cannot be reached/,
    ],
    [
      'a Redis that is not there',
      { REDIS_URL: 'redis://:canary@127.0.0.1:1', MONGODB_URL: 'mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=300' },
      'fault',
      /Redis cannot be reached: nothing listens there/,
    ],
    ['a mail server that is not there', { SMTP_URL: 'smtp://u:canary@127.0.0.1:1' }, 'fault', /mail server of SMTP_URL does not answer/],
    ['mail that is not kept private', { SMTP_URL: 'smtp://127.0.0.1:1?tls=off' }, 'fault', /tls=off: unsafe/],
    ['a mail server with options of its own', { SMTP_URL: 'smtp://127.0.0.1:1?pool=1' }, 'fault', /no option but \?tls=off/],
    ['a password that is not written as in a URL', { SMTP_URL: 'smtp://u:50%canary@127.0.0.1:1' }, 'fault', /% is written %25/],
    ['a desk that sends no mail', { SANDBOX: 'off' }, 'warning', /No mail server to send by/],
    ['Redis without MongoDB', { REDIS_URL: 'redis://127.0.0.1:1' }, 'fault', /REDIS_URL needs MONGODB_URL.*Accepted: both/],
    ['links that lead nowhere', { SANDBOX: 'off' }, 'warning', /PUBLIC_URL is not set/],
    ['a desk without a name', { SANDBOX: 'off', HOST: '0.0.0.0' }, 'fault', /HOST=0\.0\.0\.0.*421.*Set PUBLIC_URL/],
    ['plain http', { SANDBOX: 'off', PUBLIC_URL: 'http://desk.company.example' }, 'warning', /plain http/],
    ['a proxy that is not trusted', { SANDBOX: 'off', PUBLIC_URL: 'https://desk.company.example' }, 'warning', /TRUST_PROXY/],
    ['one origin for all pages', { SANDBOX: 'off', PUBLIC_URL: 'https://desk.company.example' }, 'warning', /share one origin/],
    [
      'reply addresses at the staff’s domain',
      { SANDBOX: 'off', MAILBOXES: 'help@company.example', REPLY_DOMAIN: 'company.example' },
      'warning',
      /sub-domain/,
    ],
    ['a demo shown to the network', { SANDBOX: 'exposed' }, 'warning', /real people/],
  ])(
    'tells of %s',
    async (_what, env, level, text) => {
      const findings = await examine({ ...quiet, ...env })
      expect(findings.filter((one) => one.level === level).map((one) => one.text)).toContainEqual(expect.stringMatching(text))
      expect(JSON.stringify(findings)).not.toContain('canary')
    },
    20_000,
  )

  it('tells of a port that is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const findings = await examine({ ...quiet, PORT: String(port) })
    server.close()
    expect(findings).toContainEqual({ level: 'fault', keepsFromStarting: true, text: expect.stringMatching(/listens .* already/) })
  })

  it('tells of the mail door’s port where there is a door only', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const faults = async (env: Record<string, string>) =>
      (await examine({ ...quiet, SMTP_PORT: String(port), ...env })).filter(({ level }) => level === 'fault').length
    // As the desk itself: a sandbox has mailboxes, a real desk has those that are named.
    expect(await faults({})).toBe(1)
    expect(await faults({ SANDBOX: 'off', MAILBOXES: 'help@company.example' })).toBe(1)
    expect(await faults({ SANDBOX: 'off' })).toBe(0)
    server.close()
  })

  it('says that a mail server without TLS keeps the desk from starting, as it does', async () => {
    const server = await openMailServer()
    const env = { ...quiet, SMTP_URL: `smtp://0.0.0.0:${server.port}`, MAILBOXES: 'help@company.example' }
    expect(await examine(env)).toContainEqual({ level: 'fault', keepsFromStarting: true, text: expect.stringContaining('STARTTLS') })
    const { smtp } = loadConfig(env)
    await expect(openMailDesk({ smtp: { ...smtp, url: smtp.url as string }, transportUrl: undefined })).rejects.toMatchObject({
      code: 'smtp-tls',
    })
    await server.close()
  })

  it('tells of a data folder and a key that others can read', async () => {
    const open = mkdtempSync(join(tmpdir(), 'patchbay-open-'))
    writeFileSync(join(open, 'secret.key'), 'x', { mode: 0o644 })
    chmodSync(open, 0o755)
    const findings = await examine({ ...quiet, DATA_DIR: open })
    rmSync(open, { recursive: true })
    expect(findings.filter(({ level }) => level === 'warning')).toHaveLength(2)
  })

  it.each([
    ['DATADIR', 'DATA_DIR'],
    ['data_dir', 'DATA_DIR'],
    ['SMTP_PROT', 'SMTP_PORT'],
    ['SLACK_TOKEN', undefined],
  ])('knows what %s was meant to be', (name, meant) =>
    expect(unknownSettings('.env', [name, 'PORT'])).toEqual([
      expect.stringContaining(
        `.env sets ${name}, which means nothing to the desk. ${meant ? `Perhaps you meant ${meant}.` : '.env.example lists'}`,
      ),
    ]),
  )

  it('reads .env, names its slips and ends with 0 or 1', async () => {
    writeFileSync(join(folder, '.env'), 'PORT=0\nSMTP_PORT=0\nDATADIR=x\n', { mode: 0o600 })
    const well = await run({ DATA_DIR: folder })
    expect(well).toMatchObject({ code: 0, said: expect.stringContaining('This desk can start.') })
    expect(well.said).toContain('Perhaps you meant DATA_DIR')
    const ill = await run({ DATA_DIR: folder, LOG_LEVEL: 'loud' })
    expect(ill).toMatchObject({ code: 1, said: expect.stringContaining('LOG_LEVEL=loud') })
    expect(ill.said).toContain('One thing has to be mended before this desk can start.')
    const lame = await run({ DATA_DIR: folder, SMTP_URL: 'smtp://127.0.0.1:1' })
    expect(lame).toMatchObject({ code: 1, said: expect.stringContaining('This desk can start. One thing does not work until mended.') })
  }, 20_000)
})
