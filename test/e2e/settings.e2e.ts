import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { waitFor } from '../wait-for.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
const ask = async ({ sandbox }: RunningDesk, method: string, path: string, body?: object): Promise<any> => {
  const response = await fetch(`${sandbox.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return response.json()
}

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

  it('adds a site for the chat, gives the line for its pages, and ends it', async () => {
    const { page, faults } = await openConsole(sam, desk, '/settings/sites')
    await row(page, 'Larkfield Cycles').getByText('Pages of the desk itself').waitFor()
    await page.getByRole('button', { name: 'Add site' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a site' })
    await dialog.getByLabel('Name', { exact: true }).fill('Larkfield Rentals')
    await dialog.getByLabel('Name for queues and pages').fill('rentals')
    await dialog.getByLabel('Where it may be shown').fill('https://rentals.larkfield.example/page')
    await dialog.getByRole('button', { name: 'Add site' }).click()
    await dialog.getByText('Give its beginning and nothing else').waitFor()
    await dialog.getByLabel('Where it may be shown').fill('https://rentals.larkfield.example')
    expect(await accessFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add site' }).click()
    const line = page.getByRole('dialog', { name: 'The chat of Larkfield Rentals' }).getByLabel('Line for the pages')
    expect(await line.inputValue()).toBe(`<script src="${desk.url}/widget.js" data-site="rentals" async></script>`)
    expect(await accessFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Done' }).click()
    await row(page, 'Larkfield Rentals').getByText('https://rentals.larkfield.example').waitFor()

    // The key just replaced may be ended in its turn, also when the one before it was ended there.
    for (const _key of [1, 2]) await ask(desk, 'POST', '/sites/rentals/identity-key')
    await page.reload()
    await row(page, 'Larkfield Rentals').getByRole('button').click()
    await page.getByRole('menuitem', { name: 'Customers who are signed in there' }).click()
    await page.getByRole('button', { name: 'End the old key now' }).click()
    await page.getByRole('button', { name: 'End the old key now' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Make a new key' }).click()
    await page.getByRole('dialog', { name: 'The key of Larkfield Rentals' }).getByText('The key before it is good until').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()

    await row(page, 'Larkfield Rentals').getByRole('button').click()
    await page.getByRole('menuitem', { name: 'End its chat' }).click()
    await done(page, /The chat of Larkfield Rentals opens no more/).waitFor()
    await row(page, 'Larkfield Rentals').waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await page.close()
  })

  it('sets opening hours, says at the field what is wrong, refuses what was begun before, and undoes it', async () => {
    const { page, faults } = await openConsole(sam, desk, '/settings/hours')
    const week = page.locator('section', { has: page.getByRole('heading', { name: 'Office and shop' }) })
    const form = page.getByRole('form', { name: 'Office and shop' })
    await page.getByRole('link', { name: 'Edit Office and shop' }).click()
    await form.getByLabel('Monday', { exact: true }).fill('9-12:30, 12-18')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Two of these overlap.').waitFor()
    await form.locator('input:focus[aria-invalid=true]').waitFor()
    expect(await accessFaults(page)).toEqual([])
    await form.getByLabel('Monday', { exact: true }).fill('9-12:30, 13-18')
    await form.getByRole('button', { name: 'Add holiday' }).click()
    await form.getByLabel('Date of holiday 14').fill('2099-07-01')
    await form.getByLabel('Name of holiday 14').fill('Company outing')
    // Somebody else is quicker.
    const { items } = await ask(desk, 'GET', '/hours')
    const { title, zone, week: before, holidays } = items.find(({ name }: { name: string }) => name === 'office')
    await ask(desk, 'PUT', '/hours/office', { title, zone, week: before, holidays: holidays.slice(1), over: 0 })
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText(/^Somebody changed these hours/).waitFor()
    await form.getByRole('button', { name: 'Show them as they are now' }).click()
    await form.getByLabel('Date of New Year’s Day').waitFor({ state: 'detached' })
    await form.getByLabel('Monday', { exact: true }).fill('9-12:30, 13-18')
    await form.getByRole('button', { name: 'Save' }).click()
    await done(page, 'The hours “Office and shop” are saved.').waitFor()
    await page.getByRole('link', { name: 'Back to the opening hours' }).click()
    await week.getByText('09:00–12:30, 13:00–18:00').waitFor()
    await week.getByText(/Set by Sam Okafor/).waitFor()
    await page.getByRole('button', { name: /^Undo/ }).click()
    await week.getByText('09:00–12:30, 13:00–18:00').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Edit Office and shop' }).click()
    await page.getByRole('button', { name: 'Back to hours.yaml' }).click()
    await page.getByText('As in hours.yaml', { exact: true }).waitFor()
    await form.getByLabel('Date of New Year’s Day').waitFor()
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
    await page.getByRole('button', { name: 'What to do about +1 202 555 0144' }).click()
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
    await page.getByLabel('About what').selectOption({ label: 'Opening hours' })
    await page.getByText('Sam Okafor set the opening hours “Office and shop”').first().waitFor()
    await page.getByText('Ruth Adler closed General help').waitFor({ state: 'detached' })
    expect(await accessFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.getByRole('link', { name: 'Back to settings' }).click()
    await page.getByRole('link', { name: /^Queues/ }).waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await page.close()
  })
})
