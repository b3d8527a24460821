import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

const desk = system('test')
let machine: TestPlatform
let rooms: ReturnType<typeof composeRooms>
let takes: (() => void)[] = []

beforeAll(async () => {
  machine = await openTestPlatform()
  rooms = composeRooms(machine.platform)
  const { channel } = recordingChannel()
  const send = async () => {
    await new Promise<void>((resolve) => takes.push(resolve))
    return { externalId: newId() }
  }
  rooms.hub.addChannel({ ...channel, send })
  await machine.start(...[rooms.staff, rooms.queues, rooms.customers, rooms.cases, rooms.hub].map((one) => one.parts))
})
afterAll(async () => {
  for (const take of takes) take()
  await machine?.close()
})

const write = async (name: string, text: string) => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'inbox',
    externalId: newId(),
    from: { channel: 'email', address: `${newId()}@rivet.example`, trust: 'claimed', name },
    subject: `${text}\r\nBcc: x`,
    text,
    threadKeys: [],
    ownThreadKey: `test:${newId()}`,
    receivedBy: ['inbox'],
  })
  await rooms.hub.settled()
  return rooms.hub.getMessage(desk, messageId)
}

it('sends once what takes longer than the time after which others would take it for cut off', async () => {
  const { caseId } = await write('Marta', 'Hello')
  const { id } = await rooms.hub.sendReply(desk, { caseId, text: 'Yes.', attachments: [], status: 'waiting', commandId: newId() })
  await waitFor(async () => takes.length === 1, { what: 'the first try' })
  await machine.advance(31_000)
  await rooms.hub.sweep()
  expect(takes).toHaveLength(1)
  expect((await rooms.hub.getMessage(desk, id)).delivery?.state).toBe('sending')
  takes[0]?.()
  await waitFor(async () => (await rooms.hub.getMessage(desk, id)).delivery?.state === 'sent', { what: 'sent' })
  takes = []
})

it('takes in no sign that would break out of a mail to the same person, whatever door it came by', async () => {
  const { from, subject, text, customerId } = await write('Nul\0l\u202e', 'a\0b')
  expect({ name: from.name, subject, text }).toEqual({ name: 'Nul l', subject: 'a b Bcc: x', text: 'ab' })
  await rooms.customers.editCustomer(desk, { customerId, name: 'A\0B\nC', commandId: newId() })
  expect((await rooms.customers.getCustomer(desk, customerId)).name).toBe('A B C')
})
