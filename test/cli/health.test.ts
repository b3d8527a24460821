import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { openMailServer } from '../channels/email/mail-server.ts'
import { waitFor } from '../wait-for.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A mail server that greets when it is told to: the start of a desk waits for it. */
const openSlowMailServer = async () => {
  const real = await openMailServer()
  let greet = (): void => {}
  const greeting = new Promise<void>((resolve) => {
    greet = resolve
  })
  const server = createServer((socket) => {
    socket.on('error', () => {})
    void greeting.then(() => {
      const through = connect(real.port, '127.0.0.1')
      through.on('error', () => {})
      socket.pipe(through).pipe(socket)
    })
  })
  const arrived = once(server, 'connection')
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(real.close, () => server.close())
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived, greet }
}

it('GET /healthz is 503 until the desk is ready, then 200, and says how each part is', async () => {
  const mail = await openSlowMailServer()
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-health-'))
  const env = { PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, SMTP_URL: mail.url, MAILBOXES: 'support@larkfield.example' }
  const log = createLog({ level: 'silent', secrets: [] })
  const app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
  closing.push(
    () => rmSync(dataDir, { recursive: true, force: true }),
    () => app.stop(),
  )
  const look = async () => {
    const response = await fetch(`${app.inside.platform.publicUrl()}/healthz`)
    return { status: response.status, ...((await response.json()) as { ok: boolean; parts: Record<string, unknown> }) }
  }

  const starting = app.start()
  await mail.arrived
  expect(await look()).toMatchObject({
    status: 503,
    ok: false,
    parts: {
      ready: false,
      database: { ok: true },
      smtpDoor: { ok: false, detail: 'closed' },
      channels: { api: { ok: true }, chat: { ok: true }, email: { ok: false, detail: 'closed' } },
    },
  })

  mail.greet()
  const { smtpPort } = await starting
  const off = { ok: true, detail: 'off: no phone is set up' }
  const open = { ok: true, detail: 'open' }
  expect(await look()).toEqual({
    status: 200,
    ok: true,
    parts: {
      ready: true,
      database: { kind: 'embedded', ok: true, detail: expect.any(String) },
      disk: { ok: true, detail: expect.stringContaining('free') },
      jobs: { kind: 'in-process', ok: true, detail: 'one process' },
      sockets: { ok: true, detail: '0 connected here' },
      smtpDoor: { ok: true, detail: `takes mail on port ${smtpPort}` },
      outgoingMail: { ok: true, detail: 'the mail server answers' },
      channels: { api: open, chat: open, email: open, voicemail: open, voice: off, sms: off },
      carrier: off,
      unfiled: 0,
      failed: 0,
      router: { ok: true, detail: 'this process makes the offers' },
      sending: 'on',
    },
  })

  // Another process takes the lease; the desk stays well, because offers are made.
  const until = new Date(Date.now() + 3_600_000)
  await app.inside.platform.connection.collection('leases').updateOne({ _id: 'router' } as never, { $set: { holder: 'another', until } })
  await waitFor(async () => JSON.stringify((await look()).parts.router).includes('another process'), { what: 'the router elsewhere' })
  expect((await look()).status).toBe(200)
})
