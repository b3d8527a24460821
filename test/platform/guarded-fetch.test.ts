import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createGuardedFetch, type GuardOptions } from '../../server/platform/guarded-fetch.ts'
import { isPublicAddress } from '../../server/platform/guarded-fetch-addresses.ts'

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8')

describe('a public address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '100.64.0.1',
      '100.100.100.200',
      '127.0.0.1',
      '127.255.255.254',
      '168.63.129.16',
      '169.254.169.254',
    ],
    ...[
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.192',
      '192.0.2.1',
      '192.88.99.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.1',
      '203.0.113.1',
    ],
    ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1'],
    ...[
      '2001::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '2002:a00:1::1',
      '3fff::1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
    ],
    ...['', 'localhost', '1.2.3', '8.8.8.8%x', '[::1]'],
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false))

  it('is never one that wraps an IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:'), (inner, around) => {
        expect(isPublicAddress(around + inner)).toBe(false)
      }),
    )
  })

  it('is never in a private network', () => {
    const octet = fc.nat(255)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(fc.constantFrom(0, 10, 127, 224, 255), octet, octet, octet),
          fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
          fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
          fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
          fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
        ),
        (octets) => {
          expect(isPublicAddress(octets.join('.'))).toBe(false)
        },
      ),
    )
  })
})

describe('guarded fetch', () => {
  const servers: Server[] = []
  const seen: IncomingMessage[] = []
  afterEach(() => {
    seen.length = 0
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  const serve = async (listener: RequestListener, tls?: { key: string; cert: string }): Promise<number> => {
    const note: RequestListener = (request, response) => {
      seen.push(request)
      listener(request, response)
    }
    const server = tls ? createTlsServer(tls, note) : createServer(note)
    servers.push(server as Server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const toLoopback = async (): Promise<string[]> => ['127.0.0.1']
  const allowing = (port: number, options: GuardOptions = {}) =>
    createGuardedFetch({ resolve: toLoopback, privateHosts: [`hook.example:${port}`], ...options })

  it.each(['169.254.169.254', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254', 'fe80::1'])(
    'calls %s for nobody, whatever may be private',
    async (address) => {
      const trusting = createGuardedFetch({ resolve: async () => [address], privateHosts: ['hook.example:443'] })
      await expect(trusting('https://hook.example/')).rejects.toMatchObject({ code: 'address-refused' })
    },
  )

  it.each([
    ...[
      'http://hook.example/',
      'ftp://hook.example/',
      'file:///etc/passwd',
      'unix:/tmp/desk.sock',
      'http+unix://%2Ftmp%2Fdesk.sock/',
      'data:text/plain,x',
    ],
    ...['https://user@hook.example/', 'https://user:secret@hook.example/', 'no address', '', '//hook.example/', 'https://'],
  ])('refuses %s by its form', async (url) => {
    await expect(createGuardedFetch()(url)).rejects.toMatchObject({ code: 'address-refused', kind: 'invalid' })
  })

  it.each([
    ...[
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '0x7f000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
    ],
    ...['10.1.2.3', '169.254.169.254', '[fd00:ec2::254]', '0', '127.0.0.1.', '①②⑦.0.0.1'],
  ])('refuses the host %s, without asking any name', async (host) => {
    let asked = 0
    const guardedFetch = createGuardedFetch({
      resolve: async () => {
        asked += 1
        return []
      },
    })
    await expect(guardedFetch(`http://${host}/`, { allowHttp: true })).rejects.toMatchObject({ code: 'address-refused' })
    expect(asked).toBe(0)
  })

  it.each([[['127.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['2606:4700::1111', '::1']], [['fe80::1%eth0']]])(
    'refuses a name with the addresses %j',
    async (addresses) => {
      await expect(createGuardedFetch({ resolve: async () => addresses })('https://hook.example/')).rejects.toMatchObject({
        code: 'address-refused',
      })
    },
  )

  it('refuses localhost by the machine’s own look-up', async () => {
    const port = await serve((_request, response) => response.end('in'))
    await expect(createGuardedFetch()(`http://localhost:${port}/`, { allowHttp: true })).rejects.toMatchObject({ code: 'address-refused' })
    expect(seen).toHaveLength(0)
  })

  it('allows a private host by its exact name and port only', async () => {
    const port = await serve((_request, response) => response.end('in'))
    const guardedFetch = allowing(port)
    const { status, body } = await guardedFetch(`http://hook.example:${port}/x?y=1`, { allowHttp: true })
    expect([status, body.toString(), seen[0]?.url, seen[0]?.headers.host]).toEqual([200, 'in', '/x?y=1', `hook.example:${port}`])
    for (const other of [
      `http://hook.example:${port + 1}/`,
      `http://a.hook.example:${port}/`,
      `http://127.0.0.1:${port}/`,
      'http://hook.example/',
    ])
      await expect(guardedFetch(other, { allowHttp: true })).rejects.toMatchObject({ code: 'address-refused' })
    expect(seen).toHaveLength(1)
  })

  it('asks for the name once and connects to the address it checked', async () => {
    const port = await serve((_request, response) => response.end('in'))
    let asked = 0
    // The second answer is the trap of a rebinding name server: nothing listens there.
    const rebinding = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.99'])
    await allowing(port, { resolve: rebinding })(`http://hook.example:${port}/`, { allowHttp: true })
    expect(asked).toBe(1)
    expect(seen).toHaveLength(1)
  })

  it('sends method, headers and body, but its own host', async () => {
    const port = await serve((request, response) => request.pipe(response))
    const { body } = await allowing(port)(`http://hook.example:${port}/`, {
      allowHttp: true,
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'evil.example' },
      body: '{"a":1}',
    })
    expect(body.toString()).toBe('{"a":1}')
    expect(seen[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json', host: `hook.example:${port}` } })
  })

  it('does not follow a redirect', async () => {
    const port = await serve((_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end())
    const answer = await allowing(port)(`http://hook.example:${port}/`, { allowHttp: true })
    expect(answer).toMatchObject({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } })
    expect(seen).toHaveLength(1)
  })

  it('goes past any proxy of the environment', async () => {
    const port = await serve((_request, response) => response.end('in'))
    const before = { ...process.env }
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) process.env[name] = 'http://127.0.0.1:1'
    process.env.NODE_USE_ENV_PROXY = '1'
    try {
      expect((await allowing(port)(`http://hook.example:${port}/`, { allowHttp: true })).status).toBe(200)
    } finally {
      process.env = before
    }
  })

  it.each<[string, RequestListener]>([
    ['announced', (_request, response) => response.writeHead(200, { 'content-length': '5000' }).end(Buffer.alloc(5000))],
    [
      'not announced',
      (_request, response) => {
        response.write(Buffer.alloc(900))
        response.end(Buffer.alloc(900))
      },
    ],
  ])('hangs up on an answer that is too large, %s', async (_how, listener) => {
    const port = await serve(listener)
    await expect(allowing(port, { maxBytes: 1000 })(`http://hook.example:${port}/`, { allowHttp: true })).rejects.toMatchObject({
      code: 'answer-too-large',
      kind: 'too-large',
    })
  })

  it.each<[string, RequestListener]>([
    ['never comes', () => undefined],
    ['never ends', (_request, response) => void response.write('x')],
  ])('gives up on an answer that %s', async (_how, listener) => {
    const port = await serve(listener)
    await expect(allowing(port, { timeoutMs: 150 })(`http://hook.example:${port}/`, { allowHttp: true })).rejects.toMatchObject({
      code: 'no-answer',
      kind: 'unavailable',
    })
  })

  it('gives up on a name server that never answers, and on a name without address', async () => {
    const silent = createGuardedFetch({ timeoutMs: 50, resolve: () => new Promise(() => undefined) })
    await expect(silent('https://hook.example/')).rejects.toMatchObject({ code: 'no-answer' })
    await expect(createGuardedFetch({ resolve: async () => [] })('https://hook.example/')).rejects.toMatchObject({ code: 'no-answer' })
  })

  it('checks the certificate against the name, not the address', async () => {
    const [key, cert] = [fixture('hook.example.key'), fixture('hook.example.crt')]
    const port = await serve((_request, response) => response.end('in'), { key, cert })
    const privateHosts = [`hook.example:${port}`, `other.example:${port}`]
    const trusting = createGuardedFetch({ resolve: toLoopback, privateHosts, ca: cert })
    expect((await trusting(`https://hook.example:${port}/`)).body.toString()).toBe('in')
    await expect(trusting(`https://other.example:${port}/`)).rejects.toMatchObject({ code: 'no-answer' })
    await expect(createGuardedFetch({ resolve: toLoopback, privateHosts })(`https://hook.example:${port}/`)).rejects.toMatchObject({
      code: 'no-answer',
    })
  })
})
