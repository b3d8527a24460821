import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TWILIO_PAGES_REACH } from '../../server/channels/twilio/pages-reach.ts'
import { softphoneContract } from '../contracts/softphone.ts'
import { callFrom, launchWithPermissions, launchWithSound, openPhone, openPhoneDesk, type PhoneDesk } from '../phone/phone-desk.ts'
import { openRemoteSoftphone, type RemoteSoftphone, softphoneHarness } from '../phone/softphone-page.ts'
import { openSomebody } from '../phone/somebody-page.ts'
import { startTwilioSignalling, type TwilioCall, type TwilioSignalling } from '../phone/twilio-signalling.ts'
import { DIAL, twiml, VOICE } from '../sandbox/carrier/carrier-desk.ts'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'

const ROOM = '<Dial><Conference beep="false" waitUrl="" endConferenceOnExit="false">matter</Conference></Dial>'
const KEYS = '/webhooks/twilio/keys'

describeWith('chromium', 'softphones in a browser', () => {
  let browser: Browser
  let strict: Promise<Browser> | undefined
  let desk: PhoneDesk
  let twilio: TwilioSignalling
  let onCall: (call: TwilioCall) => void
  const ttls = new Map<string, number>()
  beforeAll(async () => {
    twilio = await startTwilioSignalling({ accepts: (token) => ttls.get(token), onCall: (call) => onCall(call) })
    browser = await launchWithSound(twilio)
    desk = await openPhoneDesk({ mount: await softphoneHarness({ sandbox: [], twilio: TWILIO_PAGES_REACH }) })
  })
  afterAll(async () => {
    await browser?.close()
    await (await strict)?.close()
    await desk?.close()
    await twilio?.close()
  })
  const open = async (kind: string, options?: { hasMicrophone: boolean }): Promise<RemoteSoftphone> => {
    const mayHear = options?.hasMicrophone ?? true
    if (!mayHear) strict ??= launchWithPermissions(twilio)
    // The names are Twilio's, the certificate is not.
    return openRemoteSoftphone((!mayHear && (await strict)) || browser, desk.base(), kind, {
      ...options,
      ignoreHTTPSErrors: kind === 'twilio',
    })
  }

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
        open: (options) => open('sandbox', options),
        pass: () => ({
          kind: 'sandbox',
          token: desk.accessToken('agent_1'),
          identity: 'agent_1',
          expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        }),
        dials: { somebody: 'somebody', machine: 'machine', nothing: 'nothing' },
        hears: phone.hears,
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

  describe('Twilio’s', () => {
    const pass = (token: string, ttl = 3600) => {
      ttls.set(token, ttl)
      return { kind: 'twilio', token, identity: 'agent_1', expiresAt: new Date(Date.now() + ttl * 1000).toISOString() }
    }
    softphoneContract(async () => {
      const somebody = await openSomebody(browser, `${desk.base()}/harness/sandbox`)
      const live = () => twilio.calls().filter(({ state }) => state === 'live')
      onCall = async (call) => {
        if (call.dialId === 'nothing') call.hangUp({ code: 31486, message: 'Busy here' })
        else call.answer(await somebody.answer(call.offer))
      }
      return {
        open: (options) => open('twilio', options),
        pass: () => pass('ours'),
        dials: { somebody: 'somebody', machine: 'machine', nothing: 'nothing' },
        hears: somebody.hears,
        isTogether: async () => live().length > 0,
        hangUp: async () => {
          for (const call of live()) call.hangUp()
        },
        keyed: () => somebody.keys().split('#')[0] ?? '',
        close: somebody.close,
      }
    })

    it('comes back by itself, into its call too, when Twilio is back, and is refused when its token is over by then', async () => {
      const somebody = await openSomebody(browser, `${desk.base()}/harness/sandbox`)
      onCall = async (call) => call.answer(await somebody.answer(call.offer))
      const softphone = await open('twilio')
      const comesTo = (state: string, phase?: string) =>
        waitFor(async () => (await softphone.state()).name === state && (await softphone.call())?.phase === phase, {
          what: `${state}, ${phase}`,
        })
      await softphone.register(pass('for a day'))
      await softphone.connect('somebody')
      await comesTo('ready', 'live')
      twilio.away()
      await comesTo('lost', 'reconnecting')
      twilio.back()
      await comesTo('ready', 'live')
      expect(await somebody.hears()).toBe(true)
      await softphone.hangUp()
      await waitFor(() => twilio.calls().at(-1)?.state === 'ended', { what: 'the end of the call' })
      twilio.away()
      await comesTo('lost', 'ended')
      ttls.delete('for a day')
      twilio.back()
      await comesTo('refused', 'ended')
      await softphone.page.context().close()
      await somebody.close()
    })

    it('has a fresh pass before each is over', async () => {
      const softphone = await open('twilio')
      await softphone.page.clock.install()
      await softphone.register(pass('first', 120), pass('second', 260), pass('third', 900))
      const connections = twilio.connections()
      // After a longer silence the SDK would connect anew, with the token it has by then.
      const minute = async (): Promise<void> => {
        for (let part = 0; part < 6; part++) {
          await softphone.page.clock.fastForward('00:10')
          await twilio.beat()
        }
      }
      for (const token of ['second', 'third']) {
        expect(twilio.listened()).not.toContain(token)
        await minute()
        await minute()
        await waitFor(() => twilio.listened().at(-1) === token, { what: `the ${token} pass` })
      }
      expect(twilio.connections()).toBe(connections)
      await softphone.page.context().close()
    })
  })
})
