import { text as readText } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFetchMedia } from '../../../server/channels/twilio/fetch-media.ts'
import type { InboundMessage } from '../../../server/hub/index.ts'
import { outbound } from '../email/mail-desk.ts'
import { OUR_NUMBER, openTwilioDesk, PUBLIC_URL, settings, sidOf, type TwilioDesk, type World } from './twilio-desk.ts'

let desk: TwilioDesk
beforeAll(async () => {
  desk = await openTwilioDesk()
})
afterAll(() => desk?.close())
const begin = (world: Partial<World> = {}): TwilioDesk => {
  desk.begin(world)
  return desk
}

let sids = 0
const THEIRS = '+12025551900'
const textOf = (Body: string, more: Record<string, string>) => ({
  MessageSid: sidOf('SM', ++sids),
  From: THEIRS,
  To: OUR_NUMBER,
  Body,
  ...more,
})
const messages = (): InboundMessage[] => desk.events.filter((one): one is InboundMessage => one.type === 'message')

describe('a text message that comes in', () => {
  it('brings its pictures, fetched by their ids with the key', async () => {
    const media = [sidOf('ME', 1), sidOf('ME', 2)]
    const { post, api, platform } = begin({ answer: () => ({ bytes: Buffer.from('PNG'), headers: { 'Content-Type': 'image/png' } }) })
    const sid = sidOf('MM', 1)
    const named = (id: string | undefined) =>
      `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Messages/${sid}/Media/${id}`
    const fields = {
      NumMedia: '2',
      MediaUrl0: named(media[0]),
      MediaContentType0: 'image/jpeg',
      MediaUrl1: named(media[1]),
      MediaContentType1: 'image/png',
    }
    await post('/sms', textOf('', { MessageSid: sid, ...fields }))
    expect(api.asked.map((one) => one.path).sort()).toEqual(media.map((id) => `/Messages/${sid}/Media/${id}`))
    const { attachments = [], text } = messages()[0] as InboundMessage
    expect(attachments.map(({ name, type, bytes }) => [name, type, bytes])).toEqual([
      ['file-1.jpg', 'image/jpeg', 3],
      ['file-2.png', 'image/png', 3],
    ])
    expect(text).toBe('')
    expect(await readText(await platform.files.open(attachments[0]?.fileId ?? ''))).toBe('PNG')
  })

  it('is taken without a file that is too large, of which no more is read than may be', async () => {
    const { post } = begin({ answer: () => ({ bytes: Buffer.alloc(25 * 1024 * 1024 + 1), headers: { 'Content-Type': 'image/png' } }) })
    await post('/sms', textOf('Look', { NumMedia: '1', MediaUrl0: `https://api.twilio.com/Media/${sidOf('ME', 4)}` }))
    expect(messages()[0]).toMatchObject({
      text: 'Look\n\n(A file of this message could not be fetched from the carrier.)',
      attachments: [],
    })
    // A recording may be longer: it is not refused once it is all there, but before.
    const fetchMedia = createFetchMedia({ ...settings, apiBase: desk.api.base })
    await expect(fetchMedia.ofMessage(sidOf('MM', 4), sidOf('ME', 4))).rejects.toMatchObject({ code: 'answer-too-large' })
    expect((await fetchMedia.recording(sidOf('RE', 4)))?.bytes.byteLength).toBe(25 * 1024 * 1024 + 1)
  })

  it('says which of its files are missing, and asks no address that it names', async () => {
    const { post, api } = begin({ answer: () => ({ status: 404 }) })
    const fields = {
      NumMedia: '3',
      MediaUrl0: 'http://169.254.169.254/latest/meta-data',
      MediaUrl1: `https://evil.example/Media/${sidOf('ME', 3)}`,
    }
    await post('/sms', textOf('Look', fields))
    // The id at the end of an address is all that is taken from it.
    expect(api.asked.map((one) => one.path)).toEqual([expect.stringMatching(/^\/Messages\/SM\w+\/Media\/ME\w+$/)])
    expect(messages()[0]?.text).toBe('Look\n\n(3 files of this message could not be fetched from the carrier.)')
    expect(messages()[0]?.attachments).toEqual([])
  })
})

describe('the files of a text message that goes out', () => {
  const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
  const stored = async (type = 'image/png') => {
    const fileId = `f_picture${++sids}`
    await desk.platform.files.put(fileId, picture, { maxBytes: 100 })
    return { fileId, name: 'Gear.png', type, bytes: picture.length, contentId: '' }
  }
  const sentWith = async (...attachments: Awaited<ReturnType<typeof stored>>[]): Promise<string[]> => {
    begin({ answer: () => ({ status: 201, json: { sid: sidOf('SM', ++sids) } }) })
    await desk
      .channel('sms')
      .send(
        outbound(
          { channel: 'sms', text: 'Look', to: [{ channel: 'phone', address: THEIRS, trust: 'claimed' }], attachments },
          { threadKey: `sms:${OUR_NUMBER}:${THEIRS}`, account: OUR_NUMBER },
        ),
      )
    return desk.api.asked.at(-1)?.body.getAll('MediaUrl') ?? []
  }
  const below = (address: string): string => address.slice(PUBLIC_URL.length)

  it('are fetched by Twilio from addresses that are signed, end, and hold one file each', async () => {
    const addresses = await sentWith(await stored(), await stored('image/gif'))
    expect(addresses).toHaveLength(2)
    expect(addresses.every((one) => one.startsWith(`${PUBLIC_URL}/webhooks/twilio/file?`))).toBe(true)
    const [address = '', other = ''] = addresses.map(below)
    for (const method of ['HEAD', 'GET'] as const) {
      const answer = await desk.fetch(address, method)
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-length')]).toEqual([200, 'image/png', '11'])
      expect(answer.headers.get('content-security-policy')).toContain('sandbox')
      if (method === 'GET') expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture)
    }
    expect((await desk.fetch(other)).headers.get('content-type')).toBe('image/gif')
    const [label = ''] = (await sentWith(await stored('application/pdf'))).map(below)
    expect((await desk.fetch(label)).headers.get('content-type')).toBe('application/pdf')
    const forged = [address.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), address.replace('.png.', '.gif.'), '/webhooks/twilio/file']
    for (const one of forged) expect([one, (await desk.fetch(one)).status]).toEqual([one, 404])
    await desk.machine.advance(11 * 3_600_000)
    expect((await desk.fetch(address)).status).toBe(404)
  })

  it.each([
    ['of a kind that telephones do not show', [{ type: 'application/octet-stream', bytes: 5 }], 'Gear.bin cannot be sent by text message'],
    ['that are too large together', Array.from({ length: 2 }, () => ({ type: 'image/png', bytes: 3_000_000 })), '5 MB'],
    ['that are too many', Array.from({ length: 11 }, () => ({ type: 'image/png', bytes: 5 })), 'at most 10 files'],
    ['that go unchanged and are too large for a network', [{ type: 'application/pdf', bytes: 615_000 }], '600 KB'],
    [
      'that are so together',
      [
        { type: 'application/pdf', bytes: 400_000 },
        { type: 'audio/mpeg', bytes: 400_000 },
      ],
      '600 KB',
    ],
  ])('%s are refused in plain words', (_what, files, words) => {
    begin()
    expect(desk.channel('sms').whyNoFiles?.(files.map((one) => ({ name: 'Gear.bin', ...one })))).toContain(words)
  })

  it('may be documents and sounds beside pictures that are made smaller on the way', () => {
    begin()
    const files = [
      { name: 'Return label.pdf', type: 'application/pdf', bytes: 600 * 1024 },
      { name: 'Gear.png', type: 'image/png', bytes: 4_000_000 },
    ]
    expect(desk.channel('sms').whyNoFiles?.(files)).toBeNull()
  })
})
