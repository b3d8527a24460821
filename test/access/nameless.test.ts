import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'

/** What the start says, and what whoever calls the desk by this name is answered. */
const begin = async (more: Record<string, string>, host: string): Promise<{ notes: readonly string[]; status: number | undefined }> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-nameless-'))
  const env = { HOST: '0.0.0.0', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, SANDBOX: 'off', ...more }
  const log = createLog({ level: 'silent', secrets: [] })
  const app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
  try {
    const { url, notes } = await app.start()
    const asked = { port: new URL(url).port, host: '127.0.0.1', path: '/healthz', headers: { host } }
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(asked, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end()
    })
    return { notes, status }
  } finally {
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

it('a desk that listens everywhere and has no name says at its start whom it will not answer', async () => {
  const { notes, status } = await begin({}, 'desk.larkfield.example')
  expect(status).toBe(421)
  expect(notes).toEqual([expect.stringMatching(/HOST=0\.0\.0\.0.*421.*PUBLIC_URL/)])
  expect((await begin({}, 'localhost')).status).toBe(200)
  expect((await begin({ HOST: '127.0.0.1' }, 'localhost')).notes).toEqual([])
})
