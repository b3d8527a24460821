import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessFaults, noteNaming, openConsole, putOffersAside, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { waitFor } from '../wait-for.ts'

const timeline = (page: Page) => page.getByRole('region', { name: 'Entries of the case' })
const toasts = (page: Page) => page.getByRole('status')
const countIn = (page: Page, name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true })
/** As far down as it goes, a note this long pushes what is above it out of sight. */
const LONG = Array.from({ length: 40 }, (_, nth) => `Line ${nth} of what the workshop found`).join('\n')

describeWith('chromium', 'a colleague who is named in a note', () => {
  let browser: Browser
  let desk: RunningDesk
  let ines: BrowserContext
  let ruth: BrowserContext
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), startDesk()])
    ines = await signIn(browser, desk, 'agent')
    ruth = await signIn(browser, desk, 'supervisor')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  it('is told at once, finds the note in its case by keys alone, and has then read it', async () => {
    const [named, author] = [await openConsole(ines, desk, '/people'), await openConsole(ruth, desk, '/cases?view=all')]
    const { page } = named
    await putOffersAside(page)
    await countIn(page, 'Mentions').waitFor()
    await author.page.locator('[data-case]', { hasText: 'Battery cuts out' }).first().click()
    await timeline(author.page).getByRole('article').first().waitFor()
    const note = async (text: string, names = true): Promise<void> => {
      if (names) await noteNaming(author.page, 'Ines', text)
      else {
        await author.page.locator('#sheet').focus()
        await author.page.keyboard.press('n')
        await author.page.keyboard.insertText(text)
        await author.page.keyboard.press('Control+Enter')
      }
      await timeline(author.page)
        .getByRole('article', { name: /^Note by You/ })
        .getByText(text.split('\n')[0] ?? '')
        .waitFor()
      await author.page.keyboard.press('Escape')
    }

    // What is told goes after some seconds.
    const told = toasts(page)
      .getByText(/^Ruth Adler named you in case \d+: @Ines Duarte which serial is it\?$/)
      .waitFor()
    await Promise.all([told, note('which serial is it?')])
    await countIn(page, 'Mentions, 1 unread').waitFor()
    await note(LONG, false)
    await page.locator('#sheet').focus()
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    const row = (text: string) => page.locator('[data-case]', { hasText: text })
    await row('which serial is it?').getByText('Unread').waitFor()
    await page.reload()
    await row('which serial is it?').getByText('Unread').waitFor()
    expect(await accessFaults(page)).toEqual([])

    await page.keyboard.press('j')
    const aimed = timeline(page)
      .getByRole('article', { name: /^Note by Ruth Adler/ })
      .filter({ hasText: 'which serial is it?' })
    const isInSight = async (): Promise<boolean> => {
      const [box, area] = [await aimed.boundingBox(), await timeline(page).boundingBox()]
      return box !== null && area !== null && box.y >= area.y && box.y + box.height <= area.y + area.height
    }
    await waitFor(isInSight, { what: 'the note in sight' })
    await countIn(page, 'Mentions').waitFor()
    await row('which serial is it?').getByText('Unread').waitFor({ state: 'detached' })
    expect(await accessFaults(page)).toEqual([])

    // In the case that is open it is read as it comes.
    await note('found it, thank you')
    await timeline(page).getByText('found it, thank you').waitFor()
    await row('found it, thank you').waitFor()
    await countIn(page, 'Mentions').waitFor()

    await page.getByRole('link', { name: 'People' }).click()
    await Promise.all([toasts(page).getByRole('link', { name: 'Open' }).click(), note('and the receipt?')])
    await timeline(page).getByText('and the receipt?').waitFor()
    await countIn(page, 'Mentions').waitFor()

    await page.getByRole('link', { name: 'People' }).click()
    await note('one more thing')
    await countIn(page, 'Mentions, 1 unread').click()
    await page.getByRole('button', { name: 'Mark all read' }).click()
    await countIn(page, 'Mentions').waitFor()
    await page.getByRole('button', { name: 'Mark all read' }).waitFor({ state: 'detached' })
    expect([named.faults, author.faults]).toEqual([[], []])
    await page.close()
    await author.page.close()
  })
})
