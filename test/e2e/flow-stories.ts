import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { furtherAccessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import type { RunningDesk } from '../setup/desk.ts'
import { openScriptedPhone, type ScriptedPhone } from '../setup/scripted-phone.ts'
import { tries } from '../setup/tries.ts'
import { waitFor } from '../wait-for.ts'
import { openCallDesk } from './call-pages.ts'

const NUMBER = '+12025550100'
const OLD = 'Larkfield Cycles, hello.'
const NEW = 'Larkfield Cycles, good day.'

const text = (page: Page) => page.getByRole('textbox', { name: 'Text of main.flow.yaml' })
const checks = (page: Page) => page.getByRole('complementary', { name: 'Checks' })
const dialog = (page: Page, name: RegExp) => page.getByRole('dialog', { name })

/** Writes a line anew, as somebody at a keyboard does. */
const rewrite = async (page: Page, line: RegExp, words: string): Promise<void> => {
  await text(page).locator('.cm-line', { hasText: line }).first().click()
  for (const key of ['Home', 'Shift+End']) await page.keyboard.press(key)
  await page.keyboard.type(words)
}

/** A menu from its first letter to its first call, on a desk that the file opens. */
export const flowStories = (open: () => Promise<RunningDesk> = openCallDesk): void =>
  describeWith('chromium', 'a phone menu in the console', () => {
    let browser: Browser
    let desk: RunningDesk
    let sam: BrowserContext
    const phones: ScriptedPhone[] = []
    /** Calls the number and gives what is said first. */
    const call = async (number: string): Promise<string> => {
      const phone = await openScriptedPhone({ url: desk.url, number })
      phones.push(phone)
      await phone.dial(NUMBER)
      const { text: said } = await phone.hears('Larkfield Cycles')
      await phone.hangUp()
      return said
    }
    beforeAll(async () => {
      ;[browser, desk] = await Promise.all([launchBrowser(), open()])
      sam = await signIn(browser, desk, 'admin')
    })
    afterAll(async () => {
      for (const phone of phones) phone.vanish()
      await browser?.close()
      await desk?.stop()
    })

    it('is broken, mended, tried, published and rolled back', async () => {
      const { page, faults } = await openConsole(sam, desk, '/flows/main?view=text')
      await text(page).waitFor()

      // A fault stands below its line, and in the list as a way there.
      await rewrite(page, /next: at-the-desk/, 'next: at-the-dusk')
      const why = text(page).getByText('There is no step at-the-dusk. Is at-the-desk meant?')
      await why.waitFor()
      expect(await why.locator('xpath=../preceding-sibling::*[1]').textContent()).toContain('next: at-the-dusk')
      expect(await page.getByRole('button', { name: /^Publish/ }).isDisabled()).toBe(true)
      await text(page).press('Control+End')
      await checks(page).getByRole('button', { name: 'Line 14' }).click()
      await page.keyboard.press('Home')
      await page.keyboard.press('Shift+End')
      await page.keyboard.type('next: at-the-desk')
      await checks(page).getByText('Nothing is wrong with it').waitFor()
      expect(await furtherAccessFaults(page)).toEqual([])

      // What was written outlives a reload, saved at the desk or not.
      await rewrite(page, /Larkfield Cycles, hello/, `en: ${NEW} For English, press 1.`)
      await page.reload()
      await text(page).getByText(NEW).waitFor()
      await checks(page)
        .getByText(/goes another way .*Not heard: Larkfield Cycles, hello/)
        .first()
        .waitFor()
      await text(page).press('Control+s')
      await page.getByText(/^Draft saved at/).waitFor()

      // One call from one number begins with it, everybody else hears what runs.
      await page.getByRole('button', { name: 'Try the draft' }).click()
      await dialog(page, /^Try the draft/)
        .getByRole('textbox')
        .fill('+1 (202) 555-0171')
      await dialog(page, /^Try the draft/)
        .getByRole('button', { name: 'Let my next call try it' })
        .click()
      await dialog(page, /^Try the draft/)
        .getByText(NUMBER)
        .waitFor()
      expect(await call('+12025550172')).toContain(OLD)
      expect(await call('+12025550171')).toContain(NEW)
      expect(await call('+12025550171')).toContain(OLD)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      // Published with the difference in view, and heard.
      await text(page).press('Control+Enter')
      const publishing = dialog(page, /^Publish version 1/)
      await publishing.getByLabel('What differs').getByText(NEW).waitFor()
      expect(await furtherAccessFaults(page)).toEqual([])
      await publishing.getByRole('textbox', { name: 'Why' }).fill('A calmer greeting')
      await page.keyboard.press('Enter')
      await page.getByText('Version 1, live').waitFor()
      expect(await call('+12025550173')).toContain(NEW)

      // And back.
      await page.getByRole('link', { name: 'Versions' }).click()
      await page.getByRole('button', { name: /^Version 1.*A calmer greeting/ }).waitFor()
      await page.getByRole('button', { name: /^The file of the installation/ }).click()
      expect(await furtherAccessFaults(page)).toEqual([])
      await page.getByRole('button', { name: 'Run the file again' }).click()
      await dialog(page, /^Run the file/)
        .getByRole('button', { name: 'Run it again' })
        .click()
      await page.getByText('The installation’s file, live').waitFor()
      expect(await call('+12025550174')).toContain(OLD)
      expect(faults).toEqual([])
      await page.close()
    })

    it('is begun in the console, and answers the number it is given', async () => {
      const { page, faults } = await openConsole(sam, desk, '/flows/main')
      await page.getByRole('button', { name: 'Other phone menus' }).click()
      await page.getByRole('menuitem', { name: 'New menu' }).click()
      const fresh = dialog(page, /^New phone menu/)
      await fresh.getByRole('textbox', { name: 'Title' }).fill('Garage & workshop')
      await fresh.getByRole('button', { name: 'Make the menu' }).click()
      await page.getByRole('heading', { name: 'Garage & workshop' }).waitFor()
      await page.getByRole('textbox', { name: 'Text of garage-workshop.flow.yaml' }).waitFor()
      await checks(page).getByText('Nothing is wrong with it').waitFor()
      expect(await furtherAccessFaults(page)).toEqual([])

      await page.goto(`${desk.url}/settings/numbers`)
      const give = async (menu: string): Promise<void> => {
        await page.getByRole('button', { name: 'What to do about +1 202 555 0100' }).click()
        await page.getByRole('menuitem', { name: 'Edit' }).click()
        await dialog(page, /^\+1202/)
          .getByRole('combobox', { name: 'Phone menu that answers' })
          .selectOption(menu)
        await dialog(page, /^\+1202/)
          .getByRole('button', { name: 'Save' })
          .click()
        await page.getByRole('link', { name: menu, exact: true }).waitFor()
      }
      await give('Garage & workshop')
      const phone = await openScriptedPhone({ url: desk.url, number: '+12025550181' })
      phones.push(phone)
      await phone.dial(NUMBER)
      expect((await phone.hears('Hello')).text).toContain('thank you for calling')
      await phone.hangUp()
      await give('Main menu')
      expect(faults).toEqual([])
      await page.close()
    })

    // Calls that walk a menu take their time: in the full run.
    if (tries(false, true))
      it('shows how many came to a step, who is there now, how long it takes and where they hang up', async () => {
        const { page, faults } = await openConsole(sam, desk, '/flows/main')
        const step = (title: string) => page.locator('.fn', { has: page.getByRole('button', { name: new RegExp(`^${title}\\s*,`) }) })
        const figure = async (title: string, of: string): Promise<number> => {
          await step(title).waitFor()
          const shown = await step(title).locator(of).allTextContents()
          return Number.parseInt(shown[0] ?? '0', 10)
        }
        const hungUp = page.getByRole('list', { name: 'How calls came out' }).getByRole('listitem').filter({ hasText: 'hung up' })
        const reached = { first: await figure('Language', '.fn-n'), menu: await figure('Main menu', '.fn-n') }
        const left = { menu: await figure('Main menu', '.fn-d'), all: Number.parseInt((await hungUp.textContent()) ?? '', 10) }
        const begin = async (number: string): Promise<ScriptedPhone> => {
          const phone = await openScriptedPhone({ url: desk.url, number })
          phones.push(phone)
          await phone.dial(NUMBER)
          await phone.hears('Larkfield Cycles')
          return phone
        }
        const gone = await begin('+12025550182')
        await gone.press('1')
        await gone.hears('What is it about?')
        await gone.hangUp()
        await page.reload()
        await waitFor(async () => (await figure('Main menu', '.fn-d')) === left.menu + 1, {
          timeoutMs: 45_000,
          what: 'one more who left there',
        })
        expect(await figure('Main menu', '.fn-n')).toBe(reached.menu + 1)
        expect(await figure('Language', '.fn-n')).toBe(reached.first + 1)
        expect(Number.parseInt((await hungUp.textContent()) ?? '', 10)).toBe(left.all + 1)
        await page
          .getByRole('complementary', { name: 'Step' })
          .getByText(/^Next step after (\d+ s|\d+:\d\d) on average\.$/)
          .waitFor()
        expect(await furtherAccessFaults(page)).toEqual([])

        // Whoever presses nothing goes on by themselves: they are somewhere in it.
        const here = await begin('+12025550184')
        await page.reload()
        await page.getByText('1 on this step now').waitFor()
        await page.getByText(/, 1 in it now/).waitFor()
        await here.hangUp()
        await page.reload()
        await page.getByText(/, 0 in it now/).waitFor()
        await page.getByText('1 on this step now').waitFor({ state: 'detached' })
        expect(faults).toEqual([])
        await page.close()
      })

    it('is tried on the phone page, which dials the number that runs it', async () => {
      const { page, faults } = await openConsole(sam, desk, '/flows/main')
      const [phone] = await Promise.all([sam.waitForEvent('page'), page.getByRole('link', { name: 'Try it' }).click()])
      await phone.getByRole('button', { name: 'Call', exact: true }).click()
      await phone.getByText(OLD).first().waitFor()
      await phone.getByRole('button', { name: 'Hang up' }).click()
      expect(faults).toEqual([])
      await Promise.all([page.close(), phone.close()])
    })
  })
