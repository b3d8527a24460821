import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallChange } from '../../server/calls/index.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())

/** A call of long ago that was recorded, told to the desk as the past is. */
const recorded = async (id: string, queueId: string): Promise<void> => {
  const told: CallChange[] = [
    {
      type: 'call.arrived',
      carrier: 'memory',
      carrierId: id,
      ourNumber: OUR_NUMBER,
      interactionId: `i_${id}`,
      confidence: 'unknown',
      terms: { flow: '', isRecorded: true },
    },
    { type: 'call.queued', ask: 1, queueId, skills: {}, priority: 'normal' },
    { type: 'call.recording-begun', recordingId: `RE-${id}`, legId: 'l1' },
    { type: 'call.left', outcome: 'answered', isOver: true, wrapUpEndsAt: null },
    { type: 'call.recording-kept', recordingId: `RE-${id}`, fileId: '', mime: 'audio/wav', bytes: 0 },
  ]
  for (const [nth, change] of told.entries())
    await desk.calls.past.tell(`call_${id}`, nth, { at: new Date(desk.platform.clock.now()), by: by.id, change }, nth === told.length - 1)
}
const left = async (): Promise<Record<string, number>> => {
  const kept = (await desk.platform.connection.collection('calls').find({ 'recordings.file': 'kept' }).toArray()) as unknown as {
    queueId: string
  }[]
  const count = (queueId: string): number => kept.filter((one) => one.queueId === queueId).length
  return { returns: count(desk.returnsId), other: count(desk.otherId) }
}

describe('recordings', () => {
  it('go after the term of their own queue, however many stand before them that stay longer', async () => {
    const { settings } = desk.calls
    await settings.edit(by, { keepRecordingDays: 30, commandId: commandId() })
    await settings.editQueue(by, { queueId: desk.otherId, keepRecordingDays: 0, commandId: commandId() })
    await Promise.all(Array.from({ length: 101 }, (_, nth) => recorded(`stays${nth}`, desk.otherId)))
    await Promise.all(['one', 'two'].map((id) => recorded(`goes-${id}`, desk.returnsId)))
    await desk.calls.sweepRecordings()
    expect(await left()).toEqual({ returns: 2, other: 101 })

    await desk.advance(31 * 86_400_000)
    await desk.calls.sweepRecordings()
    expect(await left()).toEqual({ returns: 0, other: 101 })

    await settings.editQueue(by, { queueId: desk.otherId, keepRecordingDays: 60, commandId: commandId() })
    await desk.calls.sweepRecordings()
    expect(await left()).toEqual({ returns: 0, other: 101 })
    await desk.advance(30 * 86_400_000)
    await desk.calls.sweepRecordings()
    expect(await left()).toEqual({ returns: 0, other: 0 })
  })
})
