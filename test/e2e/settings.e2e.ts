import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { waitFor } from '../wait-for.ts'

describeWith('chromium', 'what admins set, and how supervisors run the floor', () => {
  let browser: Browser
  let desk: RunningDesk
  let sam: BrowserContext
  let ruth: BrowserContext
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), startDesk({ env: { FLOWS_DIR: join(root, 'ivr-flows') } })])
    sam = await signIn(browser, desk, 'admin')
    ruth = await signIn(browser, desk, 'supervisor')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })
  const done = (page: Page, words: string | RegExp) => page.getByRole('status').getByText(words).first()
  const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

  it('sets the rules of a queue, and undoes it', async () => {
    const { page, faults } = await openConsole(sam, desk, '/settings')
    await page.getByRole('heading', { name: 'Queues' }).waitFor()
    await page.getByRole('link', { name: 'Orders and returns' }).click()
    const form = page.getByRole('form', { name: 'Orders and returns' })
    await form.getByLabel('Calls and chats are answered within').fill('45')
    await form.getByRole('switch', { name: 'Nobody waits on the phone' }).check({ force: true })
    await form.getByLabel('Longest wait').fill('10')
    await form.getByLabel('While nobody who serves it').selectOption({ label: 'Leave a message' })
    expect(await accessFaults(page)).toEqual([])
    await form.getByRole('button', { name: 'Save' }).click()
    await done(page, 'Orders and returns is saved.').waitFor()
    await page.reload()
    expect(await form.getByLabel('Longest wait').inputValue()).toBe('10')
    expect(await form.getByLabel('Calls and chats are answered within').inputValue()).toBe('45')
    await form.getByLabel('Calls and chats are answered within').fill('50')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: /^Undo/ }).click()
    await waitFor(async () => ((await form.getByLabel('Calls and chats are answered within').inputValue()) === '45' ? true : undefined), {
      what: 'the time as it was before',
    })
    expect(faults).toEqual([])
    await page.close()
  })

  it('shows supervisors too when the phone menus say that we are open', async () => {
    const { page, faults } = await openConsole(ruth, desk, '/settings')
    await page.getByRole('heading', { name: 'Opening hours' }).waitFor()
    const areas = page.getByRole('navigation', { name: 'Settings' }).getByRole('link')
    expect(await areas.locator('b').allTextContents()).toEqual(['Opening hours', 'Audit', 'People'])
    const week = (name: string) => page.locator('section', { has: page.getByRole('heading', { name }) })
    await week('The phones').getByText('Open now').waitFor()
    await week('The phones').getByText('Monday to Sunday').waitFor()
    await week('The phones').getByText('All day').waitFor()
    await week('Office and shop').getByText('Monday to Friday').waitFor()
    await week('Office and shop').getByText('09:00–18:00').waitFor()
    await week('Office and shop').getByText('Sunday', { exact: true }).waitFor()
    await week('Office and shop').getByText('Christmas Eve').waitFor()
    expect(await accessFaults(page)).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })

  it('adds a number and takes it off, with a way back', async () => {
    const { page, faults } = await openConsole(sam, desk, '/settings/numbers')
    await page.getByRole('button', { name: 'Add number' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a number' })
    await dialog.getByLabel('Number').fill('+1 202 555 0144')
    await dialog.getByLabel('Label').fill('Fleet')
    await dialog.getByLabel('Phone menu').selectOption({ label: 'Main menu' })
    expect(await accessFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add number' }).click()
    await row(page, 'Fleet').getByText('Main menu').waitFor()
    await page.getByRole('button', { name: 'What to do about +12025550144' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await row(page, 'Fleet').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Undo/ }).click()
    await row(page, 'Fleet').waitFor()
    expect(faults).toEqual([])
    await page.close()
  })

  it('shows a key once, and ends it at once', async () => {
    const { page, faults } = await openConsole(sam, desk, '/settings/keys')
    await page.getByRole('button', { name: 'Make a key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Night export')
    await dialog.getByRole('checkbox', { name: 'read' }).first().check()
    expect(await accessFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    const key = await dialog.getByLabel('Key', { exact: true }).inputValue()
    const ask = () => fetch(`${desk.url}/api/v1/audit`, { headers: { authorization: `Bearer ${key}` } })
    expect((await ask()).status).toBe(200)
    await dialog.getByRole('button', { name: 'Done' }).click()
    expect(await page.content()).not.toContain(key)
    await page.getByRole('button', { name: 'End the key Night export' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End the key' }).click()
    await row(page, 'Night export').waitFor({ state: 'detached' })
    expect((await ask()).status).toBe(401)
    expect(faults).toEqual([])
    await page.close()
  })

  it('lets a supervisor close a queue from the floor, move what waits, and read the day', async () => {
    const { page, faults } = await openConsole(ruth, desk, '/floor')
    await page.getByRole('button', { name: 'What to do about General help' }).click()
    await page.getByRole('menuitem', { name: 'Message or close' }).click()
    const notice = page.getByRole('dialog', { name: 'Notice for General help' })
    await notice.getByRole('radio', { name: /^Closed/ }).check()
    expect(await accessFaults(page)).toEqual([])
    await notice.getByRole('button', { name: 'Close', exact: true }).last().click()
    await row(page, 'General help').getByText('Closed to callers').waitFor()
    await page.getByRole('button', { name: /^Undo/ }).click()
    await row(page, 'General help').getByText('Closed to callers').waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'What to do about Technical support' }).click()
    await page.getByRole('menuitem', { name: /^Move what waits/ }).click()
    const waiting = page.getByRole('dialog', { name: 'Waiting in Technical support' })
    await waiting.getByLabel(/^Priority: Email/).selectOption('urgent')
    await done(page, /is urgent now/).waitFor()
    expect(await accessFaults(page)).toEqual([])
    await waiting.getByLabel(/^Queue: Email/).selectOption({ label: 'Orders and returns' })
    await waiting.getByText('Nobody waits here any more.').waitFor()
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: 'Today' }).click()
    await page.getByRole('columnheader', { name: 'Service level' }).first().waitFor()
    await page.getByRole('button', { name: 'Speed of answer' }).hover()
    await page.getByText(/^ASA: the mean wait/).waitFor()
    await page.getByRole('link', { name: 'Past calls' }).click()
    await page.getByRole('link', { name: 'Hugo Fernandes' }).first().waitFor()
    expect(await accessFaults(page)).toEqual([])
    expect(faults).toEqual([])
    await page.close()
  })

  it('tells in the audit who did it, and filters, on a small screen too', async () => {
    const { page, faults } = await openConsole(ruth, desk, '/floor')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`${desk.url}/settings`)
    await page.getByRole('link', { name: /^Audit/ }).click()
    await page.getByText('Ruth Adler closed General help').waitFor()
    await page.getByLabel('About what').selectOption({ label: 'API keys' })
    await page.getByText('Sam Okafor ended a key').waitFor()
    await page.getByText('Ruth Adler closed General help').waitFor({ state: 'detached' })
    expect(await accessFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.getByRole('link', { name: 'Back to settings' }).click()
    await page.getByRole('link', { name: /^Queues/ }).waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await page.close()
  })
})
