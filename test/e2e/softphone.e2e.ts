import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { softphoneContract } from '../contracts/softphone.ts'
import { callFrom, launchWithPermissions, launchWithSound, openPhone, openPhoneDesk, type PhoneDesk } from '../phone/phone-desk.ts'
import { openRemoteSoftphone, softphoneHarness } from '../phone/softphone-page.ts'
import { DIAL, twiml, VOICE } from '../sandbox/carrier/carrier-desk.ts'
import { chromiumMissing } from '../setup/chromium.ts'

const ROOM = '<Dial><Conference beep="false" waitUrl="" endConferenceOnExit="false">matter</Conference></Dial>'
const KEYS = '/webhooks/twilio/keys'

describe.skipIf(chromiumMissing)('softphones in a browser', () => {
  let browser: Browser
  let desk: PhoneDesk
  beforeAll(async () => {
    browser = await launchWithSound()
    desk = await openPhoneDesk({ mount: await softphoneHarness() })
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.close()
  })

  // Twilio's own softphone speaks to Twilio's hosts only (VOICE.md), so without an account there is nothing its contract could run against.
  describe('the sandbox’s', () => {
    softphoneContract(async () => {
      let keyed = ''
      desk.on(VOICE, ROOM)
      desk.on(DIAL, ({ dialId }) =>
        twiml(
          { somebody: ROOM, machine: `<Gather numDigits="9" finishOnKey="#" action="${KEYS}"/>`, nothing: '<Reject/>' }[dialId ?? ''] ?? '',
        ),
      )
      desk.on(KEYS, ({ Digits = '' }) => {
        keyed = Digits
        return twiml('<Hangup/>')
      })
      const phone = await openPhone(browser, desk, '+12025550181')
      const members = async () => {
        const [room] = await desk.sdk.conferences.list({ friendlyName: 'matter', status: 'in-progress' })
        return room ? await desk.sdk.conferences(room.sid).participants.list() : []
      }
      return {
        open: async (options) => {
          if (!options || options.hasMicrophone) return openRemoteSoftphone(browser, desk.base(), 'sandbox', options)
          const strict = await launchWithPermissions()
          onTestFinished(() => strict.close())
          return openRemoteSoftphone(strict, desk.base(), 'sandbox', options)
        },
        pass: () => ({
          kind: 'sandbox',
          token: desk.accessToken('agent_1'),
          identity: 'agent_1',
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        }),
        dials: { somebody: 'somebody', machine: 'machine', nothing: 'nothing' },
        hears: async () => (await phone.levels()).remote,
        isTogether: async () => {
          // Whoever waits alone is called in by dialling anew.
          if (await phone.page.getByRole('button', { name: 'Call', exact: true }).isVisible()) await callFrom(phone)
          return (await members()).length >= 2
        },
        hangUp: async () => {
          for (const { conferenceSid, callSid } of await members()) await desk.sdk.conferences(conferenceSid).participants(callSid).remove()
        },
        keyed: () => keyed,
        close: phone.close,
      }
    })

    it('loads nothing of a carrier’s SDK', async () => {
      const { page, loaded } = await openRemoteSoftphone(browser, desk.base(), 'sandbox')
      const files = (await loaded()).filter((one) => one.includes('/harness/'))
      expect(files.length).toBeGreaterThan(1)
      expect(files.filter((one) => /twilio/.test(one))).toEqual([])
      await page.context().close()
    })
  })
})
