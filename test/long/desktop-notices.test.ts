import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { noteNaming, openConsole, putOffersAside, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { waitFor } from '../wait-for.ts'

interface Shown {
  title: string
  body: string
  isClosed: boolean
}

/** What the system is given to show is written down on its way, and whether the page is seen is the test's to say: no browser here is ever hidden. */
const watchNotices = `
window.shown = []
window.asked = 0
const isAway = () => sessionStorage.getItem('away') === 'yes'
Object.defineProperty(document, 'hidden', { get: isAway })
Object.defineProperty(document, 'visibilityState', { get: () => (isAway() ? 'hidden' : 'visible') })
const Real = Notification
window.Notification = class extends Real {
  constructor(title, options) {
    super(title, options)
    this.shown = { title, body: options.body, isClosed: false }
    window.shown.push(this.shown)
  }
  close() {
    this.shown.isClosed = true
    super.close()
  }
  static requestPermission() {
    window.asked += 1
    return Real.requestPermission()
  }
}`
const shownBy = (page: Page): Promise<Shown[]> => page.evaluate('shown')
const askedBy = (page: Page): Promise<number> => page.evaluate('asked')
const goAway = (page: Page, isAway: boolean): Promise<void> =>
  page.evaluate(
    `sessionStorage.setItem('away', '${isAway ? 'yes' : 'no'}'); document.dispatchEvent(new Event('visibilitychange')); undefined`,
  )

describeWith('chromium', 'what waits for somebody who does not see the page', () => {
  let browser: Browser
  let desk: RunningDesk
  let ines: BrowserContext
  let ruth: BrowserContext
  beforeAll(async () => {
    // Without its surroundings Chromium allows no notification, whatever its context says.
    ;[browser, desk] = await Promise.all([launchBrowser({ whole: true }), startDesk()])
    ines = await signIn(browser, desk, 'agent')
    ruth = await signIn(browser, desk, 'supervisor')
    await ines.grantPermissions(['notifications'], { origin: desk.url })
    await ines.addInitScript({ content: watchNotices })
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  it('is told by the system once they asked for it, without a word of a customer, until it is answered, read or seen', async () => {
    const { page, faults } = await openConsole(ines, desk, '/people')
    await page.getByRole('alertdialog').waitFor()
    // Allowed by the browser, and not asked for: nothing is shown.
    await goAway(page, true)
    await page.reload()
    await page.getByRole('alertdialog').waitFor()
    expect([await shownBy(page), await askedBy(page)]).toEqual([[], 0])

    await goAway(page, false)
    const menu = page.getByRole('button', { name: /Settings and sign out$/ })
    const choice = page.getByRole('menuitem', { name: 'Desktop notifications' })
    await page.keyboard.press('Escape')
    await menu.click()
    await choice.click()
    expect(await askedBy(page)).toBe(1)
    await menu.click()
    await choice.waitFor()
    await page.keyboard.press('Escape')

    await goAway(page, true)
    await page.reload()
    await page.getByRole('alertdialog').waitFor()
    const offer = await waitFor(async () => (await shownBy(page))[0], { what: 'the offer' })
    expect(offer.title).toBe('An offer waits for you: email')
    await page.keyboard.press('Shift+F8')
    // That one: the next may be offered, and told, at once.
    await waitFor(async () => (await shownBy(page))[0]?.isClosed, { what: 'the offer is answered' })

    await putOffersAside(page)
    const author = await ruth.newPage()
    await author.goto(`${desk.url}/cases?view=all`)
    await author.locator('[data-case]', { hasText: 'Battery cuts out' }).first().click()
    await author.getByRole('region', { name: 'Entries of the case' }).getByRole('article').first().waitFor()
    await noteNaming(author, 'Ines', 'marta says it is 2 °C')
    const mention = () => shownBy(page).then((all) => all.find((one) => one.title === 'Ruth Adler named you in a note'))
    const told = await waitFor(mention, { what: 'the mention' })
    expect(told).toMatchObject({ body: expect.stringMatching(/^Case \d+$/), isClosed: false })
    await goAway(page, false)
    expect((await mention())?.isClosed).toBe(true)
    expect(faults).toEqual([])
  })
})
