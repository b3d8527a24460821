import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PEAKS } from '../../server/calls/recordings/peaks.ts'
import { wavHeader } from '../../server/sandbox/carrier/wav.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
  desk.carrier.setSound(LOUD_THEN_QUIET)
})

/** In one channel: two seconds, the second of which is half as loud. */
const sound = Int16Array.from({ length: 16_000 }, (_, at) => (at < 8_000 ? 20_000 : -10_000))
const LOUD_THEN_QUIET = Buffer.concat([wavHeader(sound.length, 1), Buffer.from(sound.buffer)])
const SHAPE = [...Array(PEAKS / 2).fill(100), ...Array(PEAKS / 2).fill(50)]

let caller = 4100
/** A call that was recorded and is over. */
const recorded = async (): Promise<string> => {
  const { callId } = await desk.talk(ida, { from: `+1202555${caller++}`, consents: true })
  await desk.calls.hangUp(ida, desk.command(callId))
  await desk.carrier.settled()
  await desk.callIs(callId, 'a kept recording', (call) => call.recording?.state === 'ready')
  await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
  return callId
}
const stored = async (callId: string): Promise<string> =>
  JSON.stringify(await desk.platform.connection.collection('call_contents').findOne({ _id: callId as never }))
const named = /"peaks":\{"RE/

describe('the shape of a recording', () => {
  it('is there before anybody plays it, and stands in no entry', async () => {
    const callId = await recorded()
    expect((await desk.view(callId)).recordings).toEqual([{ id: expect.any(String), what: 'call', seconds: 12, peaks: SHAPE }])
    expect(await stored(callId)).toMatch(named)
    const entries = await desk.platform.connection
      .collection('entries')
      .find({ stream: `call:${callId}` })
      .toArray()
    expect(JSON.stringify(entries)).not.toContain('peaks')
    const audit = await desk.platform.connection.collection('entries').countDocuments({ stream: `call-audit:${callId}` })
    expect(audit).toBe(0)
  })

  it('is seen by nobody who may not hear it', async () => {
    const callId = await recorded()
    const team = await desk.staff.addTeam(by, { name: 'Workshop', commandId: commandId() })
    await desk.queues.editQueue(by, { queueId: desk.returnsId, restrictedTo: [team.id], commandId: commandId() })
    const stranger = await desk.addAgent('Otto')
    await expect(desk.calls.getCall(stranger, callId)).rejects.toMatchObject({ kind: 'not-found' })
    expect((await desk.calls.listCalls(stranger, { state: 'recent', limit: 50 })).items.filter(({ id }) => id === callId)).toEqual([])
    await expect(desk.calls.recordingLink(stranger, desk.command(callId))).rejects.toMatchObject({ kind: 'not-found' })
    await desk.queues.editQueue(by, { queueId: desk.returnsId, restrictedTo: [], commandId: commandId() })
  })

  it('is not known of a file without one, which is heard all the same', async () => {
    desk.carrier.setSound(Buffer.from('RIFF and nothing that can be read'))
    const callId = await recorded()
    expect((await desk.view(callId)).recordings).toEqual([{ id: expect.any(String), what: 'call', seconds: 12 }])
    expect(await desk.calls.recordingLink(ida, desk.command(callId))).toMatchObject({ url: expect.any(String) })
  })

  it('goes with the recording that is erased', async () => {
    const callId = await recorded()
    const ruth = await desk.addAgent('Ruth', 'supervisor')
    await desk.calls.eraseRecordings(ruth, { callId })
    expect(await stored(callId)).not.toMatch(named)
    expect((await desk.view(callId)).recordings).toEqual([])
  })

  it('goes with its customer', async () => {
    const callId = await recorded()
    const { customerId } = await desk.callIs(callId, 'a call in a case', (call) => call.customerId !== null)
    await desk.customers.eraseCustomer(by, { customerId: customerId ?? '', commandId: commandId() })
    await waitFor(async () => (await stored(callId)) === 'null', { what: 'a call without content' })
    await waitFor(async () => (await desk.stateOf(callId)).recordings[0]?.file === 'erased', { what: 'an erased recording' })
  })

  it('goes when its time is over', async () => {
    const callId = await recorded()
    await desk.passes(91 * 86_400_000)
    await desk.calls.sweepRecordings()
    expect((await desk.stateOf(callId)).recordings).toMatchObject([{ file: 'erased' }])
    expect(await stored(callId)).not.toMatch(named)
    expect(await stored(callId)).toContain('"party"')
  })
})
