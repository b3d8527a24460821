import type { Browser } from 'playwright-core'
import { expect, it } from 'vitest'
import { accessFaults } from '../console/desk-page.ts'
import { callFrom, openPhone, type PhoneDesk } from '../phone/phone-desk.ts'
import { twiml, VOICE } from '../sandbox/carrier/carrier-desk.ts'
import { tries } from '../setup/tries.ts'
import { waitFor } from '../wait-for.ts'

const MENU = '/webhooks/twilio/menu'
/** As the desk's own documents say of every address: an answer that is not heard is asked for again. */
const AGAIN = '#rc=5&amp;rp=all'
const room = (rest = ''): string => `<Dial><Conference beep="false" waitUrl="" ${rest}>matter</Conference></Dial>`

type Look = readonly ['light' | 'dark', number]
const LOOKS: readonly Look[] = [...tries<Look[]>([], [['light', 1440]]), ['dark', 390]]

/** The phone page in what the carrier has a hand in. */
export const phoneStories = (at: () => { browser: Browser; desk: PhoneDesk }): void => {
  const conference = async () => {
    const [one] = await at().desk.sdk.conferences.list({ friendlyName: 'matter', status: 'in-progress' })
    if (!one) throw new Error('no conference')
    return one
  }

  it.each(LOOKS)('walks a menu by keys, by the keyboard and by typed speech, %s at %i px', async (colorScheme, width) => {
    at().desk.on(
      VOICE,
      `<Gather input="dtmf speech" numDigits="1" timeout="60" action="${MENU}${AGAIN}"><Say language="de-DE">Guten Tag. Was können wir tun?</Say></Gather>`,
    )
    at().desk.on(MENU, ({ Digits, SpeechResult }) =>
      twiml(
        Digits === '5'
          ? '<Say>Goodbye.</Say><Hangup/>'
          : `<Gather input="dtmf speech" numDigits="1" timeout="60" action="${MENU}${AGAIN}"><Say>You said ${SpeechResult ?? Digits}.</Say></Gather>`,
      ),
    )
    const phone = await openPhone(at().browser, at().desk, '+1 (202) 555-0168', { colorScheme, viewport: { width, height: 844 } })
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
    at().desk.on(VOICE, room())
    const [one, other] = [
      await openPhone(at().browser, at().desk, '+12025550131'),
      await openPhone(at().browser, at().desk, '+12025550132'),
    ]
    await callFrom(one)
    await callFrom(other)
    await Promise.all([one, other].map(({ page }) => page.getByText(/^Connected/).waitFor()))
    const hearers = async () => (await Promise.all([one.hears(), other.hears()])).filter(Boolean).length
    const hearEachOther = () => waitFor(async () => (await hearers()) === 2, { what: 'sound at both ends' })
    await hearEachOther()

    const { sid } = await conference()
    const caller = (await at().desk.sdk.calls.list({ from: '+12025550131', status: 'in-progress' }))[0]?.sid ?? ''
    await at().desk.sdk.conferences(sid).participants(caller).update({ hold: true })
    await one.page.getByText(/^On hold/).waitFor()
    await waitFor(async () => (await hearers()) === 0, { what: 'silence on hold' })
    expect((await one.levels()).local).toBeGreaterThan(0)
    await at().desk.sdk.conferences(sid).participants(caller).update({ hold: false })
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

  // A call at consoles, recorded and played, is in every run.
  if (tries(false, true))
    it('rings when the desk calls; what both say is recorded, and nothing while it is paused', async () => {
      const [called, other] = [
        await openPhone(at().browser, at().desk, '+12025550141'),
        await openPhone(at().browser, at().desk, '+12025550142'),
      ]
      const ring = () => at().desk.sdk.calls.create({ to: '+12025550141', from: at().desk.ourNumber, twiml: twiml(room()) })
      const refused = await ring()
      await called.page.getByText('Calls this phone').waitFor()
      await called.page.getByRole('button', { name: 'Decline' }).click()
      await waitFor(async () => (await at().desk.sdk.calls(refused.sid).fetch()).status === 'busy', { what: 'a busy phone' })

      const taken = await ring()
      await called.page.getByRole('button', { name: 'Answer' }).click()
      at().desk.on(VOICE, room())
      await callFrom(other)
      await waitFor(() => called.hears(), { what: 'sound' })
      const beganAt = Date.now()
      const recording = await at().desk.sdk.calls(taken.sid).recordings.create({ recordingChannels: 'dual' })
      await waitFor(async () => (await called.levels()).remote > 0, { what: 'something to record' })
      await at().desk.sdk.calls(taken.sid).recordings(recording.sid).update({ status: 'paused', pauseBehavior: 'skip' })
      await called.levels()
      await called.levels()
      const lastedMs = Date.now() - beganAt
      await called.page.getByRole('button', { name: 'Hang up' }).click()
      const done = await waitFor(
        async () => {
          const one = await at().desk.sdk.recordings(recording.sid).fetch()
          return one.status === 'completed' ? one : undefined
        },
        { what: 'a finished recording', timeoutMs: 20_000 },
      )
      expect(done.channels).toBe(2)
      const wav = Buffer.from(
        await (
          await fetch(
            `${at().desk.carrier.settings.apiBase}/2010-04-01/Accounts/${at().desk.account.accountSid}/Recordings/${recording.sid}.wav?RequestedChannels=2`,
            {
              headers: {
                authorization: `Basic ${Buffer.from(`${at().desk.account.apiKeySid}:${at().desk.account.apiKeySecret}`).toString('base64')}`,
              },
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
}
