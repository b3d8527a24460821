import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'

const sizes = [
  ['light', 1440],
  ['dark', 1440],
  ['light', 1024],
  ['dark', 390],
] as const

const root = 'document.documentElement'
const hasNoSidewaysScroll = (page: Page) => page.evaluate<boolean>(`${root}.scrollWidth <= ${root}.clientWidth`)
/** Lists scroll, the desk around them does not: it would move under the hand at the end of a list. */
const isWithinWindow = (page: Page) => page.evaluate<boolean>(`${root}.scrollHeight <= ${root}.clientHeight`)

describeWith('chromium', 'the console for everybody', () => {
  let browser: Browser
  let desk: RunningDesk
  let ruth: BrowserContext
  let marketing: BrowserContext
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), startDesk()])
    ruth = await signIn(browser, desk, 'supervisor')
    marketing = await signIn(browser, desk, 'marketing')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  it.each(sizes)('has no fault of access on any page, %s at %i px', async (colorScheme, width) => {
    const { page, faults } = await openConsole(ruth, desk, '/work')
    await page.setViewportSize({ width, height: 844 })
    await page.emulateMedia({ colorScheme })
    const found: string[] = []
    const check = async (name: string) => {
      found.push(...(await accessFaults(page)).map((fault) => `${name}: ${fault}`))
      if (!(await hasNoSidewaysScroll(page))) found.push(`${name}: scrolls sideways`)
      if (!(await isWithinWindow(page))) found.push(`${name}: is longer than its window`)
    }
    const go = (path: string) => page.goto(`${desk.url}${path}`)
    await page.getByRole('heading', { name: 'My work' }).waitFor()
    await check('my work')
    await go('/cases?view=all')
    await page.locator('[data-case]').first().waitFor()
    await check('cases')
    await page.locator('[data-case]', { hasText: 'Battery cuts out' }).first().click()
    await page.getByRole('region', { name: 'Entries of the case' }).getByRole('article').first().waitFor()
    await check('case')
    if (width < 1360) {
      await page.getByRole('button', { name: /^Customer: / }).click()
      await page.getByRole('complementary', { name: 'Customer' }).getByRole('heading', { level: 2 }).waitFor()
      await check('customer')
      await page.keyboard.press('Escape')
    }
    await page.locator('#sheet').focus()
    await page.keyboard.press('x')
    await page.getByRole('dialog', { name: /^Close case/ }).waitFor()
    await check('closing')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('battery')
    await page.getByRole('group', { name: 'Cases' }).waitFor()
    await check('palette')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
    for (const [path, heading] of [
      ['/people', 'People'],
      ['/held-back', 'Held back'],
    ] as const) {
      await go(path)
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      // Wherever one comes out, there is a way on.
      await page.getByRole('navigation', { name: 'Main' }).waitFor()
      await check(path)
    }
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })

  it.each(sizes)('has no fault of access at its door, %s at %i px', async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } })
    const page = await context.newPage()
    await page.goto(desk.url)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByText('Desk is ready.').waitFor()
    expect(await accessFaults(page)).toEqual([])
    await page.getByLabel('Email').fill('nobody@larkfield.example')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    expect(await accessFaults(page)).toEqual([])
    await context.close()
  })

  it('shows each role only what it may read', async () => {
    const { page } = await openConsole(marketing, desk, '/work')
    const refused: string[] = []
    page.on('response', (response) => void (response.status() === 403 && refused.push(response.url())))
    await page.reload()
    await page.getByRole('heading', { name: 'People' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/people')
    expect(await page.getByRole('link', { name: 'Cases' }).count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Go to people' }).waitFor()
    expect(await page.getByRole('option', { name: /my work|cases|held back|Be away/ }).count()).toBe(0)
    expect(refused).toEqual([])
    await page.close()
  })

  it('says what is missing instead of a blank page', async () => {
    const { page } = await openConsole(ruth, desk, '/cases/c_nothere')
    await page.getByText('There is no such case here').waitFor()
    await page.getByRole('link', { name: 'Back to the list', exact: true }).click()
    await page.locator('[data-case]').first().waitFor()
    await page.goto(`${desk.url}/customers/nobody`)
    await page.getByText('There is no such customer here').waitFor()
    await page.getByRole('link', { name: 'Back to cases' }).click()
    await page.locator('[data-case]').first().waitFor()
    await page.close()
  })
})
