import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ChatDesk, startChatDesk } from '../channels/chat/chat-desk.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'
import { serveHost, widgetBuild } from './widget-page.ts'

type Host = Awaited<ReturnType<typeof serveHost>>

describeWith('chromium', 'pages that embed the widget', () => {
  let browser: Browser
  let desk: ChatDesk
  let shop: Host
  let stranger: Host
  let page: Page
  const longPath = `/${'%E8%87%AA%E8%BB%A2'.repeat(40)}`
  const requests: { url: string; body: string }[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    const script = (site: string): string => `<script src="${desk.url}/widget.js" data-site="${site}" data-theme="dark"></script>`
    stranger = await serveHost({
      '/': () => `<!doctype html><title>Stranger</title><body>${script('shop-two')}</body>`,
      // A frame in the shop's page that tries everything, and listens.
      '/frame': () => `<!doctype html><title>Advertisement</title><script>
        window.heard = []
        addEventListener('message', (event) => event.source !== window && heard.push(event.data))
        window.attack = () => {
          for (const type of ['hello', 'opened', 'closed', 'identify', 'forget', 'navigate', 'ready', 'close', 'unread', 'begun'])
            for (let i = 0; i < top.frames.length; i++)
              for (const target of [top, top.frames[i]])
                target.postMessage({ patchbay: 1, type, token: 'stolen', page: 'x', theme: 'light', name: 'Evil', count: 7, has: false, to: '/evil' }, '*')
        }
      </script>`,
    })
    const shopPage = () =>
      `<!doctype html><meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'"><title>Shop</title><body><iframe src="${stranger.url}/frame"></iframe><iframe id="own" src="/own"></iframe>${script('shop-two')}</body>`
    shop = await serveHost({
      '/own': () => `<!doctype html><title>Own</title><script>
        window.attack = (target) => {
          for (const type of ['hello', 'identify', 'forget']) target.postMessage({ patchbay: 1, type, token: 'stolen', page: 'x', theme: 'light' }, '*')
        }
      </script>`,
      '/': shopPage,
      [longPath]: shopPage,
      // What themes and their tags do: the first rule is one of a widespread shop system.
      '/styled': () => `<!doctype html><title>Styled</title><style>
        div:empty { display: none } * { all: unset !important; opacity: .1 !important } div { display: none !important }
      </style><body>${script('shop-two')}`,
      '/twice': () => `<!doctype html><title>Twice</title><body>${script('shop-two')}${script('shop-two')}`,
    })
    const site = { id: 'shop-two', name: 'Second Shop', promise: '', origins: [shop.url] }
    desk = await startChatDesk({ widget: widgetBuild, moreSites: [site] })
  })
  afterAll(async () => {
    await browser?.close()
    await Promise.all([desk?.stop(), shop?.stop(), stranger?.stop()])
  })

  it('are served on a listed origin, under a strict policy and in the theme they ask for', async () => {
    page = await browser.newPage()
    page.on('request', (request) => requests.push({ url: request.url(), body: request.postData() ?? '' }))
    await page.goto(shop.url)
    // Nothing of the desk but the loader is loaded before somebody wants to write.
    expect(requests.filter((one) => one.url.startsWith(desk.url)).map((one) => new URL(one.url).pathname)).toEqual(['/widget.js'])
    await page.getByRole('button', { name: 'Open chat' }).click()
    const widget = page.frameLocator('iframe[title="Chat with Second Shop"]')
    await widget.getByLabel('Your question').fill('Hello from another origin')
    await widget.getByRole('button', { name: 'Start chat' }).click()
    await widget.getByText('Delivered').waitFor()
    expect(await widget.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  it('G3: are not listened to in the name of others, and nobody else hears a word', async () => {
    const evil = page.frames().find((frame) => frame.url().startsWith(stranger.url))
    const before = requests.length
    await evil?.evaluate('attack()')
    // The widget's frame stands in a shadow tree, where no other frame finds it. A frame of the page's own origin is shown the way, and is still
    // not the page.
    await page.evaluate(`document.querySelector('#own').contentWindow.attack(
      document.querySelector('[data-patchbay]').shadowRoot.querySelector('iframe').contentWindow)`)
    const launcher = page.getByRole('button', { name: 'Close chat' })
    const widget = page.frameLocator('iframe[title="Chat with Second Shop"]')
    // What follows travels the same way after the attack, so the attack has been read by then.
    await widget.getByRole('textbox', { name: 'Write a message' }).press('Escape')
    await page.getByRole('button', { name: 'Chat with Second Shop', exact: true }).click()
    await launcher.waitFor()
    await widget.getByText('Hello from another origin').waitFor()
    expect(await widget.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(requests.slice(before).filter((one) => /stolen|evil/.test(one.url + one.body))).toEqual([])
    expect(page.url()).toBe(`${shop.url}/`)
    expect(await evil?.evaluate('heard')).toEqual([])
  })

  it('hand over an identity only from the page itself', async () => {
    await page.evaluate('patchbay.identify("from.the.page")')
    await waitFor(() => requests.some((one) => one.body.includes('from.the.page')), { what: 'the identity at the desk' })
  })

  it('G2: of an unlisted origin get no frame, and a listed Origin without a token gains nothing', async () => {
    const other = await browser.newPage()
    const refused: string[] = []
    other.on('console', (line) => line.type() === 'error' && refused.push(line.text()))
    await other.goto(stranger.url)
    await other.getByRole('button', { name: 'Open chat' }).click()
    await waitFor(() => refused.some((line) => line.includes('frame-ancestors')), { what: 'the refusal' })
    expect(await other.getByRole('button', { name: /Second Shop/ }).count()).toBe(0)

    const policy = (await fetch(`${desk.url}/widget/app?site=shop-two`)).headers.get('content-security-policy')
    expect(policy).toContain(`frame-ancestors ${shop.url}`)
    const answer = await desk.begin({ site: 'shop-two' }, { origin: shop.url })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(((await answer.json()) as { sessions: string[] }).sessions).toHaveLength(1)
  })

  it('may have addresses of any length', async () => {
    const far = await browser.newPage()
    await far.goto(shop.url + longPath)
    await far.getByRole('button', { name: 'Open chat' }).click()
    await far.frameLocator('iframe[title="Chat with Second Shop"]').getByLabel('Your question').waitFor()
    await far.close()
  })

  it.each(['/styled', '/twice'])('show one launcher that works, whatever else they do: %s', async (path) => {
    const other = await browser.newPage()
    await other.goto(shop.url + path)
    await other.getByRole('button', { name: 'Open chat' }).click()
    await other.frameLocator('iframe[title="Chat with Second Shop"]').getByLabel('Your question').waitFor()
    expect(await other.locator('[data-patchbay]').count()).toBe(1)
    const host = other.locator('[data-patchbay]')
    expect(await host.evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).opacity)).toBe('1')
    await other.close()
  })
})
