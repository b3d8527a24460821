import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { pageHeaders } from '../../server/platform/http.ts'

const servers: Server[] = []
afterEach(() => {
  for (const one of servers.splice(0)) one.close()
})

const headersOf = async (reach?: string[]) => {
  const app = express()
    .use(...pageHeaders(reach))
    .get('/', (_request, response) => void response.send('A page'))
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  servers.push(server)
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const policy = new Map(
    (headers.get('content-security-policy') ?? '').split(';').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]),
  )
  return { headers, policy }
}

describe('what every answer says about pages (SECURITY W9)', () => {
  it('lets them reach the desk alone', async () => {
    const { policy } = await headersOf()
    expect(policy.get('default-src')).toEqual(["'none'"])
    for (const what of ['script-src', 'connect-src', 'media-src']) expect(policy.get(what)).toEqual(["'self'"])
  })
  it('lets them speak to a provider’s hosts where one carries calls, and take no script from it', async () => {
    const { policy } = await headersOf(['wss://*.provider.example', 'https://*.provider.example'])
    expect(policy.get('connect-src')).toEqual(["'self'", 'wss://*.provider.example', 'https://*.provider.example'])
    expect(policy.get('media-src')).toEqual(["'self'", 'https://*.provider.example'])
    expect(policy.get('script-src')).toEqual(["'self'"])
  })
  it('gives the microphone and headsets to our own pages, and the camera to nobody', async () => {
    const { headers } = await headersOf()
    expect(headers.get('permissions-policy')).toMatch(/microphone=\(self\).*hid=\(self\).*camera=\(\)/)
  })
})
