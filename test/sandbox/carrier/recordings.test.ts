import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { layOut, lengthOf, mixDown, type Segment } from '../../../server/sandbox/carrier/wav.ts'
import { waitFor } from '../../wait-for.ts'
import { type CarrierDesk, openCarrierDesk, VOICE } from './carrier-desk.ts'

const at = (ms: number): Date => new Date(1_800_000_000_000 + ms)
const SECOND = 8000

describe('the sound of a recording', () => {
  const chunk = (n: number, fromMs: number, seconds = 1) => ({ n, at: at(fromMs).getTime(), bytes: seconds * SECOND * 4 })
  const laid = (given: Partial<Parameters<typeof layOut>[0]>) =>
    layOut({ startedAt: at(0), endedAt: at(4000), pauses: [], chunks: [], milliseconds: 4000, ...given })

  it.each<[string, Partial<Parameters<typeof layOut>[0]>, Segment[]]>([
    ['is silent where nobody sent any', {}, [{ silence: 4 * SECOND }]],
    ['is nothing for no time', { endedAt: at(0), milliseconds: 0 }, []],
    [
      'stands in the order of its time, whatever came first',
      { chunks: [chunk(1, 1000), chunk(0, 0)], milliseconds: 2000, endedAt: at(2000) },
      [
        { chunk: 0, samples: SECOND },
        { chunk: 1, samples: SECOND },
      ],
    ],
    [
      'has silence where a piece is missing',
      { chunks: [chunk(0, 0), chunk(2, 3000)] },
      [{ chunk: 0, samples: SECOND }, { silence: 2 * SECOND }, { chunk: 2, samples: SECOND }],
    ],
    [
      'is left away after the end',
      { chunks: [chunk(0, 0, 3), chunk(1, 3000)], endedAt: at(1000), milliseconds: 1000 },
      [{ chunk: 0, samples: SECOND + 2000 }],
    ],
    [
      'leaves a pause empty',
      { chunks: [chunk(0, 0), chunk(1, 3000)], pauses: [{ from: at(1000), to: at(3000), behaviour: 'silence' }] },
      [{ chunk: 0, samples: SECOND }, { silence: 2 * SECOND }, { chunk: 1, samples: SECOND }],
    ],
    [
      'or cuts it out',
      { chunks: [chunk(0, 0), chunk(1, 3000)], pauses: [{ from: at(1000), to: at(3000), behaviour: 'skip' }], milliseconds: 2000 },
      [
        { chunk: 0, samples: SECOND },
        { chunk: 1, samples: SECOND },
      ],
    ],
  ])('%s', (_what, given, expected) => {
    expect(laid(given)).toEqual(expected)
  })

  it('is as long as the recording, and holds every piece of its time once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 12 }), fc.nat({ max: 30_000 }), (starts, ms) => {
        const chunks = starts.map((start, n) => chunk(n, start * 1000))
        const segments = layOut({ startedAt: at(0), endedAt: at(ms), pauses: [], chunks, milliseconds: ms })
        const length = lengthOf(segments)
        expect(length).toBeGreaterThanOrEqual(Math.round(ms * 8))
        expect(length).toBeLessThanOrEqual(Math.round((ms + 250) * 8))
        const laid = segments.flatMap((one) => ('chunk' in one ? [one.chunk] : []))
        expect(new Set(laid).size).toBe(laid.length)
        expect(laid.map((n) => starts[n] ?? 0)).toEqual(laid.map((n) => starts[n] ?? 0).sort((a, b) => a - b))
      }),
    )
  })

  it('is mixed without running over', () => {
    const stereo = Buffer.alloc(8)
    stereo.writeInt16LE(100, 0)
    stereo.writeInt16LE(-30, 2)
    stereo.writeInt16LE(30_000, 4)
    stereo.writeInt16LE(30_000, 6)
    const mono = mixDown(stereo)
    expect([mono.readInt16LE(0), mono.readInt16LE(2)]).toEqual([70, 32_767])
  })
})

describe('recording a call', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    // Slow enough that something is recorded.
    desk = await openCarrierDesk({ secondMs: 50 })
  })
  afterAll(() => desk.close())
  beforeEach(() => desk.forget())
  let last = 5000
  const live = async () => {
    desk.on(VOICE, '<Pause length="3600"/>')
    const phone = await desk.phone(`+1202555${++last}`)
    const sid = await phone.dial(desk.ourNumber)
    await phone.is('live')
    return { phone, sid, call: desk.sdk.calls(sid) }
  }
  const media = (sid: string, key = desk.account) =>
    fetch(`${desk.carrier.settings.apiBase}/2010-04-01/Accounts/${key.accountSid}/Recordings/${sid}`, {
      headers: { authorization: `Basic ${Buffer.from(`${key.apiKeySid}:${key.apiKeySecret}`).toString('base64')}` },
    })

  it('keeps what the phone sends, both ways, without what was said in a pause, and is not ready at hang-up', async () => {
    const { phone, sid, call } = await live()
    await phone.say('ready-media', { sid, mediaId: 'media-0001' })
    const recording = await call.recordings.create({
      recordingStatusCallback: `${desk.base()}/recorded`,
      recordingStatusCallbackEvent: ['in-progress', 'completed'],
      recordingChannels: 'dual',
    })
    expect(recording).toMatchObject({ status: 'in-progress', channels: 2, source: 'StartCallRecordingAPI' })
    const row = await waitFor(() => phone.recordings()[0])
    expect(row).toMatchObject({ recordingSid: recording.sid, state: 'running' })
    const put = (chunk: number, body: Buffer, token = row.token) =>
      fetch(`${desk.base()}${row.url}/${chunk}?at=${Date.now()}`, {
        method: 'PUT',
        body: new Uint8Array(body),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      })
    const loud = Buffer.alloc(SECOND * 4, 1)
    expect((await put(0, loud)).status).toBe(204)
    expect((await put(0, loud)).status).toBe(204)
    expect((await put(1, loud, 'wrong')).status).toBe(404)
    expect((await put(1, Buffer.alloc(256 * 1024 + 4))).status).toBe(413)

    const control = desk.sdk.calls(sid).recordings(recording.sid)
    expect(await control.update({ status: 'paused', pauseBehavior: 'silence' })).toMatchObject({ status: 'paused' })
    await waitFor(() => phone.recordings()[0]?.state === 'paused')
    expect(await control.update({ status: 'in-progress' })).toMatchObject({ status: 'in-progress' })
    await expect(call.recordings.create()).rejects.toMatchObject({ code: 21220 })
    await phone.hangUp()
    await waitFor(() => phone.recordings()[0]?.state === 'ended')
    expect((await media(`${recording.sid}.wav`)).status).toBe(404)
    expect(await desk.sdk.recordings(recording.sid).fetch()).toMatchObject({ status: 'processing' })
    await expect(control.update({ status: 'paused' })).rejects.toMatchObject({ code: 21220 })
    await phone.say('uploaded', { recordingSid: recording.sid, chunks: 1 })
    const ready = await desk.told('/recorded', (one) => one.RecordingStatus === 'completed')
    expect(ready.params).toMatchObject({
      CallSid: sid,
      RecordingSid: recording.sid,
      RecordingChannels: '2',
      RecordingUrl: expect.stringContaining(recording.sid),
    })
    expect(desk.asked('/recorded')).toHaveLength(2)
    expect(phone.recordings()).toHaveLength(0)

    const sound = await media(`${recording.sid}.wav`)
    expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/x-wav'])
    const bytes = Buffer.from(await sound.arrayBuffer())
    expect(bytes.subarray(0, 4).toString()).toBe('RIFF')
    expect([bytes.readUInt16LE(22), bytes.readUInt32LE(24)]).toEqual([2, SECOND])
    expect(bytes.readUInt32LE(40)).toBe(bytes.length - 44)
    expect(bytes.indexOf(loud)).toBeGreaterThanOrEqual(44)
    expect(
      (await fetch(`${desk.carrier.settings.apiBase}/2010-04-01/Accounts/${desk.account.accountSid}/Recordings/${recording.sid}.wav`))
        .status,
    ).toBe(401)
    expect((await put(2, loud)).status).toBe(204)

    expect((await desk.sdk.recordings.list({ callSid: sid })).map((one) => one.sid)).toEqual([recording.sid])
    expect(await desk.sdk.recordings(recording.sid).remove()).toBe(true)
    expect((await media(`${recording.sid}.wav`)).status).toBe(404)
    await expect(desk.sdk.recordings(recording.sid).fetch()).rejects.toMatchObject({ code: 20404 })
    expect(await desk.sdk.recordings.list({ callSid: sid })).toEqual([])
  })

  it('is silence of the right length for a phone without audio, and stops when told', async () => {
    const { phone, sid, call } = await live()
    const { sid: recordingSid } = await call.recordings.create({ recordingStatusCallback: `${desk.base()}/recorded` })
    await waitFor(async () => Date.now() - (await desk.sdk.recordings(recordingSid).fetch()).startTime.getTime() > 1000)
    expect(await desk.sdk.calls(sid).recordings('Twilio.CURRENT').update({ status: 'stopped' })).toMatchObject({ status: 'stopped' })
    const { params } = await desk.told('/recorded', (one) => one.RecordingSid === recordingSid)
    const bytes = Buffer.from(await (await media(recordingSid)).arrayBuffer())
    expect(Number(params.RecordingDuration)).toBeGreaterThan(0)
    expect(bytes.length).toBe(44 + Number(params.RecordingDuration) * SECOND * 2)
    expect(bytes.subarray(44).every((one) => one === 0)).toBe(true)
    await phone.hangUp()
  })

  it('is refused for a call that is not up', async () => {
    const { phone, sid } = await live()
    await phone.hangUp()
    await expect(desk.sdk.calls(sid).recordings.create()).rejects.toMatchObject({ code: 21220 })
  })
})
