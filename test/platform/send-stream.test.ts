import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { sendStream } from '../../server/platform/send-stream.ts'
import { waitFor } from '../wait-for.ts'

it('sends no faster than it is read, and closes what it reads from when the reader has gone', async () => {
  let made = 0
  const endless = new Readable({
    read() {
      made += 1
      this.push(Buffer.alloc(64 * 1024))
    },
  })
  let sent: Promise<void> | undefined
  const server = createServer((_request, response) => {
    sent = sendStream(endless, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  const response = await new Promise<Readable>((resolve) => request.on('response', resolve))
  // Who does not read fills what lies between, and then nothing more is made.
  await waitFor(async () => {
    const before = made
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    return made === before
  })
  response.destroy()
  await sent
  expect(endless.destroyed).toBe(true)
  server.close()
})
