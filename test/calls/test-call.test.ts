import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

const begin = async (): Promise<{ id: string; line: Line }> => {
  const { testCallId: id, dialId } = await desk.calls.startTestCall(ida)
  const line = await desk.carrier.dialIn(dialId, identityOf(ida.id), id)
  Object.assign(line, { legId: 'l1' })
  return { id, line }
}
const stage = async (id: string) => (await desk.calls.readTestCall(ida, id)).stage
const count = (collection: string, filter: object = {}): Promise<number> =>
  desk.platform.connection.collection(collection).countDocuments(filter as never)
/** Asks for what a line was told to play, as the carrier does. */
const soundOf = (line: Line) => line.documents.flatMap((one) => one.flatMap((verb) => (verb.do === 'play' ? [verb.url] : []))).at(-1)

describe('a test call', () => {
  it('says what to do, records, plays it back, deletes it, says goodbye and hangs up; nothing of it is kept', async () => {
    const counted = ['entries', 'cases', 'works', 'calls', 'messages', 'files']
    const before = await Promise.all(counted.map((one) => count(one)))
    const { id, line } = await begin()
    expect(line.heard.join(' ')).toContain('Say something after the tone; you will hear it back.')
    expect(line.documents.at(-1)?.at(-1)).toMatchObject({ do: 'record', maxSeconds: 5 })
    expect(await stage(id)).toBe('speak')

    const recordingId = await desk.carrier.leaveMessage(line, 4)
    expect(line.waits.at).toBe('music')
    expect(soundOf(line)).toMatch(/\/sounds\/test-calls\/[a-z0-9]{20,}$/)
    expect(await stage(id)).toBe('listen')
    expect(desk.carrier.recordings.get(recordingId)?.isDeleted).toBe(false)

    await desk.carrier.wait(line)
    expect(line.heard.at(-1)).toContain('Goodbye')
    expect(line.state).toBe('completed')
    expect(await stage(id)).toBe('done')
    expect(desk.carrier.recordings.get(recordingId)?.isDeleted).toBe(true)

    expect(await Promise.all(counted.map((one) => count(one)))).toEqual(before)
    expect(desk.calls.board.all()).toEqual([])
    expect((await desk.staff.membersForRouting()).find((one) => one.id === ida.id)?.presence).toBe('available')
  })

  it('is asked again with the same question and gives the same answer', async () => {
    const { id, line } = await begin()
    const recordingId = await desk.carrier.leaveMessage(line, 4)
    const step = { callId: id, legId: 'l1', step: 1 }
    const again = await desk.calls.intake.answered(step, { type: 'recorded', recordingId, seconds: 4 })
    expect(again).toEqual(line.documents.at(-1))
    await desk.carrier.wait(line)
    const goodbye = await desk.calls.intake.answered({ ...step, step: 100 }, { type: 'nothing' })
    expect(goodbye).toEqual(line.documents.at(-1))
  })

  it('waits while the carrier still writes the recording', async () => {
    const { id, line } = await begin()
    const ref = { callId: id, legId: 'l1', step: 1 }
    const first = await desk.calls.intake.answered(ref, { type: 'recorded', recordingId: 'unwritten', seconds: 4 })
    expect(first).toEqual([
      { do: 'pause', seconds: 1 },
      { do: 'go-on', step: { ...ref, step: 2 } },
    ])
    desk.carrier.recordings.set('unwritten', { carrierId: line.carrierId, state: 'stopped', isReady: true, isDeleted: false })
    expect(await desk.calls.intake.answered({ ...ref, step: 2 }, { type: 'nothing' })).toMatchObject([{ do: 'play' }, { do: 'go-on' }])
    await desk.carrier.hangUp(line)
  })

  it('gives up on a recording that never comes', async () => {
    const { id, line } = await begin()
    const ref = { callId: id, legId: 'l1', step: 12 }
    const last = await desk.calls.intake.answered(ref, { type: 'recorded', recordingId: 'never', seconds: 4 })
    expect(last.at(-1)).toEqual({ do: 'hang-up' })
    expect(await stage(id)).toBe('failed')
    await desk.carrier.hangUp(line)
  })

  it('says so when nothing was recorded', async () => {
    const { id, line } = await begin()
    const answer = await desk.calls.intake.answered({ callId: id, legId: 'l1', step: 1 }, { type: 'nothing' })
    expect(answer).toMatchObject([{ do: 'say', text: expect.stringContaining('Nothing was recorded') }, { do: 'hang-up' }])
    expect(await stage(id)).toBe('silent')
    await desk.carrier.hangUp(line)
  })

  it.each<[string, (line: Line) => Promise<string>]>([
    ['while being recorded', (line) => desk.carrier.leaveMessage(line, 2, { hangsUp: true })],
    [
      'while it is played back',
      async (line) => {
        const recordingId = await desk.carrier.leaveMessage(line, 2)
        await desk.carrier.hangUp(line)
        return recordingId
      },
    ],
  ])('who hangs up %s leaves no recording', async (_when, leave) => {
    const { id, line } = await begin()
    const recordingId = await leave(line)
    expect(desk.carrier.recordings.get(recordingId)?.isDeleted).toBe(true)
    expect(await stage(id)).toBe('failed')
  })

  it('whose recording is told of after its end leaves none either', async () => {
    const { id, line } = await begin()
    await desk.carrier.hangUp(line)
    desk.carrier.recordings.set('late', { carrierId: line.carrierId, state: 'stopped', isReady: true, isDeleted: false })
    const at = new Date(desk.platform.clock.now())
    await desk.calls.intake.reported({
      type: 'recording',
      key: 'late',
      callId: id,
      recordingId: 'late',
      state: 'ready',
      seconds: 1,
      at,
    })
    expect(desk.carrier.recordings.get('late')?.isDeleted).toBe(true)
  })

  it('is deleted later where the carrier could not be reached', async () => {
    const { line } = await begin()
    const recordingId = await desk.carrier.leaveMessage(line, 2)
    desk.carrier.setDown(true)
    await desk.carrier.hangUp(line)
    expect(desk.carrier.recordings.get(recordingId)?.isDeleted).toBe(false)
    desk.carrier.setDown(false)
    await desk.passes(31_000)
    await desk.calls.reconcile()
    expect(desk.carrier.recordings.get(recordingId)?.isDeleted).toBe(true)
  })

  it('ends by itself after half a minute', async () => {
    const { id, line } = await begin()
    await desk.passes(31_000)
    await desk.calls.reconcile()
    await desk.carrier.settled()
    expect(line.state).toBe('completed')
    expect(await stage(id)).toBe('failed')
  })

  it('is for the softphone it was given to, once and soon', async () => {
    const kenji = await desk.addAgent('Kenji')
    const refusals = () => count('entries', { 'change.type': 'call-audit.dial-refused' })
    const before = await refusals()
    const { testCallId, dialId } = await desk.calls.startTestCall(ida)
    const foreign = await desk.carrier.dialIn(dialId, identityOf(kenji.id))
    expect(foreign.documents).toEqual([[{ do: 'reject', reason: 'rejected' }]])
    await expect(desk.calls.readTestCall(kenji, testCallId)).rejects.toMatchObject({ kind: 'not-found' })
    const first = await desk.carrier.dialIn(dialId, identityOf(ida.id), testCallId)
    expect(first.waits.at).toBe('record')
    const second = await desk.carrier.dialIn(dialId, identityOf(ida.id), testCallId)
    expect(second.documents).toEqual([[{ do: 'reject', reason: 'rejected' }]])
    expect(await refusals()).toBe(before + 2)

    const { dialId: late } = await desk.calls.startTestCall(ida)
    await desk.passes(31_000)
    await desk.calls.reconcile()
    const third = await desk.carrier.dialIn(late, identityOf(ida.id))
    expect(third.documents).toEqual([[{ do: 'reject', reason: 'rejected' }]])
  })

  it('is not begun by who is in a call', async () => {
    const { caller } = await desk.talk(ida)
    await expect(desk.calls.startTestCall(ida)).rejects.toMatchObject({ kind: 'conflict' })
    await desk.carrier.hangUp(caller)
  })

  it('keeps no offer away: it comes and is accepted meanwhile', async () => {
    const { line } = await begin()
    const caller = await desk.intoQueue('+12025550177')
    await desk.accept(ida, caller.callId)
    await desk.carrier.hangUp(line)
    await desk.join(ida, caller.callId)
    await desk.inPhase(caller.callId, 'talking')
    await desk.carrier.hangUp(caller)
  })
})
