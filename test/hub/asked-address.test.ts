import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

const desk = system('test')
const { channel, sent } = recordingChannel('email')
let machine: TestPlatform
let rooms: ReturnType<typeof composeRooms>
beforeAll(async () => {
  machine = await openTestPlatform()
  rooms = composeRooms(machine.platform)
  rooms.hub.addChannel(channel)
  await machine.start(...[rooms.staff, rooms.queues, rooms.customers, rooms.cases, rooms.hub].map((one) => one.parts))
})
afterAll(() => machine?.close())

const write = async (address: string, context: Record<string, string> = {}) => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'email',
    account: 'desk',
    externalId: newId(),
    from: { channel: 'email', address, trust: 'claimed' },
    text: 'Do you ship to Spain?',
    threadKeys: ['email:form-1'],
    ownThreadKey: 'email:form-1',
    checkSender: true,
    receivedBy: ['inbox'],
    context,
  })
  await rooms.hub.settled()
  return rooms.hub.getMessage(desk, messageId)
}

it('offers the address that a form asks to be answered at, after its own, and knows whoever answers from there', async () => {
  const { caseId } = await write('form@www.larkfield.example', { answerTo: 'carla@out.example' })
  const ways = await rooms.hub.waysOf(desk, caseId)
  expect(ways.map(({ to, isDefault }) => [to, isDefault])).toEqual([
    ['form@www.larkfield.example', true],
    ['carla@out.example', false],
  ])
  const answer = { caseId, wayId: ways[1]?.id, text: 'We do.', attachments: [], status: 'waiting' as const, commandId: newId() }
  await rooms.hub.sendReply(desk, answer)
  await waitFor(async () => sent.length > 0, { what: 'the answer' })
  expect(sent[0]?.message.to).toEqual([{ channel: 'email', address: 'carla@out.example', trust: 'claimed' }])
  expect(await write('carla@out.example')).toMatchObject({ state: 'filed', caseId })
  expect((await rooms.hub.waysOf(desk, caseId)).map(({ to }) => to).sort()).toEqual(['carla@out.example', 'form@www.larkfield.example'])
})
