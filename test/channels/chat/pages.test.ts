import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Site, widgetPages } from '../../../server/channels/chat/index.ts'
import { answerErrors } from '../../../server/platform/routes.ts'
import { shopRouter } from '../../../server/sandbox/demo/shop.ts'

const sites: Site[] = [
  {
    id: 'shop',
    name: 'Rack & "Roll" <b>',
    promise: '',
    origins: ['https://shop.example', 'self'],
    identity: { key: 'k'.repeat(40), isRequired: true },
  },
  { id: 'nowhere', name: 'Nowhere', promise: '', origins: [] },
]

describe('the widget’s pages', () => {
  let folder: string
  let server: Server
  let url: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-pages-'))
    await mkdir(join(folder, 'app'))
    await writeFile(join(folder, 'loader.js'), 'loader')
    await writeFile(join(folder, 'app', 'app.js'), 'app')
    await writeFile(join(folder, 'secret.txt'), 'not for you')
    const app = express()
    app.use(widgetPages({ sites: () => sites, folder, publicUrl: () => url }))
    app.use(shopRouter({ siteId: 'shop' }))
    app.use(answerErrors({ error: () => {} } as never))
    server = await new Promise((resolve) => {
      const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
    })
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })

  it('serves the app under a policy of its own, with the site as text and no secret', async () => {
    const answer = await fetch(`${url}/widget/app?site=shop`)
    const page = await answer.text()
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors https://shop.example 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page).not.toContain('kkkk')
    expect(page).not.toContain('<b>')
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/<script(?![^>]*src=)/)
  })
  it('can be embedded nowhere when no origin is listed', async () => {
    expect((await fetch(`${url}/widget/app?site=nowhere`)).headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
  it.each([
    '/widget/app',
    '/widget/app?site=missing',
    '/widget/app?site=a&site=b',
    '/widget/assets/missing.js',
    '/widget/assets/../secret.txt',
    '/widget/assets/%2e%2e/secret.txt',
  ])('has nothing at %s', async (path) => {
    const answer = await fetch(url + path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('not for you')
  })
  it.each([
    ['/widget.js', 'loader'],
    ['/widget/assets/app.js', 'app'],
  ])('serves %s to any page', async (path, body) => {
    const answer = await fetch(url + path)
    expect(await answer.text()).toBe(body)
    expect(answer.headers.get('content-type')).toContain('javascript')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  })
  it('shows the demo shop without a thing from elsewhere', async () => {
    const page = await (await fetch(`${url}/demo`)).text()
    expect(page).toContain('<script src="/widget.js" data-site="shop" async></script>')
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect((await fetch(`${url}/demo/shop.css`)).headers.get('content-type')).toContain('text/css')
  })
})
