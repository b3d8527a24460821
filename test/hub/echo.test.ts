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
beforeAll(async () => {
  machine = await openTestPlatform()
  rooms = composeRooms(machine.platform)
  const { channel } = recordingChannel()
  // It takes what it is given and breaks off without an answer.
  rooms.hub.addChannel({ ...channel, send: async ({ message }) => ({ externalId: `sent-${message.id}`, state: 'unknown' }) })
  await machine.start(...[rooms.staff, rooms.queues, rooms.customers, rooms.cases, rooms.hub].map((one) => one.parts))
})
afterAll(() => machine?.close())

const take = async (who: string, text: string, echoOf?: string) => {
  const taken = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'inbox',
    externalId: newId(),
    from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
    text,
    threadKeys: [],
    ownThreadKey: `test:${newId()}`,
    receivedBy: ['inbox'],
    ...(echoOf ? { echoOf } : {}),
  })
  await rooms.hub.settled()
  return taken
}
const get = (id: string) => rooms.hub.getMessage(desk, id)
/** An answer of which nobody knows whether it went out. */
const answered = async (who: string) => {
  const { caseId, customerId } = await get((await take(who, 'Hello')).messageId)
  const { id } = await rooms.hub.sendReply(desk, { caseId, text: 'On its way', attachments: [], status: 'waiting', commandId: newId() })
  await waitFor(async () => (await get(id)).delivery?.state === 'unknown', { what: 'the end of the sending' })
  return { id, caseId, customerId }
}

it('an answer of which nobody knew whether it went out has gone out when it comes back, and nobody wrote', async () => {
  const { id, caseId } = await answered('marta')
  const before = await rooms.cases.getState(desk, caseId)
  expect(await take('list', 'On its way', id)).toEqual({ messageId: id, isDuplicate: true })
  expect((await get(id)).delivery).toMatchObject({ state: 'sent' })
  const { interactions, isAwaitingReply, lastMessageId } = before
  expect(await rooms.cases.getState(desk, caseId)).toMatchObject({ interactions, isAwaitingReply, lastMessageId })
})

it('a mark that this desk never gave out hides no message', async () => {
  const taken = await take('jonas', 'My own matter', `m_${newId()}`)
  expect(taken.isDuplicate).toBe(false)
  expect(await get(taken.messageId)).toMatchObject({ state: 'filed', text: 'My own matter' })
})

it('what was forgotten does not come back that way', async () => {
  const { id, customerId } = await answered('priya')
  await rooms.customers.eraseCustomer(desk, { customerId, commandId: newId() })
  await waitFor(async () => (await get(id).catch(() => null)) === null, { what: 'the answer to be forgotten' })
  expect(await take('list', 'On its way', id)).toEqual({ messageId: id, isDuplicate: true })
})
