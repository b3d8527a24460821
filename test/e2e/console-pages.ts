import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { accessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'

export interface Look {
  /** What was looked at in the first can in another only be too pale. */
  schemes: readonly ('light' | 'dark')[]
  width: number
  /** Those of axe that are looked at; left out: all of them. */
  rules?: string[]
}

interface Opened {
  browser: Browser
  desk: RunningDesk
  supervisor: BrowserContext
}

/** A desk of this file's own with a supervisor signed in. */
export const openForAccess = async (): Promise<Opened> => {
  const [browser, desk] = await Promise.all([launchBrowser(), startDesk()])
  for (const list of ['do-not-call', 'nuisance-callers']) {
    const { ok } = await fetch(`${desk.sandbox.url}/api/v1/${list}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${desk.sandbox.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ number: '+12025550190', reason: 'Said so' }),
    })
    if (!ok) throw new Error(`nobody is on the list ${list}`)
  }
  return { browser, desk, supervisor: await signIn(browser, desk, 'supervisor') }
}

const root = 'document.documentElement'
const hasNoSidewaysScroll = (page: Page) => page.evaluate<boolean>(`${root}.scrollWidth <= ${root}.clientWidth`)
/** Lists scroll, the desk around them does not: it would move under the hand at the end of a list. */
const isWithinWindow = (page: Page) => page.evaluate<boolean>(`${root}.scrollHeight <= ${root}.clientHeight`)

/** Walks through the pages of the console, and its door, in each of the looks. */
export const hasNoFaultOfAccess = (looks: readonly Look[], opened: () => Opened): void => {
  const desk = (): RunningDesk => opened().desk
  it.each(looks)('has no fault of access on any page, $schemes at $width px', async ({ schemes: [first, ...others], width, rules }) => {
    const { page, faults } = await openConsole(opened().supervisor, desk(), '/work')
    const paint = (colorScheme: Look['schemes'][number] | undefined) =>
      page.emulateMedia({ colorScheme: colorScheme ?? null, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 844 })
    await paint(first)
    const found: string[] = []
    /** What lies over a page is looked at alone: the page below was looked at before. */
    const check = async (name: string, within?: string) => {
      found.push(...(await accessFaults(page, { ...(within && { within }), ...(rules && { rules }) })).map((fault) => `${name}: ${fault}`))
      if (!(await hasNoSidewaysScroll(page))) found.push(`${name}: scrolls sideways`)
      if (!(await isWithinWindow(page))) found.push(`${name}: is longer than its window`)
      for (const other of others) {
        await paint(other)
        const pale = await accessFaults(page, { ...(within && { within }), rules: ['color-contrast'] })
        found.push(...pale.map((fault) => `${name}, ${other}: ${fault}`))
      }
      if (others.length > 0) await paint(first)
    }
    const go = (path: string) => page.goto(`${desk().url}${path}`)
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
    await check('closing', '[role=dialog]')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('battery')
    await page.getByRole('group', { name: 'Cases' }).waitFor()
    await check('palette', '[role=dialog]')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
    for (const [path, heading, shows = heading] of [
      ['/people', 'People'],
      ['/held-back', 'Held back'],
      ['/mentions', 'Mentions'],
      ['/calls/recent', 'My calls', 'No call yet'],
      ['/calls/missed', 'Missed calls', 'Hung up while waiting'],
      ['/calls/callbacks', 'Callbacks', 'Nobody waits to be called back'],
      ['/calls/colleagues', 'Colleagues', 'Kenji Arai'],
      ['/calls/do-not-call', 'Do not call', 'Said so'],
      ['/calls/nuisance', 'Nuisance callers', 'Said so'],
      ['/floor', 'Floor', 'General help'],
    ] as const) {
      await go(path)
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      await page.getByText(shows).filter({ visible: true }).first().waitFor()
      // Wherever one comes out, there is a way on.
      await page
        .getByRole('navigation', { name: 'Main' })
        .or(page.getByRole('link', { name: 'Back to calls' }))
        .first()
        .waitFor()
      await check(path)
    }
    expect(found).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })

  const doors = looks.flatMap(({ schemes, width }) => schemes.map((colorScheme) => ({ colorScheme, width })))
  it.each(doors)('has no fault of access at its door, $colorScheme at $width px', async ({ colorScheme, width }) => {
    const context = await opened().browser.newContext({ colorScheme, viewport: { width, height: 844 } })
    const page = await context.newPage()
    await page.goto(desk().url)
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
}
