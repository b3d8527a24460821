import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())

it.each([[false], [true]])(
  'leaves a message where they were moved to, though the menu names the queue they came to first (hangs up: %s)',
  async (hangsUp) => {
    const ruth = await desk.addAgent(`Ruth ${hangsUp}`, 'supervisor', false)
    const line = await desk.intoQueue(hangsUp ? '+12025557701' : '+12025557702')
    const { interactionId } = await desk.stateOf(line.callId)
    const work = await waitFor(() => desk.routing.workOfInteraction(interactionId, 'voice'), { what: 'its work' })
    expect(work.queueId).toBe(desk.returnsId)
    await desk.routing.moveWork(ruth, { workId: work.id, queueId: desk.otherId, commandId: commandId() })
    await desk.callIs(line.callId, 'moved', (call) => call.queueId === desk.otherId)
    await desk.carrier.key(line, '4')
    await desk.carrier.leaveMessage(line, 9, { hangsUp })
    await desk.carrier.hangUp(line)
    await desk.passes(2_500)
    expect(await desk.callIs(line.callId, 'a message', (call) => call.outcome === 'voicemail')).toMatchObject({ queueId: desk.otherId })
    const message = await waitFor(async () => (await desk.works(line.callId)).find(({ channel }) => channel === 'voicemail'), {
      what: 'work',
    })
    expect(message).toMatchObject({ queueId: desk.otherId })
  },
)
