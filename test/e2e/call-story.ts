import { readFile } from 'node:fs/promises'
import type { Browser, Download } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchWithSound, type OnPage } from '../phone/phone-desk.ts'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'
import { type AtDesk, askForPerson, bar, type CallDesk, openCallDesk, openOutside, PATIENCE, sitDown, soundIs } from './call-pages.ts'

const CALLER = 'Gwen Abara'

/** All of a call at two consoles, on a desk that the file opens. */
export const callStory = (open: () => Promise<CallDesk> = openCallDesk): void =>
  describeWith('chromium', 'a call, from the phone to the recording in the case', () => {
    let browser: Browser
    let desk: CallDesk
    let caller: OnPage
    let ines: AtDesk
    let kenji: AtDesk
    beforeAll(async () => {
      ;[browser, desk] = await Promise.all([launchWithSound(), open()])
      await desk.onlyCalls('Ines Duarte', 'Kenji Arai')
      ;[caller, ines, kenji] = await Promise.all([
        openOutside(browser, desk, '+12025550143'),
        sitDown(browser, desk, 'Ines Duarte'),
        sitDown(browser, desk, 'Kenji Arai'),
      ])
      // Asked by his colleague, and offered nothing.
      await kenji.present('away')
    })
    afterAll(async () => {
      await browser?.close()
      await desk?.stop()
    })

    const ear = { hears: () => caller.hears() }

    it('rings, is held, passed on with a word before, wrapped up, and stands in the case', async () => {
      await askForPerson(caller, true)
      await caller.page
        .getByText(/^You are next/)
        .first()
        .waitFor(PATIENCE)

      const offer = ines.page.getByRole('alertdialog', { name: CALLER })
      await offer.waitFor(PATIENCE)
      await offer.getByText('Very likely').waitFor()
      await offer.getByText('A person').waitFor()
      await offer.getByText('General help').first().waitFor()
      await ines.page.keyboard.press('F8')
      await bar(ines, CALLER).waitFor(PATIENCE)
      await ines.page.getByRole('complementary', { name: 'Customer' }).getByRole('heading', { name: CALLER }).waitFor(PATIENCE)

      await soundIs(true, ines, 'the caller at the agent’s ear')
      await soundIs(true, ear, 'the agent at the caller’s ear')
      expect((await caller.levels()).local).toBeGreaterThan(0)
      await bar(ines, CALLER).getByText('Rec', { exact: true }).waitFor(PATIENCE)
      await ines.page.getByRole('textbox', { name: 'Notes while talking' }).fill('Wants the blue one instead.')

      await ines.page.keyboard.press('F4')
      await caller.page.getByText(/^On hold/).waitFor(PATIENCE)
      await bar(ines, CALLER).getByText('On hold', { exact: true }).first().waitFor()
      await soundIs(false, ear, 'nobody at the ear of who is held')
      await soundIs(false, ines, 'silence while the caller is held')
      await bar(ines, CALLER).getByText('Paused', { exact: true }).waitFor()
      await ines.page.keyboard.press('F4')
      await caller.page.getByText(/^Connected/).waitFor(PATIENCE)
      await soundIs(true, ear, 'the agent again')
      await soundIs(true, ines, 'the caller again')

      const transfer = bar(ines, CALLER).getByRole('button', { name: 'Transfer' })
      const dialog = ines.page.getByRole('dialog', { name: `Transfer ${CALLER}` })
      const asked = kenji.page.getByRole('alertdialog', { name: 'Ines Duarte asks you in' })
      await kenji.present('available')
      await transfer.click()
      await dialog.getByRole('button', { name: /^Technical support/ }).click()
      await asked.getByRole('button', { name: /^Not now/ }).click(PATIENCE)
      await ines.page.getByText('Nobody in Technical support is free right now. You are back with Gwen.').waitFor(PATIENCE)
      await kenji.present('away')
      await soundIs(true, ear, 'the agent, when nobody of the queue came')

      await transfer.click()
      await dialog.getByText('Talk first').waitFor()
      await dialog.getByRole('button', { name: /Kenji Arai/ }).click()
      await asked.waitFor(PATIENCE)
      await asked.getByRole('button', { name: /^Join/ }).click()
      await bar(ines, CALLER)
        .getByText(/^private/)
        .waitFor(PATIENCE)
      const words = bar(ines, CALLER).getByText('Consulting Kenji Arai', { exact: true })
      expect(await words.evaluate((one) => one.scrollWidth <= one.clientWidth), 'with whom she speaks stands there whole').toBe(true)
      await soundIs(true, kenji, 'the agent at the colleague’s ear')
      await soundIs(true, ines, 'the colleague at the agent’s ear')
      await soundIs(false, ear, 'nothing of the consultation at the caller’s ear')

      await ines.page.getByRole('button', { name: 'Hand over to Kenji' }).click()
      await bar(kenji, CALLER).waitFor(PATIENCE)
      await bar(ines, CALLER).waitFor({ state: 'detached', ...PATIENCE })
      await soundIs(true, kenji, 'the caller at the ear of who has the call now')
      await soundIs(true, ear, 'who has the call now at the caller’s ear')

      await bar(kenji, CALLER).getByRole('button', { name: 'Hang up' }).click()
      await caller.page.getByText(/^The other side hung up/).waitFor(PATIENCE)
      const wrapUp = kenji.page.getByRole('region', { name: `Wrap-up of the call with ${CALLER}` })
      await wrapUp.getByRole('combobox', { name: 'How it ended' }).selectOption({ label: 'Solved' })
      await wrapUp.getByRole('button', { name: 'Done' }).click()
      await wrapUp.waitFor({ state: 'detached', ...PATIENCE })

      const card = kenji.page.getByRole('article', { name: new RegExp(`^Call with ${CALLER}`) })
      await card.getByText(/answered by/).waitFor(PATIENCE)
      await card.getByText('Solved').waitFor()
      await card.getByText('A person').waitFor()
      await kenji.page.getByText('Wants the blue one instead.').first().waitFor(PATIENCE)
      const play = card.getByRole('button', { name: 'Play the recording' })
      await play.waitFor({ timeout: 60_000 })
      // Its shape is there before it is played.
      await card.locator('.wave-s rect').nth(100).waitFor()
      await play.click()
      const played = () => card.locator('audio').evaluate((audio) => (audio as unknown as { currentTime: number }).currentTime)
      await waitFor(async () => (await played()) > 0.5, { timeoutMs: PATIENCE.timeout, what: 'a recording that plays' })
      expect([...caller.faults, ...ines.faults, ...kenji.faults]).toEqual([])
    })

    it('is taken out as files, its recording is erased, then all of its customer, and the audit tells who did what', async () => {
      const sam = await sitDown(browser, desk, 'Sam Okafor')
      const { page } = sam
      await page.goto(kenji.page.url())
      const card = page.getByRole('article', { name: new RegExp(`^Call with ${CALLER}`) }).last()
      const files: Download[] = []
      page.on('download', (file) => files.push(file))
      await card.getByRole('button', { name: 'Save this call' }).click(PATIENCE)
      await waitFor(() => files.length === 2, { timeoutMs: PATIENCE.timeout, what: 'the call and its recording as files' })
      const read = async (end: string) => readFile((await files.find((one) => one.suggestedFilename().endsWith(end))?.path()) ?? '')
      const saved = JSON.parse((await read('.json')).toString())
      expect(saved.call.note).toBe('Wants the blue one instead.')
      expect(saved.recordings).toEqual([expect.objectContaining({ what: 'call' })])
      expect((await read('.wav')).subarray(0, 4).toString()).toBe('RIFF')

      await card.getByRole('button', { name: 'Erase the recording' }).click()
      await page.getByRole('dialog', { name: 'Erase this recording' }).getByRole('button', { name: 'Erase for good' }).click()
      await card.getByText('The recording was erased.').waitFor(PATIENCE)
      await card.getByRole('button', { name: 'Play the recording' }).waitFor({ state: 'detached', ...PATIENCE })
      await page.getByText('Wants the blue one instead.').first().waitFor()

      const more = page.getByRole('button', { name: 'Customer: more' })
      await more.click()
      await page.getByRole('menuitem', { name: 'Export what is known' }).click()
      await waitFor(() => files.length === 3, { timeoutMs: PATIENCE.timeout, what: 'the customer as a file' })
      expect((await readFile((await files[2]?.path()) ?? '')).toString()).toContain(CALLER)
      await more.click()
      await page.getByRole('menuitem', { name: 'Erase for good' }).click()
      const erasing = page.getByRole('dialog', { name: `Erase ${CALLER}` })
      expect(await erasing.getByRole('button', { name: 'Erase for good' }).isDisabled()).toBe(true)
      await erasing.getByRole('checkbox', { name: 'I have the right to do this, and want it gone' }).check()
      await erasing.getByRole('button', { name: 'Erase for good' }).click()
      await page.getByText(/only what happened and when is left/).waitFor(PATIENCE)
      for (const gone of [CALLER, 'Wants the blue one instead.'])
        await page
          .getByRole('main')
          .getByText(gone)
          .first()
          .waitFor({ state: 'detached', ...PATIENCE })

      await page.goto(`${desk.url}/settings/audit`)
      for (const done of [
        'Kenji Arai played a recording',
        'Sam Okafor took a whole call out, with its recording',
        'Sam Okafor erased a recording',
        'Sam Okafor took a customer’s data out',
        'Sam Okafor erased a customer',
      ])
        await page.getByText(done).first().waitFor(PATIENCE)
      expect(sam.faults).toEqual([])
      await sam.context.close()
    })
  })
