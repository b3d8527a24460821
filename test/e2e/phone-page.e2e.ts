import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { accessFaults, freePort } from '../console/desk-page.ts'
import { callFrom, launchWithPermissions, launchWithSound, openPhone, openPhoneDesk, type PhoneDesk } from '../phone/phone-desk.ts'
import { twiml, VOICE } from '../sandbox/carrier/carrier-desk.ts'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'
import { phoneStories } from './phone-stories.ts'

describeWith('chromium', 'the phone page in a browser', () => {
  let browser: Browser
  let desk: PhoneDesk
  beforeAll(async () => {
    browser = await launchWithSound()
    desk = await openPhoneDesk()
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })

  phoneStories(() => ({ browser, desk }))

  it('works without a microphone, and says so', async () => {
    desk.on(VOICE, '<Say>Hello.</Say><Pause length="30"/>')
    const strict = await launchWithPermissions()
    onTestFinished(() => strict.close())
    const phone = await openPhone(strict, desk, '+12025550151', { hasMicrophone: false })
    await callFrom(phone)
    await phone.page.getByText(/does not let this page use the microphone/).waitFor()
    await phone.page.getByText('Hello.').waitFor()
    await phone.page.context().grantPermissions(['microphone'])
    await phone.page.getByRole('button', { name: 'Try again' }).click()
    await phone.page.getByText(/does not let this page use the microphone/).waitFor({ state: 'hidden' })
    await waitFor(async () => (await phone.levels()).local > 0, { what: 'a voice' })
    await phone.page.getByRole('button', { name: 'Hang up' }).click()
  })

  it('is as many phones as one likes, each with its own number and its own call', async () => {
    desk.on(VOICE, ({ From }) => twiml(`<Say>Welcome, ${From}.</Say><Pause length="30"/>`))
    const { page, faults, close } = await openPhone(browser, desk, '+12025550161')
    await page.getByRole('button', { name: 'Another phone' }).click()
    const second = page.getByRole('article', { name: 'Phone 2' })
    const own = second.getByRole('textbox', { name: 'This phone' })
    await own.fill('0044 20 7946 0321')
    await own.press('Enter')
    await own.fill('not a number')
    await own.press('Enter')
    await second.getByRole('alert').waitFor()
    await own.fill('+44 20 7946 0321')
    await own.press('Enter')
    await second.getByRole('button', { name: 'Call', exact: true }).click()
    await second.getByText('Welcome, +442079460321.').waitFor()
    const first = page.getByRole('article', { name: 'Phone 1' })
    await first.getByRole('button', { name: 'Call', exact: true }).click()
    await first.getByText('Welcome, +12025550161.').waitFor()
    expect(await accessFaults(page)).toEqual([])
    await second.getByRole('button', { name: 'Hang up' }).click()
    await second.getByRole('button', { name: 'Take this phone away' }).click()
    await second.waitFor({ state: 'hidden' })
    await page.getByText(/^Connected/).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('says that the desk is away, and is back in its call when the desk is', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-phone-'))
    const place = { dataDir, port: await freePort() }
    const hello = '<Say>Hello.</Say><Pause length="600"/>'
    const before = await openPhoneDesk(place)
    before.on(VOICE, hello)
    const phone = await openPhone(browser, before, '+12025550191')
    await callFrom(phone)
    await phone.page.getByText('Hello.').waitFor()
    await before.close()
    await phone.page.getByText(/^The desk is away/).waitFor()
    const after = await openPhoneDesk(place)
    after.on(VOICE, hello)
    await phone.page.getByText(/^Connected/).waitFor()
    await phone.page.getByRole('button', { name: 'Hang up' }).click()
    await phone.page.getByText(/^You hung up/).waitFor()
    await phone.close()
    await after.close()
    await rm(dataDir, { recursive: true })
  })

  it('sends text messages, and shows what comes back', async () => {
    desk.on('/webhooks/twilio/sms', ({ Body }) => twiml(`<Message>We got: ${Body}</Message>`))
    const { page, close } = await openPhone(browser, desk, '+12025550171')
    await page.getByRole('tab', { name: 'Texts' }).click()
    await page.getByRole('textbox', { name: 'Write a text message' }).fill('Are you open?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Are you open?', { exact: true }).waitFor()
    await page.getByText('We got: Are you open?').waitFor()
    await close()
  })

  it('sends a picture with a text, and shows it', async () => {
    desk.on('/webhooks/twilio/sms', ({ NumMedia, MediaContentType0 }) =>
      twiml(`<Message>We got ${NumMedia} ${MediaContentType0}</Message>`),
    )
    const { page, close } = await openPhone(browser, desk, '+12025550173')
    await page.getByRole('tab', { name: 'Texts' }).click()
    const choose = (name: string, mimeType: string, buffer: Buffer) =>
      page.getByLabel('Picture to send').setInputFiles({ name, mimeType, buffer })
    await choose('notes.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('Texts take no files of this kind.').waitFor()
    // It can be left out, or another one chosen.
    await page.getByRole('button', { name: 'Leave notes.svg out' }).click()
    const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    await choose('gear.png', 'image/png', Buffer.from(dot, 'base64'))
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('We got 1 image/png').waitFor()
    await waitFor(
      () => page.getByAltText('Came with the text').evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth === 1),
      {
        what: 'a picture that is shown',
      },
    )
    await page.getByRole('button', { name: 'Add a picture' }).waitFor()
    await close()
  })
})
