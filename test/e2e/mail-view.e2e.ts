import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createGuardedFetch } from '../../server/platform/guarded-fetch.ts'
import { hostileHtml, hostileStyles } from '../channels/email/hostile-html.ts'
import { accessFaults, openConsole, putOffersAside, sendMail, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { openSandboxDesk, type SandboxDesk } from '../setup/sandbox-desk.ts'
import { waitFor } from '../wait-for.ts'

const ONE_PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')

describeWith('chromium', 'a mail as it was sent', () => {
  /** Where the world's names lead, for the browser and for the desk. */
  const asked: string[] = []
  let connections = 0
  const outside = createServer((request, response) => {
    asked.push(`${request.headers['user-agent']} ${request.url}`)
    if (request.url === '/gone.png') response.writeHead(404)
    response.end(ONE_PIXEL)
  })
  outside.on('connection', () => {
    connections += 1
  })
  outside.on('clientError', (_error, socket) => {
    asked.push('something by https')
    socket.destroy()
  })
  let place = ''
  let browser: Browser
  let desk: SandboxDesk
  let shown: Parameters<typeof openConsole>[1]
  let ruth: BrowserContext
  beforeAll(async () => {
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
    place = `127.0.0.1:${(outside.address() as AddressInfo).port}`
    ;[browser, desk] = await Promise.all([
      launchBrowser({ hosts: { '*': place } }),
      openSandboxDesk({ pages: true, fetchPicture: createGuardedFetch({ privateHosts: [place] }) }),
    ])
    shown = { url: desk.url, sandbox: desk.file, said: () => desk.errors.join('\n') }
    ruth = await signIn(browser, shown, 'supervisor')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
    outside.close()
  })

  beforeEach(() => void asked.splice(0))

  const openCaseOf = async (subject: string): Promise<{ page: Page; faults: string[] }> => {
    const supervisor = await desk.enter('supervisor')
    const { caseId } = await waitFor(
      async () => {
        const { items } = await supervisor.call('get', '/messages?channel=email&state=filed')
        return items.find((one: { subject: string }) => one.subject === subject)
      },
      { what: `the mail “${subject}”`, everyMs: 100 },
    )
    const opened = await openConsole(ruth, shown, `/cases/${caseId}`)
    await putOffersAside(opened.page)
    return opened
  }

  const CORPUS = [...hostileHtml.map(([, html]) => html), ...hostileStyles.map((style) => `<p style='${style}'>ok</p>`)].map((html) =>
    // An alert would say nothing in a frame that may open none.
    html.replaceAll('alert(1)', 'document.title=1'),
  )
  /** Every mail of the case, unfolded as it was sent; what each frame then holds. */
  const unfold = async (page: Page) => {
    const buttons = page.getByRole('button', { name: 'As it was sent' })
    await waitFor(async () => (await buttons.count()) === CORPUS.length, { what: 'all the mails', everyMs: 100, timeoutMs: 30_000 })
    await buttons.evaluateAll((all) => {
      for (const one of all as unknown as { click(): void }[]) one.click()
    })
    const frames = page.locator('iframe.html')
    await waitFor(async () => (await frames.count()) === CORPUS.length, { what: 'a frame for each', everyMs: 100, timeoutMs: 30_000 })
    const look = (): Promise<{ text: string; title: string; links: string[] }[]> =>
      Promise.all(
        page
          .frames()
          .filter((frame) => frame.parentFrame() === page.mainFrame())
          .map((frame) =>
            frame.evaluate(
              '({ text: document.body?.innerText ?? "", title: document.title, links: [...document.querySelectorAll("a")].map((one) => [one.protocol, one.target, one.rel].join(" ")) })',
            ),
          ),
      ) as never
    return waitFor(
      async () => {
        const held = await look()
        return held.length === CORPUS.length && held.every(({ text }) => text.includes('ok')) ? held : undefined
      },
      { what: 'all the mails as they were sent', everyMs: 100, timeoutMs: 30_000 },
    )
  }
  const watchPlaces = (page: Page): string[] => {
    const places: string[] = []
    // Frames within a mail's frame are as little as that is.
    page.on('framenavigated', (frame) => void (frame.parentFrame()?.parentFrame() ?? places.push(frame.url())))
    page.on('popup', (popup) => places.push(`popup ${popup.url()}`))
    return places
  }
  /** A mail's frame lies within its letter, and the page is no wider for it. */
  const overhang = (page: Page): Promise<string[]> =>
    page.evaluate(`[...document.querySelectorAll('iframe')].flatMap((frame) => {
      const [inner, outer] = [frame, frame.closest('.msg')].map((one) => one.getBoundingClientRect())
      const fits = inner.left >= outer.left && inner.right <= outer.right + 1 && inner.top >= outer.top && inner.bottom <= outer.bottom + 1
      return fits && document.documentElement.scrollWidth <= innerWidth ? [] : [JSON.stringify([inner, outer])]
    })`)
  /** A name of the world does lead to where it would be seen, and by now whatever was asked for before has come there. */
  const isTrapSet = async (): Promise<void> => {
    const page = await (await browser.newContext()).newPage()
    await page.goto('http://evil.example/trap')
    await page.context().close()
    expect(asked.some((one) => one.endsWith(' /trap'))).toBe(true)
  }

  it('runs nothing, loads nothing and leads nowhere, whatever a mail holds (SECURITY C1)', async () => {
    const mails = CORPUS.map((html, index) => ({ from: 'Eve <eve@evil.example>', subject: `No. ${index}`, text: 'Hello.', html }))
    // The door takes so many at once from one address.
    while (mails.length > 0) await Promise.all(mails.splice(0, 10).map((mail) => sendMail(shown, mail)))
    const { page, faults } = await openCaseOf(`No. ${CORPUS.length - 1}`)
    const places = watchPlaces(page)
    const before = connections
    const held = await unfold(page)
    const found = [new Set(held.map(({ title }) => title)), new Set(held.flatMap(({ links }) => links))]
    expect(found.map((one) => [...one].sort())).toEqual([[''], [':  ', 'https: _blank noopener noreferrer nofollow']])
    expect(await overhang(page)).toEqual([])
    expect(connections).toBe(before)
    await isTrapSet()
    expect([asked.filter((one) => !one.endsWith(' /trap')), [...new Set(places)], faults]).toEqual([[], ['about:srcdoc'], []])
    await page.close()
  })

  it('does no more when the desk has made nothing of it harmless: the frame alone holds (SECURITY C1)', async () => {
    const { page } = await openCaseOf(`No. ${CORPUS.length - 1}`)
    const bodies = [...CORPUS]
    await page.route(/\/messages\/[^/]+\/html$/, (route) => route.fulfill({ json: { html: bodies.pop(), images: [], remotePictures: 0 } }))
    const places = watchPlaces(page)
    const held = await unfold(page)
    expect([...new Set(held.map(({ title }) => title))]).toEqual([''])
    expect(await overhang(page)).toEqual([])
    await isTrapSet()
    expect([asked.filter((one) => !one.endsWith(' /trap')), [...new Set(places)]]).toEqual([[], ['about:srcdoc']])
    await page.close()
  })

  it('keeps pictures from outside back until asked for them, and then the desk fetches them (SECURITY C2)', async () => {
    const image = (path: string): string => `<img src="http://${place}/${path}" width="40" height="40">`
    await sendMail(shown, {
      from: 'Mira Castellan <mira@castellan.example>',
      subject: 'Our new bells',
      text: 'Look at our bells.',
      html: `<p>Look at our bells.</p>${image('bell.png?to=you')}${image('gone.png')}`,
    })
    const { page, faults } = await openCaseOf('Our new bells')
    await page.getByRole('button', { name: 'As it was sent' }).click()
    const pictures = page.frameLocator('iframe[title="The mail as it was sent"]').locator('img')
    const bar = page.getByText('Pictures from outside are not shown: they tell the sender that you read this.')
    await bar.waitFor()
    await pictures.nth(1).waitFor()
    expect(asked).toEqual([])
    expect(await accessFaults(page, { within: '.outside' })).toEqual([])

    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByText('1 of 2 pictures from outside could not be had.').waitFor()
    await waitFor(() => pictures.nth(0).evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth === 1), {
      what: 'the picture',
    })
    expect(asked.sort()).toEqual(['Patchbay /bell.png?to=you', 'Patchbay /gone.png'])
    // Nobody else has asked for them, nor has this reader again.
    await page.reload()
    await page.getByRole('button', { name: 'As it was sent' }).click()
    await bar.waitFor()
    expect(asked).toHaveLength(2)
    expect(faults).toEqual([])
    await page.close()
  })
})
