import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGuardedFetch } from '../../server/platform/guarded-fetch.ts'
import { accessFaults, openConsole, putOffersAside, sendMail, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { openSandboxDesk, type SandboxDesk } from '../setup/sandbox-desk.ts'
import { waitFor } from '../wait-for.ts'

const ONE_PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')

describeWith('chromium', 'a mail as it was sent', () => {
  /** Where the world's names lead, for the browser and for the desk. */
  const asked: string[] = []
  const outside = createServer((request, response) => {
    asked.push(`${request.headers['user-agent']} ${request.url}`)
    if (request.url === '/gone.png') response.writeHead(404)
    response.end(ONE_PIXEL)
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
