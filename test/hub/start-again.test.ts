import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { InboundMessage } from '../../server/hub/index.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'

const event: InboundMessage = {
  type: 'message',
  channel: 'test',
  account: 'a',
  externalId: 'first',
  from: { channel: 'email', address: 'marta@rivet.example', trust: 'claimed' },
  text: 'Hello',
  threadKeys: [],
  ownThreadKey: 'test:marta',
  receivedBy: ['inbox'],
}

const openDesk = async (dataDir: string) => {
  const desk = await openTestPlatform({ dataDir })
  const rooms = composeRooms(desk.platform)
  rooms.hub.addChannel(recordingChannel().channel)
  await desk.start(...Object.values(rooms).map(({ parts }) => parts as never))
  return { ...desk, ...rooms }
}

test('a desk that begins again files what was cut off in the order it came', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-again-'))
  const before = await openDesk(dataDir)
  const { messageId } = await before.hub.intake(event)
  await before.hub.settled()
  const messages = before.platform.connection.collection<{ _id: string }>('messages')
  const first = await messages.findOne({ _id: messageId })
  // As a power cut leaves what was acknowledged: stored, and filed nowhere. The ids run against the time.
  const order = ['d', 'c', 'b', 'a'].map((letter) => `msg_${letter}`)
  const cutOff = {
    ...first,
    state: 'new',
    caseId: '',
    customerId: '',
    interactionId: '',
    attempts: 0,
    dueAt: new Date(Date.now() + 60_000),
  }
  await messages.insertMany(
    order.map((_id, index) => ({ ...cutOff, _id, externalId: _id, ownThreadKey: 'test:marta', receivedAt: new Date(Date.now() + index) })),
  )
  await before.close()

  const after = await openDesk(dataDir)
  await after.hub.sweep()
  await after.hub.settled()
  const { caseId } = (await after.platform.connection.collection('messages').findOne({ _id: messageId as never })) as unknown as {
    caseId: string
  }
  const filed = (await after.cases.entriesOf(caseId)).flatMap(({ change }) =>
    change.type === 'case.message-filed' ? [change.messageId] : [],
  )
  await after.close()
  await rm(dataDir, { recursive: true, force: true })
  expect(filed).toEqual([messageId, ...order])
})
