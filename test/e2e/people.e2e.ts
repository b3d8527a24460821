import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { furtherAccessFaults, openConsole, signIn, watchFaults } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'

const nia = 'nia@larkfield.example'

describeWith('chromium', 'people, from the invitation to the forgotten password', () => {
  let browser: Browser
  let desk: RunningDesk
  let sam: BrowserContext
  const links: string[] = []
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), startDesk({ env: { LOG_LEVEL: 'debug' } })])
    sam = await signIn(browser, desk, 'admin')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  /** Opens the newest link of a kind in Nia's mailbox as somebody who has never been here. */
  const openLink = async (kind: 'invitation' | 'password'): Promise<{ page: Page; faults: string[] }> => {
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' })).newPage()
    const faults = watchFaults(page, desk.url)
    await page.goto(`${desk.url}/sandbox/mailbox?who=${nia}`)
    const link = page.getByRole('link', { name: new RegExp(`#${kind}=`) }).first()
    // The mailbox loads itself again when mail has come.
    links.push((await link.getAttribute('href')) ?? '')
    await page.goto(links.at(-1) as string)
    return { page, faults }
  }
  const isIn = (page: Page) => page.getByRole('heading', { name: 'My work' }).waitFor()
  const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

  it('invites, lets in, and says of a used invitation what comes next', async () => {
    const { page: admin, faults } = await openConsole(sam, desk, '/people')
    await admin.getByRole('button', { name: 'Teams' }).click()
    await admin.getByLabel('New team').fill('Workshop')
    await admin.getByRole('button', { name: 'Add team' }).click()
    await admin.getByRole('dialog').getByText('0 people').waitFor()
    await admin.keyboard.press('Escape')

    await admin.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = admin.getByRole('dialog', { name: 'Invite somebody' })
    await dialog.getByRole('textbox', { name: 'Email' }).fill(nia)
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nia Lind')
    await dialog.getByLabel('Workshop').check()
    expect(await furtherAccessFaults(admin)).toEqual([])
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    await row(admin, 'Nia Lind').getByText('Mailed').waitFor()

    const invited = await openLink('invitation')
    await invited.page.getByRole('heading', { name: 'You are invited, Nia Lind' }).waitFor()
    expect(invited.page.url()).not.toContain('#')
    expect(await furtherAccessFaults(invited.page)).toEqual([])
    await invited.page.getByLabel('Password', { exact: true }).fill('a long enough one')
    await invited.page.getByRole('button', { name: 'Join the desk' }).click()
    await isIn(invited.page)
    await row(admin, 'Nia Lind').getByText('Invited').waitFor({ state: 'detached' })

    const used = await openLink('invitation')
    await used.page.getByRole('heading', { name: 'This invitation is over' }).waitFor()
    await used.page.getByRole('button', { name: /sign in$/ }).click()
    await used.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect([...faults, ...invited.faults, ...used.faults]).toEqual([])
    await admin.close()
  })

  it('gives a new password by mail, once', async () => {
    const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
    await page.goto(desk.url)
    await page.getByRole('button', { name: 'Forgotten?' }).click()
    await page.getByLabel('Email').fill(nia)
    await page.getByRole('button', { name: 'Get the link' }).click()
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()

    const renewing = await openLink('password')
    await renewing.page.getByRole('heading', { name: 'Set a new password' }).waitFor()
    await renewing.page.getByLabel('New password', { exact: true }).fill('another long one')
    await renewing.page.getByRole('button', { name: 'Set password and sign in' }).click()
    await isIn(renewing.page)

    await page.getByRole('button', { name: 'Back to sign in' }).click()
    await page.getByLabel('Email').fill(nia)
    await page.getByLabel('Password', { exact: true }).fill('another long one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await isIn(page)

    const used = await openLink('password')
    await used.page.getByRole('heading', { name: 'This link is over' }).waitFor()
    await used.page.getByRole('button', { name: 'Get a new link' }).click()
    await used.page.getByRole('heading', { name: 'Set a new password' }).waitFor()
    expect([...renewing.faults, ...used.faults]).toEqual([])
  })

  const act = async (admin: Page, name: string) => {
    await admin.getByRole('button', { name: 'What to do about Nia Lind' }).click()
    await admin.getByRole('menuitem', { name }).click()
  }

  it('changes what somebody can do', async () => {
    const { page: admin, faults } = await openConsole(sam, desk, '/people')
    await act(admin, 'Edit')
    const dialog = admin.getByRole('dialog', { name: 'Nia Lind' })
    await dialog.getByLabel('Add a skill').fill('Tandems')
    await dialog.getByLabel('Add a skill').press('Enter')
    await dialog.getByRole('radio', { name: '2: Good at it' }).check({ force: true })
    expect(await furtherAccessFaults(admin)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await row(admin, 'Nia Lind').getByText('Tandems 2').waitFor()
    expect(faults).toEqual([])
    await admin.close()
  })

  it('shuts somebody out at once, and lets them in again', async () => {
    const { page: admin, faults } = await openConsole(sam, desk, '/people')
    const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
    await page.goto(desk.url)
    await page.getByLabel('Email').fill(nia)
    await page.getByLabel('Password', { exact: true }).fill('another long one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await isIn(page)
    await act(admin, 'Disable')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.getByText('Your sign-in is over.').waitFor()
    // It lies over the end of the list.
    await admin.getByRole('status').getByRole('button', { name: 'Close' }).click()
    await admin.getByRole('button', { name: 'Show 1 disabled' }).click()
    await row(admin, 'Nia Lind').getByText('Disabled').waitFor()
    await act(admin, 'Let in again')
    await row(admin, 'Nia Lind').getByText('Offline').waitFor()
    expect(faults).toEqual([])
    await admin.close()
  })

  it('has written none of the links into the log (R3)', () => {
    const tokens = links.map((one) => one.split('=').at(-1) ?? '')
    expect(tokens.length).toBeGreaterThan(2)
    for (const token of tokens) {
      expect(token).toMatch(/^[a-z2-7]{52}$/)
      expect(desk.said()).not.toContain(token)
    }
  })

  it('adds a customer who has not written yet, and says whose an address is already', async () => {
    const { page, faults } = await openConsole(sam, desk, '/cases')
    await page.getByRole('button', { name: 'Add a customer' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add a customer' })
    const add = dialog.getByRole('button', { name: 'Add customer' })
    await dialog.getByLabel('Name').fill('Wilma Sandt')
    expect(await add.isDisabled()).toBe(true)
    await dialog.getByLabel('Phone').fill('030 1234567')
    await add.click()
    await dialog.getByRole('alert').getByText('Give the phone number with its country code').waitFor()
    await dialog.getByLabel('Phone').fill('+44 20 7946 0958')
    await dialog.getByLabel('Email').fill('wilma@sandt.example')
    expect(await furtherAccessFaults(page, { within: '[role="dialog"]' })).toEqual([])
    await add.click()
    const customer = page.getByRole('region', { name: 'Customer' })
    await customer.getByRole('heading', { name: 'Wilma Sandt' }).waitFor()
    await customer.getByRole('button', { name: 'Write to wilma@sandt.example' }).waitFor()
    await customer.getByText('+44 20 7946 0958').first().waitFor()

    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('add a customer')
    await page.getByRole('option', { name: /^Add a customer/ }).waitFor()
    await page.keyboard.press('Enter')
    await dialog.getByLabel('Name').fill('W. Sandt')
    await dialog.getByLabel('Email').fill('Wilma@Sandt.example')
    await add.click()
    await dialog.getByRole('alert').getByText('wilma@sandt.example is an address of Wilma Sandt.').waitFor()
    await dialog.getByRole('link', { name: 'Open that customer' }).click()
    await customer.getByRole('heading', { name: 'Wilma Sandt' }).waitFor()
    await dialog.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await page.close()
  })
})
