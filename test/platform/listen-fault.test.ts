import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listeners } from '../../server/limits.ts'
import { createHttp } from '../../server/platform/http.ts'
import { createLog } from '../../server/platform/log.ts'

const open = (host: string, port: number) =>
  createHttp({
    bounds: listeners.http,
    host,
    port,
    trustProxy: [],
    isHostAllowed: () => true,
    mount: () => {},
    log: createLog({ level: 'silent', secrets: [] }),
  }).listen()

describe('a desk that cannot listen', () => {
  it.each([
    ['a name that nobody knows', 'no.such.host.invalid', /^HOST=no\.such\.host\.invalid /],
    ['an address of another machine', '192.0.2.1', /^HOST=192\.0\.2\.1 is no address of this machine/],
  ])('says which setting is to be changed: %s', async (_what, host, message) => {
    await expect(open(host, 0)).rejects.toMatchObject({ code: 'listen', message: expect.stringMatching(message) })
  })

  it('says that something listens there', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    await expect(open('127.0.0.1', port)).rejects.toMatchObject({ code: 'listen', message: expect.stringContaining('another PORT') })
    other.close()
  })
})
