import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../wait-for.ts'
import { type CarrierDesk, openCarrierDesk, SMS, twiml, VOICE } from './carrier-desk.ts'

/** A document of so many characters. */
const documentOf = (length: number): string => `<Response><Say>${'x'.repeat(length - 32)}</Say></Response>`

describe('the REST API', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    desk = await openCarrierDesk()
  })
  afterAll(() => desk.close())
  beforeEach(() => desk.forget())
  let last = 4000
  const number = (): string => `+1202555${++last}`
  const post = (path: string, body: Record<string, string>, authorization = basic(desk.account.accountSid, desk.account.authToken)) =>
    fetch(`${desk.carrier.settings.apiBase}/2010-04-01/Accounts/${desk.account.accountSid}${path}`, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers: { authorization },
    })
  const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  it('lets in by token and by key, and nobody else', async () => {
    const { accountSid, authToken } = desk.account
    expect((await desk.sdkAs(accountSid, authToken).api.accounts(accountSid).fetch()).status).toBe('active')
    for (const [user, password] of [
      [accountSid, 'wrong'],
      [`AC${'0'.repeat(32)}`, authToken],
    ] as const)
      await expect(desk.sdkAs(user, password).api.accounts(accountSid).fetch()).rejects.toMatchObject({ status: 401, code: 20003 })
    const foreign = await fetch(`${desk.carrier.settings.apiBase}/2010-04-01/Accounts/AC${'0'.repeat(32)}/Calls.json`, {
      headers: { authorization: basic(accountSid, authToken) },
    })
    expect(foreign.status).toBe(404)
    expect((await post('/Calls.json', {}, '')).headers.get('www-authenticate')).toContain('Basic')
  })

  it('keeps its account for a data folder', async () => {
    const again = await openCarrierDesk({ dataDir: desk.dataDir }).catch((error: Error) => error)
    // The folder is in use: what it would say is drawn from its secret alone.
    expect(again).toBeInstanceOf(Error)
    expect(desk.account.accountSid).toMatch(/^AC[0-9a-f]{32}$/)
    expect(desk.account.apiKeySid).toMatch(/^SK[0-9a-f]{32}$/)
  })

  it.each<[string, string, Record<string, string>, number, number]>([
    ['no number to call', '/Calls.json', { From: '+12025550100', Twiml: '<Response/>' }, 21201, 400],
    ['none to call from', '/Calls.json', { To: '+12025550168', Twiml: '<Response/>' }, 21213, 400],
    ['one that is not ours', '/Calls.json', { To: '+12025550168', From: '+12025550199', Twiml: '<Response/>' }, 21210, 400],
    ['what is no number', '/Calls.json', { To: '0168', From: '+12025550100', Twiml: '<Response/>' }, 21211, 400],
    ['an identity that is none', '/Calls.json', { To: 'client:a-b', From: '+12025550100', Twiml: '<Response/>' }, 21211, 400],
    ['a number that is none', '/Calls.json', { To: '+15005550001', From: '+12025550100', Twiml: '<Response/>' }, 21217, 400],
    ['one that cannot be reached', '/Calls.json', { To: '+15005550002', From: '+12025550100', Twiml: '<Response/>' }, 21214, 400],
    ['a country that is closed', '/Calls.json', { To: '+15005550003', From: '+12025550100', Twiml: '<Response/>' }, 21215, 400],
    ['a premium number', '/Calls.json', { To: '+19005550123', From: '+12025550100', Twiml: '<Response/>' }, 21215, 400],
    ['no document', '/Calls.json', { To: '+12025550168', From: '+12025550100' }, 21205, 400],
    [
      'a document of more than 4,000 characters',
      '/Calls.json',
      { To: '+12025550168', From: '+12025550100', Twiml: documentOf(4_001) },
      32018,
      400,
    ],
    [
      'an identity of 122 characters',
      '/Calls.json',
      { To: `client:${'a'.repeat(122)}`, From: '+12025550100', Twiml: '<Response/>' },
      21211,
      400,
    ],
    ['an address that is none', '/Calls.json', { To: '+12025550168', From: '+12025550100', Url: 'nowhere' }, 21205, 400],
    ['an application that is not there', '/Calls.json', { To: '+12025550168', From: '+12025550100', ApplicationSid: 'AP1' }, 21218, 400],
    [
      'a parameter it does not know',
      '/Calls.json',
      { To: '+12025550168', From: '+12025550100', Twiml: '<Response/>', Colour: 'red' },
      20001,
      400,
    ],
    [
      'one that it does not carry out',
      '/Calls.json',
      { To: '+12025550168', From: '+12025550100', Url: 'http://x.example', MachineDetection: 'Enable' },
      20001,
      400,
    ],
    ['a call that is not there', `/Calls/CA${'0'.repeat(32)}.json`, { Status: 'completed' }, 20404, 404],
    ['a recording of one', `/Calls/CA${'0'.repeat(32)}/Recordings.json`, {}, 20404, 404],
    ['a conference that is not there', `/Conferences/CF${'0'.repeat(32)}.json`, { Status: 'completed' }, 20404, 404],
    ['a door that is not there', '/Queues.json', {}, 20404, 404],
    ['a message to nobody', '/Messages.json', { From: '+12025550100', Body: 'x' }, 21604, 400],
    ['a message from a number that is not ours', '/Messages.json', { To: '+12025550168', From: '+12025550199', Body: 'x' }, 21606, 400],
    ['a message without words', '/Messages.json', { To: '+12025550168', From: '+12025550100' }, 21619, 400],
    ['a message that is too long', '/Messages.json', { To: '+12025550168', From: '+12025550100', Body: 'x'.repeat(1601) }, 21617, 400],
    ['a message to a landline', '/Messages.json', { To: '+15005550009', From: '+12025550100', Body: 'x' }, 21614, 400],
    ['a message to someone unsubscribed', '/Messages.json', { To: '+15005550004', From: '+12025550100', Body: 'x' }, 21610, 400],
  ])('refuses %s', async (_what, path, body, code, status) => {
    const answer = await post(path, body)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({
      code,
      message: expect.any(String),
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    })
  })

  it.each([
    ['a document of 4,000 characters', '+12025550168', documentOf(4_000)],
    ['an identity of 121 characters', `client:${'a'.repeat(121)}`, '<Response/>'],
  ])('takes %s', async (_what, To, Twiml) => {
    expect((await post('/Calls.json', { To, From: '+12025550100', Twiml })).status).toBe(201)
  })

  it('refuses a document of more than 4,000 characters to a call that goes on, which hears on what it heard', async () => {
    desk.on(VOICE, '<Pause length="3600"/>')
    const phone = await desk.phone(number())
    const sid = await phone.dial(desk.ourNumber)
    await waitFor(async () => (await desk.sdk.calls(sid).fetch()).status === 'in-progress')
    await expect(desk.sdk.calls(sid).update({ twiml: documentOf(4_001) })).rejects.toMatchObject({ status: 400, code: 32018 })
    await desk.sdk.calls(sid).update({ twiml: documentOf(4_000) })
    await phone.hears('xxx')
    await phone.hangUp()
  })

  it('pages lists as the SDK walks them, newest first', async () => {
    desk.on(VOICE, '<Hangup/>')
    const phone = await desk.phone(number())
    const sids: string[] = []
    for (let n = 0; n < 5; n++) {
      sids.unshift(await phone.dial(desk.ourNumber))
      await waitFor(async () => (await desk.sdk.calls(sids[0] ?? '').fetch()).status === 'completed')
    }
    const found = await desk.sdk.calls.list({ from: phone.address, pageSize: 2 })
    expect(found.map(({ sid }) => sid)).toEqual(sids)
    expect(await desk.sdk.calls.list({ from: phone.address, status: 'in-progress' })).toEqual([])
    expect(await desk.sdk.calls.list({ from: phone.address, startTimeAfter: new Date(Date.now() + 2 * 86_400_000) })).toEqual([])
    expect(await desk.sdk.calls.list({ from: phone.address, startTimeAfter: new Date(Date.now() - 86_400_000), limit: 3 })).toHaveLength(3)
    expect(found[0]).toMatchObject({ direction: 'inbound', accountSid: desk.account.accountSid, dateCreated: expect.any(Date) })
  })

  it('shows and sets the addresses of numbers and of the application', async () => {
    const [listed] = await desk.sdk.incomingPhoneNumbers.list({ phoneNumber: desk.ourNumber })
    expect(listed).toMatchObject({
      phoneNumber: desk.ourNumber,
      voiceUrl: `${desk.base()}${VOICE}#rc=5&rp=all`,
      capabilities: { voice: true, sms: true },
    })
    const set = await desk.sdk
      .incomingPhoneNumbers(listed?.sid ?? '')
      .update({ statusCallback: 'https://desk.example/status', voiceMethod: 'GET' })
    expect(set).toMatchObject({ statusCallback: 'https://desk.example/status', voiceMethod: 'GET' })
    await desk.sdk.incomingPhoneNumbers(listed?.sid ?? '').update({ voiceMethod: 'POST', statusCallback: '' })
    const application = desk.sdk.applications(desk.account.appSid)
    expect(await application.fetch()).toMatchObject({ sid: desk.account.appSid, voiceUrl: expect.stringContaining('/webhooks/twilio/') })
    expect(await application.update({ voiceFallbackUrl: 'https://bin.example/wait' })).toMatchObject({
      voiceFallbackUrl: 'https://bin.example/wait',
    })
    await expect(desk.sdk.incomingPhoneNumbers(listed?.sid ?? '').update({ voiceUrl: 'nowhere' })).rejects.toMatchObject({ code: 21205 })
  })

  describe('messages', () => {
    it('are sent and delivered, each step told, and show on the phone', async () => {
      const phone = await desk.phone(number())
      const message = await desk.sdk.messages.create({
        to: phone.address,
        from: desk.ourNumber,
        body: 'Your order is on its way',
        statusCallback: `${desk.base()}/sent`,
      })
      expect(message).toMatchObject({ status: 'queued', direction: 'outbound-api', numSegments: '1' })
      await desk.told('/sent', (one) => one.MessageStatus === 'delivered')
      expect(
        desk.asked('/sent').map(({ params, isSigned }) => [params.MessageStatus, params.MessageSid === message.sid, isSigned]),
      ).toEqual([
        ['sent', true, true],
        ['delivered', true, true],
      ])
      expect(phone.texts()).toMatchObject([{ direction: 'in', text: 'Your order is on its way' }])
      expect(await desk.sdk.messages(message.sid).fetch()).toMatchObject({ status: 'delivered', dateSent: expect.any(Date) })
    })

    it('bring their files: fetched as Twilio fetches them, without a signature, and shown on the phone', async () => {
      const phone = await desk.phone(number())
      desk.on('/picture', () => ({ type: 'image/png', body: 'PNG' }))
      const mediaUrl = [`${desk.base()}/picture`]
      await desk.sdk.messages.create({ to: phone.address, from: desk.ourNumber, body: '', mediaUrl, statusCallback: `${desk.base()}/sent` })
      await desk.told('/sent', (one) => one.MessageStatus === 'delivered')
      const [text] = phone.texts()
      expect(text).toMatchObject({ direction: 'in', text: '', files: [{ type: 'image/png' }] })
      const shown = await fetch(`${desk.base()}/sandbox/carrier${text?.files[0]?.path}`)
      expect([shown.headers.get('content-type'), await shown.text()]).toEqual(['image/png', 'PNG'])
      expect((await fetch(`${desk.base()}/sandbox/carrier/files/ME${'0'.repeat(32)}`)).status).toBe(404)
      const all = { to: phone.address, from: desk.ourNumber, mediaUrl: Array.from({ length: 11 }, () => `${desk.base()}/picture`) }
      await expect(desk.sdk.messages.create(all)).rejects.toMatchObject({ code: 21623 })
    })

    it.each([
      ['are not there', { status: 404 }, '11200'],
      ['are of a kind it does not take', { type: 'image/webp', body: 'WEBP' }, '12300'],
      ['are too large', { type: 'image/png', body: 'x'.repeat(5 * 1024 * 1024 + 1) }, '11751'],
    ])('fail when their files %s', async (_what, answer, code) => {
      const phone = await desk.phone(number())
      desk.on('/picture', () => answer)
      const mediaUrl = [`${desk.base()}/picture`]
      await desk.sdk.messages.create({
        to: phone.address,
        from: desk.ourNumber,
        body: 'x',
        mediaUrl,
        statusCallback: `${desk.base()}/sent`,
      })
      expect((await desk.told('/sent', (one) => one.MessageStatus === 'failed')).params.ErrorCode).toBe(code)
      expect(phone.texts()).toEqual([])
    })

    it('can fail on the way', async () => {
      await desk.sdk.messages.create({ to: '+15005550010', from: desk.ourNumber, body: 'x', statusCallback: `${desk.base()}/sent` })
      expect((await desk.told('/sent', (one) => one.MessageStatus === 'undelivered')).params.ErrorCode).toBe('30003')
      desk.forget()
      const whatsapp = { to: 'whatsapp:+12025550177', from: `whatsapp:${desk.ourNumber}`, statusCallback: `${desk.base()}/sent` }
      await desk.sdk.messages.create({ ...whatsapp, body: 'outside the window' })
      expect((await desk.told('/sent', (one) => one.MessageStatus === 'failed')).params.ErrorCode).toBe('63016')
      desk.forget()
      await desk.sdk.messages.create({ ...whatsapp, contentSid: `HX${'0'.repeat(32)}`, contentVariables: '{"1":"x"}' })
      await desk.told('/sent', (one) => one.MessageStatus === 'delivered')
    })

    it('reach our door, and STOP and START are answered by the carrier', async () => {
      const phone = await desk.phone(number())
      desk.on(SMS, '<Message>Thank you</Message>')
      const write = (text: string) => phone.say('text', { to: desk.ourNumber, text })
      await write('Where is my order?')
      await waitFor(() => phone.texts().some(({ text }) => text === 'Thank you'))
      expect(desk.asked(SMS)[0]).toMatchObject({
        isSigned: true,
        params: { From: phone.address, To: desk.ourNumber, Body: 'Where is my order?', NumMedia: '0', SmsStatus: 'received' },
      })
      desk.on(SMS, () => '')
      const send = () => desk.sdk.messages.create({ to: phone.address, from: desk.ourNumber, body: 'News' })
      await write(' stop ')
      await waitFor(() => phone.texts().some(({ text }) => text.includes('unsubscribed')))
      expect(desk.asked(SMS)[1]?.params.Body).toBe(' stop ')
      await expect(send()).rejects.toMatchObject({ code: 21610 })
      await write('START')
      await waitFor(() => phone.texts().some(({ text }) => text.includes('re-subscribed')))
      await send()
    })
  })

  it('misbehaves on demand: 429 with 20429', async () => {
    const chaos = (body: object, headers: Record<string, string> = {}) =>
      fetch(`${desk.base()}/sandbox/carrier/chaos`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      })
    expect((await chaos({ refuse: 1 }, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await chaos({ refuse: 2 })).status).toBe(400)
    expect((await chaos({ refuse: 1 })).status).toBe(200)
    await expect(desk.sdk.calls.list()).rejects.toMatchObject({ status: 429, code: 20429 })
    await chaos({})
    await desk.sdk.calls.list({ limit: 1 })
    expect(twiml('')).toContain('<Response>')
  })
})
