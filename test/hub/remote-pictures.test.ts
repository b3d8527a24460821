import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createRemotePictures, remoteAddresses } from '../../server/hub/remote-pictures.ts'
import { createGuardedFetch } from '../../server/platform/guarded-fetch.ts'
import { sanitiseHtml } from '../../server/platform/mail/sanitise-html.ts'

const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const huge = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea60', 'hex')
const shown = `src="data:image/png;base64,${pixel.toString('base64')}"`
const pictures: Record<string, { status?: number; headers?: Record<string, string>; body?: Buffer }> = {
  '/pixel.png?to=marta&n=1': { headers: { 'Content-Type': 'text/html', 'Set-Cookie': 'who=marta' }, body: pixel },
  '/page.png': {
    headers: { 'Content-Type': 'image/png' },
    body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  },
  '/moved.png': { status: 302, headers: { Location: '/pixel.png?to=marta&n=1' } },
  '/bomb.png': { body: huge },
  '/long.png': { body: Buffer.concat([pixel, Buffer.alloc(1_000_001)]) },
}
const asked: IncomingMessage[] = []
const outside = createServer((request, response) => {
  asked.push(request)
  const {
    status = 200,
    headers = {},
    body,
  } = pictures[request.url ?? ''] ?? (request.url?.startsWith('/many') ? { body: pixel } : { status: 404 })
  response.writeHead(status, headers).end(body)
})
let base = ''
let host = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(outside.address() as AddressInfo).port}`
  base = `http://${host}`
})
afterAll(() => void outside.close())
beforeEach(() => void asked.splice(0))

const mailWith = (...addresses: string[]): string => sanitiseHtml(addresses.map((one) => `<img src="${one}">`).join('')).html
const place = (html: string) => createRemotePictures(createGuardedFetch({ privateHosts: [host] }))(html)

test('a picture of a mail is fetched once by the desk, which says nothing of whoever looks at it (SECURITY C2)', async () => {
  const address = `${base}/pixel.png?to=marta&amp;n=1`
  const { html, missing } = await place(mailWith(address, address))
  expect([html.split(shown).length - 1, html.includes('data-remote-src'), missing]).toEqual([2, false, 0])
  const { 'user-agent': agent, accept, ...rest } = asked[0]?.headers ?? {}
  expect([agent, Object.keys(rest).sort(), asked.length]).toEqual(['Patchbay', ['accept-encoding', 'connection', 'host'], 1])
  expect(accept).toMatch(/^image/)
  await place(mailWith(address))
  expect(asked[1]?.headers.cookie).toBeUndefined()
})

test.each(['/page.png', '/moved.png', '/bomb.png', '/long.png', '/none.png'])('%s is none to show, and stays empty', async (path) => {
  const html = mailWith(base + path)
  expect(await place(html)).toEqual({ html, missing: 1 })
  expect(asked.map(({ url }) => url)).toEqual([path])
})

test('a mail with hundreds of pictures has twenty of them fetched', async () => {
  const { missing } = await place(mailWith(...Array.from({ length: 300 }, (_one, index) => `${base}/many/${index}`)))
  expect([asked.length, missing]).toEqual([20, 280])
})

test('what is no picture of the mail is no address', () => {
  expect(remoteAddresses(mailWith('cid:gear', '//track.example/1.gif', 'file:///etc/passwd', 'data:image/png;base64,AAAA'))).toEqual([])
  const words = sanitiseHtml(
    '<p>&lt;img data-remote-src="https://track.example/1.gif"></p><img alt=\' data-remote-src="https://track.example/2.gif"\'>',
  ).html
  expect(remoteAddresses(words)).toEqual([])
})
