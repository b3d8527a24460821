import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type CheckOptions, checkTwilio } from '../../../server/channels/twilio/index.ts'
import { npmCommand } from '../../setup/npm-command.ts'
import { type Answer, type Asked, openApiServer, refusal } from './api-server.ts'
import { PUBLIC_URL, settings, sidOf } from './twilio-desk.ts'

const BIN = 'https://handler.twilio.com/twiml/EH1'
const door = (path: string): string => `${PUBLIC_URL}/webhooks/twilio/${path}#rc=5&rp=all`
const fallback = { voice_fallback_url: BIN, voice_fallback_method: 'POST' }
const status = { status_callback: door('status'), status_callback_method: 'POST' }

/** A number as Twilio describes it, set up as it should be unless told otherwise. */
const numberOf = (phone: string, given: object = {}) => ({
  sid: sidOf('PN', Number(phone.slice(-4))),
  phone_number: phone,
  capabilities: { voice: true, sms: true, mms: true, fax: false },
  voice_url: door('voice'),
  voice_method: 'POST',
  sms_url: door('sms'),
  sms_method: 'POST',
  trunk_sid: null,
  voice_application_sid: '',
  emergency_address_status: 'registered',
  ...fallback,
  ...status,
  ...given,
})
const GOOD = '+12025550100'
const fresh = { voice_url: 'https://demo.twilio.com/welcome/voice/', sms_url: '', status_callback: '', voice_fallback_url: '' }

interface Account {
  account: Answer
  key: Answer
  application: Record<string, unknown>
  numbers: ReturnType<typeof numberOf>[]
  profiles: object[]
  open: object[]
  risky: object[]
  recordings: object[]
  media: Answer
}
const good: Account = {
  account: { json: { sid: settings.accountSid, status: 'active', type: 'Full' } },
  key: { json: { sid: settings.apiKeySid } },
  application: { sid: settings.appSid, voice_url: door('dial'), voice_method: 'POST', ...fallback, ...status },
  numbers: [numberOf(GOOD)],
  profiles: [{ sid: sidOf('BU', 1), status: 'twilio-approved' }],
  open: [{ iso_code: 'US', name: 'United States' }],
  risky: [],
  recordings: [{ sid: sidOf('RE', 1) }],
  media: { status: 401 },
}

const answerOf =
  (there: Account) =>
  ({ method, path, query, body }: Asked): Answer => {
    const list = (name: string, items: object[]): Answer => ({ json: { [name]: items, next_page_uri: null, meta: { key: name } } })
    if (path.startsWith('/2010-04-01/Accounts') || path === '') return there.account
    if (path.startsWith('/Keys')) return there.key
    if (path.startsWith('/Applications')) {
      if (method === 'POST') Object.assign(there.application, { changed: Object.fromEntries(body) })
      return { json: there.application }
    }
    if (path === '/IncomingPhoneNumbers') return list('incoming_phone_numbers', there.numbers)
    if (path.startsWith('/IncomingPhoneNumbers')) return { json: there.numbers.find(({ sid }) => path.endsWith(sid)) }
    if (path === '/Recordings') return list('recordings', there.recordings)
    if (path.startsWith('/Recordings')) return there.media
    if (path === '/v1/CustomerProfiles') return list('results', there.profiles)
    if (path === '/v1/DialingPermissions/Countries')
      return list('content', query.get('HighRiskTollfraudNumbersEnabled') ? there.risky : there.open)
    return refusal(404, 20404)
  }

let close = async (): Promise<void> => {}
afterEach(() => close())
/** Nobody can look whether it is well, so everybody is told to. */
const EVERYBODY = '(CPS)'
const look = async (given: Partial<Account> = {}, options: Partial<CheckOptions> = {}) => {
  const api = await openApiServer(settings.accountSid, answerOf(structuredClone({ ...good, ...given })))
  close = api.close
  const findings = await checkTwilio({ settings: { ...settings, apiBase: api.base }, publicUrl: PUBLIC_URL, ...options })
  const changes = api.asked.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, Object.fromEntries(body)] as const)
  const texts = findings.filter(({ level, text }) => level !== 'ok' && !text.includes(EVERYBODY)).map(({ text }) => text)
  return { findings, changes, asked: api.asked, texts }
}

describe('the doctor at Twilio', () => {
  it('finds nothing wrong where all is well, and changes nothing', async () => {
    for (const isApplied of [false, true]) {
      const { findings, texts, changes, asked } = await look({}, { isApplied })
      expect(texts).toEqual([])
      const [everybody, ...others] = findings.filter(({ text }) => text.includes(EVERYBODY))
      expect(everybody).toMatchObject({ level: 'warning', text: expect.stringMatching(/one unless .*Look under Voice, Settings/) })
      expect(others).toEqual([])
      expect(findings.length).toBeGreaterThan(6)
      expect(changes).toEqual([])
      // Whether recordings are protected is tried as a stranger.
      expect(asked.find(({ path }) => path.endsWith('.mp3'))?.authorization).toBe('')
    }
  })

  it.each<[string, Partial<Account>, 'warning' | 'fault', RegExp]>([
    ['an account that is closed', { account: { json: { status: 'suspended' } } }, 'fault', /account is suspended/],
    ['a wrong token', { account: refusal(401, 20003) }, 'fault', /cannot be read: Twilio refuses.*TWILIO_AUTH_TOKEN/],
    ['a Twilio that is away', { account: { breaks: true } }, 'fault', /Twilio does not answer/],
    ['a trial account', { account: { json: { status: 'active', type: 'Trial' } } }, 'warning', /trial account/],
    ['a key of another account', { key: refusal(404, 20404) }, 'fault', /TWILIO_API_KEY_SID is no key of this account/],
    [
      'an application that is elsewhere',
      { application: { ...good.application, voice_url: 'https://x.example' } },
      'fault',
      /TwiML App.*webhooks\/twilio\/dial/s,
    ],
    ['no number', { numbers: [] }, 'fault', /no phone number/],
    [
      'a number that is new',
      { numbers: [numberOf(GOOD, fresh)] },
      'warning',
      /not set up\. .*--apply.*“A call comes in”: https:.*voice#rc=5/s,
    ],
    ['a number without a status callback', { numbers: [numberOf(GOOD, { status_callback: '' })] }, 'fault', /“Call status changes”/],
    ['a number asked by GET', { numbers: [numberOf(GOOD, { voice_method: 'GET' })] }, 'fault', /its method: POST/],
    ['a number of which only calls lead here', { numbers: [numberOf(GOOD, { sms_url: '' })] }, 'fault', /“A message comes in”/],
    ['no emergency address', { numbers: [numberOf(GOOD, { emergency_address_status: 'unregistered' })] }, 'warning', /emergency address/],
    [
      'no fallback anywhere',
      { application: { ...good.application, voice_fallback_url: '' }, numbers: [numberOf(GOOD, { voice_fallback_url: '' })] },
      'warning',
      /TwiML Bin.*\{\{ErrorUrl\}\}.*--fallback/s,
    ],
    [
      'a number without the fallback the application has',
      { numbers: [numberOf(GOOD, { voice_fallback_url: '' })] },
      'fault',
      /“Primary handler fails”/,
    ],
    ['no approved profile', { profiles: [] }, 'warning', /two calls at once/],
    ['a country of ours that may not be called', { open: [{ iso_code: 'DE' }] }, 'warning', /may not call US/],
    ['countries of fraud', { risky: [{ iso_code: 'XX', name: 'Atlantis' }] }, 'warning', /fraud.*Atlantis/],
    ['recordings for everyone', { media: { bytes: Buffer.from('x') } }, 'warning', /Recordings open to whoever/],
    ['no recording to try by', { recordings: [] }, 'warning', /no recording yet/],
  ])('tells of %s', async (_what, given, level, text) => {
    const { findings, texts, changes } = await look(given)
    expect(findings.filter((one) => one.level === level).map((one) => one.text)).toContainEqual(expect.stringMatching(text))
    expect(texts).toHaveLength(1)
    expect(changes).toEqual([])
    expect(JSON.stringify(findings)).not.toContain(settings.authToken)
  })

  it.each([
    ['http://127.0.0.1:3000', undefined, /Twilio cannot reach/],
    ['http://desk.larkfield.example', 'base', /plain http/],
  ])('tells that %s will not do', async (publicUrl, base, text) => {
    const { findings } = await look(
      { account: { breaks: true } },
      { publicUrl, ...(base ? {} : { settings: { ...settings, apiBase: undefined } }) },
    )
    expect(findings[0]).toMatchObject({ level: 'fault', text: expect.stringMatching(text) })
  })

  it('sets up what is new with --apply, in one request each', async () => {
    const { findings, changes, texts } = await look(
      {
        application: { sid: settings.appSid, voice_url: '' },
        numbers: [numberOf(GOOD, fresh), numberOf('+12025550101', { ...fresh, capabilities: { voice: true, sms: false } })],
      },
      { isApplied: true, fallbackUrl: BIN },
    )
    expect(texts).toEqual([])
    const shared = { VoiceFallbackUrl: BIN, VoiceFallbackMethod: 'POST', StatusCallback: door('status') }
    expect(changes).toEqual([
      [`/Applications/${settings.appSid}`, { VoiceUrl: door('dial'), VoiceMethod: 'POST', StatusCallbackMethod: 'POST', ...shared }],
      [
        `/IncomingPhoneNumbers/${sidOf('PN', 100)}`,
        { VoiceUrl: door('voice'), VoiceFallbackUrl: BIN, StatusCallback: door('status'), SmsUrl: door('sms') },
      ],
      [`/IncomingPhoneNumbers/${sidOf('PN', 101)}`, { VoiceUrl: door('voice'), VoiceFallbackUrl: BIN, StatusCallback: door('status') }],
    ])
    expect(findings.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^\+12025550100 was set up and leads here: calls and text messages/),
    )
  })

  it.each([
    ['another program', { voice_url: 'https://other.example/voice' }, 'other.example'],
    ['another program’s messages', { sms_url: 'https://other.example/sms' }, 'other.example'],
    ['a trunk', { trunk_sid: sidOf('TK', 1) }, 'a SIP trunk'],
    ['an application', { voice_application_sid: sidOf('AP', 1) }, 'a TwiML App'],
  ])('leaves a number that serves %s alone until it is named', async (_what, given, user) => {
    const numbers = [numberOf(GOOD), numberOf('+12025550101', given)]
    const left = await look({ numbers }, { isApplied: true })
    expect(left.changes).toEqual([])
    expect(left.findings.map(({ text }) => text)).toContainEqual(expect.stringMatching(new RegExp(`serves something else \\(${user}`)))
    await close()
    const taken = await look({ numbers }, { isApplied: true, taken: ['+12025550101'] })
    expect(taken.changes.map(([path]) => path)).toEqual([`/IncomingPhoneNumbers/${sidOf('PN', 101)}`])
  })

  it('tells of a number to take that is not there', async () => {
    expect((await look({}, { taken: ['+12025550199'], isApplied: true })).texts).toEqual(['+12025550199 is no number of this account.'])
  })

  it('is reached by npm run doctor, with what it may change', async () => {
    const api = await openApiServer(settings.accountSid, answerOf(structuredClone({ ...good, numbers: [numberOf(GOOD, fresh)] })))
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-doctor-'))
    close = async () => {
      rmSync(folder, { recursive: true, force: true })
      await api.close()
    }
    const env = {
      DATA_DIR: folder,
      PORT: '0',
      SMTP_PORT: '0',
      PUBLIC_URL,
      TRUST_PROXY: '127.0.0.1',
      TWILIO_ACCOUNT_SID: settings.accountSid,
      TWILIO_AUTH_TOKEN: settings.authToken,
      TWILIO_API_KEY_SID: settings.apiKeySid,
      TWILIO_API_KEY_SECRET: settings.apiKeySecret,
      TWILIO_APP_SID: settings.appSid,
      TWILIO_API_BASE: api.base,
    }
    const run = async (...args: string[]): Promise<string> => {
      const { out, err } = await npmCommand('doctor', args, { env, cwd: folder })
      return out + err
    }
    const changes = (): number => api.asked.filter(({ method }) => method === 'POST').length
    expect(await run()).toMatch(/warning \+12025550100 is not set up/)
    expect(changes()).toBe(0)
    expect(await run('--apply', `--fallback=${BIN}`)).toMatch(/ok +\+12025550100 was set up and leads here/)
    expect(changes()).toBe(1)
  }, 60_000)
})
