import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CarrierDesk, openCarrierDesk, SMS } from './carrier-desk.ts'

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

describe('a text with pictures from a telephone', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    desk = await openCarrierDesk()
  })
  afterAll(() => desk?.close())
  beforeEach(() => desk.forget())
  let last = 8000
  const phone = () => desk.phone(`+1202555${++last}`)
  const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })

  it('is told with their addresses and kinds, and has an id of its own kind', async () => {
    const from = await phone()
    await from.text(desk.ourNumber, '', [
      { type: 'image/png', bytes: png },
      { type: 'image/jpeg', bytes: Uint8Array.from([0xff, 0xd8, 0xff]) },
    ])
    const { params, isSigned } = await desk.told(SMS, (one) => one.From === from.address)
    const { accountSid } = desk.account
    const place = `${desk.carrier.settings.apiBase}/2010-04-01/Accounts/${accountSid}/Messages/${params.MessageSid}/Media`
    expect(isSigned).toBe(true)
    expect(params).toMatchObject({
      MessageSid: expect.stringMatching(/^MM[0-9a-f]{32}$/),
      Body: '',
      NumMedia: '2',
      NumSegments: '1',
      MediaContentType0: 'image/png',
      MediaContentType1: 'image/jpeg',
    })
    for (const address of [params.MediaUrl0, params.MediaUrl1]) expect(address?.replace(/ME[0-9a-f]{32}$/, 'ME')).toBe(`${place}/ME`)
    expect(await desk.sdk.messages(params.MessageSid ?? '').fetch()).toMatchObject({ numMedia: '2', status: 'received' })
    expect(from.texts()).toMatchObject([{ direction: 'out', files: [{ type: 'image/png' }, { type: 'image/jpeg' }] }])
  })

  it('has them fetched by who has the key, at an address that is signed and ends', async () => {
    const from = await phone()
    await from.text(desk.ourNumber, 'Look', [{ type: 'image/png', bytes: png }])
    const { MediaUrl0: address = '' } = (await desk.told(SMS, (one) => one.From === from.address)).params
    const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers, redirect: 'manual' })
    const { apiKeySid, apiKeySecret, accountSid } = desk.account
    const key = basic(apiKeySid, apiKeySecret)
    for (const headers of [{}, basic(accountSid, 'wrong')]) {
      const refused = await get(address, headers)
      expect([refused.status, ((await refused.json()) as { code: number }).code]).toEqual([401, 20003])
    }
    const missing = await get(address.replace(/ME\w{32}/, `ME${'0'.repeat(32)}`), key)
    expect([missing.status, ((await missing.json()) as { code: number }).code]).toEqual([404, 20404])
    // Of another message it is not the file.
    expect((await get(address.replace(/MM\w{32}/, `MM${'0'.repeat(32)}`), key)).status).toBe(404)

    const sent = await get(address, key)
    const stored = sent.headers.get('location') ?? ''
    expect(sent.status).toBe(307)
    expect(stored).not.toContain('/2010-04-01/')
    const bytes = await get(stored)
    expect([bytes.status, bytes.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(png)
    for (const forged of [stored.replace(/until=\d/, 'until=9'), stored.replace(/signature=.*/, 'signature=x'), stored.replace(/\?.*/, '')])
      expect((await get(forged)).status).toBe(404)
    expect((await get(stored, key)).status).toBe(400)
    await desk.machine.advance(4 * 3_600_000 + 1)
    expect((await get(stored)).status).toBe(404)
  })

  it('goes with the person whom the desk forgets', async () => {
    const from = await phone()
    await from.text(desk.ourNumber, '', [{ type: 'image/png', bytes: png }])
    const path = from.texts()[0]?.files[0]?.path
    expect((await fetch(`${desk.carrier.settings.apiBase}${path}`)).status).toBe(200)
    await desk.carrier.forget((number) => number === from.address, new Date(Date.now() + 86_400_000))
    expect((await fetch(`${desk.carrier.settings.apiBase}${path}`)).status).toBe(404)
  })

  it.each([
    ['of a kind that no network takes', { type: 'text/html', bytes: png }, 'no files of this kind'],
    ['that are empty', { type: 'image/png', bytes: new Uint8Array() }, 'empty'],
    ['that are too large', { type: 'image/png', bytes: new Uint8Array(5 * 1024 * 1024 + 1) }, 'too large'],
  ])('takes none %s', async (_what, picture, words) => {
    const from = await phone()
    await expect(from.text(desk.ourNumber, 'x', [picture])).rejects.toThrow(words)
  })

  it('takes none that are too large together, that nobody has uploaded, or that another page sends', async () => {
    const from = await phone()
    const half = { type: 'image/png', bytes: new Uint8Array(3 * 1024 * 1024) }
    await expect(from.text(desk.ourNumber, 'x', [half, half])).rejects.toThrow('5 MB')
    await expect(from.say('text', { to: desk.ourNumber, text: 'x', uploads: [`ME${'0'.repeat(32)}`] })).rejects.toThrow(
      'not there any more',
    )
    const foreign = await fetch(`${desk.carrier.settings.apiBase}/files`, {
      method: 'POST',
      headers: { 'content-type': 'image/png', origin: 'https://evil.example' },
      body: png,
    })
    expect(foreign.status).toBe(403)
    expect(desk.asked(SMS)).toEqual([])
  })
})
