import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { accessFaults, freePort } from '../console/desk-page.ts'
import { callFrom, launchWithPermissions, launchWithSound, openPhone, openPhoneDesk, type PhoneDesk } from '../phone/phone-desk.ts'
import { twiml, VOICE } from '../sandbox/carrier/carrier-desk.ts'
import { chromiumMissing } from '../setup/chromium.ts'
import { waitFor } from '../wait-for.ts'

const MENU = '/webhooks/twilio/menu'
const room = (rest = ''): string => `<Dial><Conference beep="false" waitUrl="" ${rest}>matter</Conference></Dial>`

describe.skipIf(chromiumMissing)('the phone page in a browser', () => {
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

  const conference = async () => {
    const [one] = await desk.sdk.conferences.list({ friendlyName: 'matter', status: 'in-progress' })
    if (!one) throw new Error('no conference')
    return one
  }

  it.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)('walks a menu by keys, by the keyboard and by typed speech, %s at %i px', async (colorScheme, width) => {
    desk.on(
      VOICE,
      `<Gather input="dtmf speech" numDigits="1" timeout="60" action="${MENU}"><Say language="de-DE">Guten Tag. Was können wir tun?</Say></Gather>`,
    )
    desk.on(MENU, ({ Digits, SpeechResult }) =>
      twiml(
        Digits === '5'
          ? '<Say>Goodbye.</Say><Hangup/>'
          : `<Gather input="dtmf speech" numDigits="1" timeout="60" action="${MENU}"><Say>You said ${SpeechResult ?? Digits}.</Say></Gather>`,
      ),
    )
    const phone = await openPhone(browser, desk, '+1 (202) 555-0168', { colorScheme, viewport: { width, height: 844 } })
    const { page } = phone
    expect(await accessFaults(page)).toEqual([])
    await callFrom(phone)
    await page.getByText('Guten Tag. Was können wir tun?').waitFor()
    await page.getByText('German').waitFor()
    await page.getByText(/^Connected, 0:\d\d$/).waitFor()
    await page.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: '2' }).click()
    await page.getByText('You said 2.').waitFor()
    await page.getByRole('textbox', { name: /typed speech/ }).fill('where is my order')
    await page.getByRole('button', { name: 'Say' }).click()
    await page.getByText('You said where is my order.').waitFor()
    await page.getByText('Pressed').waitFor()
    expect(await accessFaults(page)).toEqual([])
    expect(await page.locator('html').evaluate((root) => root.scrollWidth <= root.clientWidth)).toBe(true)
    await page.locator('header').click()
    await page.keyboard.press('5')
    await page.getByText(/^The other side hung up/).waitFor()
    await page.getByText('Goodbye.').waitFor()
    expect(phone.faults).toEqual([])
    await phone.close()
  })

  it('carries sound between two phones, and none while one is on hold or muted; a page loaded again is still in its call', async () => {
    desk.on(VOICE, room())
    const [one, other] = [await openPhone(browser, desk, '+12025550131'), await openPhone(browser, desk, '+12025550132')]
    await callFrom(one)
    await callFrom(other)
    await Promise.all([one, other].map(({ page }) => page.getByText(/^Connected/).waitFor()))
    const hearers = async () => (await Promise.all([one.hears(), other.hears()])).filter(Boolean).length
    const hearEachOther = () => waitFor(async () => (await hearers()) === 2, { what: 'sound at both ends' })
    await hearEachOther()

    const { sid } = await conference()
    const caller = (await desk.sdk.calls.list({ from: '+12025550131', status: 'in-progress' }))[0]?.sid ?? ''
    await desk.sdk.conferences(sid).participants(caller).update({ hold: true })
    await one.page.getByText(/^On hold/).waitFor()
    await waitFor(async () => (await hearers()) === 0, { what: 'silence on hold' })
    expect((await one.levels()).local).toBeGreaterThan(0)
    await desk.sdk.conferences(sid).participants(caller).update({ hold: false })
    await hearEachOther()

    await other.page.getByRole('button', { name: 'Mute' }).click()
    await waitFor(async () => !(await one.hears()), { what: 'silence of who is muted' })
    expect(await other.hears()).toBe(true)
    await other.page.getByRole('button', { name: 'Mute' }).click()

    await one.page.reload()
    await one.page.getByText(/^Connected/).waitFor()
    await hearEachOther()

    await one.page.getByRole('button', { name: 'Hang up' }).click()
    await one.page.getByText(/^You hung up/).waitFor()
    await other.page.getByRole('button', { name: 'Hang up' }).click()
    expect([...one.faults, ...other.faults]).toEqual([])
    await Promise.all([one.close(), other.close()])
  })

  it('rings when the desk calls; what both say is recorded, and nothing while it is paused', async () => {
    const [called, other] = [await openPhone(browser, desk, '+12025550141'), await openPhone(browser, desk, '+12025550142')]
    const ring = () => desk.sdk.calls.create({ to: '+12025550141', from: desk.ourNumber, twiml: twiml(room()) })
    const refused = await ring()
    await called.page.getByText('Calls this phone').waitFor()
    await called.page.getByRole('button', { name: 'Decline' }).click()
    await waitFor(async () => (await desk.sdk.calls(refused.sid).fetch()).status === 'busy', { what: 'a busy phone' })

    const taken = await ring()
    await called.page.getByRole('button', { name: 'Answer' }).click()
    desk.on(VOICE, room())
    await callFrom(other)
    await waitFor(() => called.hears(), { what: 'sound' })
    const beganAt = Date.now()
    const recording = await desk.sdk.calls(taken.sid).recordings.create({ recordingChannels: 'dual' })
    await waitFor(async () => (await called.levels()).remote > 0, { what: 'something to record' })
    await desk.sdk.calls(taken.sid).recordings(recording.sid).update({ status: 'paused', pauseBehavior: 'skip' })
    await called.levels()
    await called.levels()
    const lastedMs = Date.now() - beganAt
    await called.page.getByRole('button', { name: 'Hang up' }).click()
    const done = await waitFor(
      async () => {
        const one = await desk.sdk.recordings(recording.sid).fetch()
        return one.status === 'completed' ? one : undefined
      },
      { what: 'a finished recording', timeoutMs: 20_000 },
    )
    expect(done.channels).toBe(2)
    const wav = Buffer.from(
      await (
        await fetch(
          `${desk.carrier.settings.apiBase}/2010-04-01/Accounts/${desk.account.accountSid}/Recordings/${recording.sid}.wav?RequestedChannels=2`,
          {
            headers: { authorization: `Basic ${Buffer.from(`${desk.account.apiKeySid}:${desk.account.apiKeySecret}`).toString('base64')}` },
          },
        )
      ).arrayBuffer(),
    )
    const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44))
    const loud = (channel: number): number =>
      samples.filter((_, at) => at % 2 === channel).reduce((most, one) => Math.max(most, Math.abs(one)), 0)
    expect([loud(0), loud(1)].every((one) => one > 1000)).toBe(true)
    // The pause was more than four seconds of it.
    expect(samples.length / 2 / 8).toBeLessThan(lastedMs - 2000)
    await other.page.getByRole('button', { name: 'Hang up' }).click()
    expect([...called.faults, ...other.faults]).toEqual([])
    await Promise.all([called.close(), other.close()])
  })

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
})
