import { expect, test } from 'vitest'
import { openProcesses } from '../setup/processes.ts'
import { recordingChannel } from '../setup/recording-channel.ts'

const COUNT = 1_000

test('a flood is taken in no faster than it is filed', async () => {
  const store = await openProcesses()
  const rooms = await store.begin()
  rooms.hub.addChannel(recordingChannel().channel)
  const messages = rooms.platform.connection.collection('messages')
  let most = 0
  let isOver = false
  const watch = (async () => {
    while (!isOver) most = Math.max(most, await messages.countDocuments({ state: 'new' }))
  })()
  const take = (n: number) =>
    rooms.hub.intake({
      type: 'message',
      channel: 'test',
      account: 'flood',
      externalId: `m-${n}`,
      from: { channel: 'email', address: `flood-${n}@rivet.example`, trust: 'claimed' },
      text: 'Hello',
      threadKeys: [],
      ownThreadKey: `test:${n}`,
      receivedBy: ['inbox'],
    })
  await Promise.all(Array.from({ length: COUNT }, (_, n) => take(n)))
  await rooms.hub.settled()
  isOver = true
  await watch
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(512)
  expect(await messages.countDocuments({ state: 'filed' })).toBe(COUNT)
  await rooms.hub.parts.stop?.()
  await store.close()
})
