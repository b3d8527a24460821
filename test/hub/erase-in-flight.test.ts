import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InboundMessage } from '../../server/hub/index.ts'
import { system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { tries } from '../setup/tries.ts'

const by = system('test')
/** How many turns of the loop the erasing has before the message comes: some come before it is written down, some after. */
const HEAD_STARTS = Array.from({ length: tries(12, 24) }, (_, turn) => turn * tries(2, 1))

describe.each([
  ['that is alone', true],
  ['among others', false],
])('a desk %s', (_which, isOnlyProcess) => {
  let desk: TestPlatform
  let rooms: ReturnType<typeof composeRooms>
  let count = 0

  beforeAll(async () => {
    desk = await openTestPlatform({ isOnlyProcess })
    rooms = composeRooms(desk.platform)
    rooms.hub.addChannel(recordingChannel().channel)
    const { staff, queues, customers, cases, hub } = rooms
    await desk.start(...[staff, queues, customers, cases, hub].map((one) => one.parts))
  })
  afterAll(() => desk?.close())

  const write = (who: string, thread: string, more: Partial<InboundMessage> = {}) =>
    rooms.hub.intake({
      type: 'message',
      channel: 'test',
      account: 'inbox',
      externalId: `e${count++}`,
      from: { channel: 'email', address: `${who}@rivet.example`, name: who, trust: 'claimed' },
      text: `It is ${who} again.`,
      threadKeys: [`test:${thread}`],
      ownThreadKey: `test:${thread}`,
      receivedBy: ['inbox'],
      ...more,
    })
  /** Whoever writes after the erasing is somebody new, and stays. */
  const isLater = async (messageId: string, customerId: string): Promise<boolean> => {
    const { connection } = desk.platform
    const [message, customer] = await Promise.all([
      connection.collection('messages').findOne({ _id: messageId as never }),
      connection.collection('customers').findOne({ _id: customerId as never }),
    ])
    return message?.receivedAt !== undefined && customer?.erasedAt !== undefined && message.receivedAt > customer.erasedAt
  }
  const leftOf = async (names: readonly string[]): Promise<string[]> => {
    const { connection } = desk.platform
    const found: string[] = []
    for (const { name } of (await connection.db?.listCollections().toArray()) ?? [])
      for await (const one of connection.collection(name).find()) {
        const text = JSON.stringify(one)
        for (const [turns, who] of names.entries()) if (text.includes(who)) found.push(`round ${turns}: ${name} ${one._id}`)
      }
    return found
  }
  const quiet = async (): Promise<void> => {
    await rooms.hub.settled()
    await desk.reactions.settled()
    await desk.reactions.replay()
    await rooms.hub.settled()
    await desk.reactions.settled()
  }

  it.each([
    ['in a thread of its own', (who: string) => `${who}-${count}`],
    ['in the thread it was begun in', (who: string) => who],
  ])('forgets with a customer what they wrote just before, filed or not: %s', { timeout: 120_000 }, async (_where, threadOf) => {
    const names: string[] = []
    for (const turns of HEAD_STARTS) {
      const who = `quillon${isOnlyProcess ? 'a' : 'b'}${count}x`
      const first = await write(who, who)
      await rooms.hub.settled()
      const { customerId } = await rooms.hub.getMessage(by, first.messageId)
      const erasing = rooms.customers.eraseCustomer(by, { customerId, commandId: `erase-${count}` })
      for (let turn = 0; turn < turns; turn++) await nextTurn()
      const { messageId } = await write(who, threadOf(who))
      await erasing
      await quiet()
      if (!(await isLater(messageId, customerId))) names.push(who)
    }
    expect(names.length).toBeGreaterThan(3)
    expect(await leftOf(names)).toEqual([])
  })

  it('leaves alone what comes from the address afterwards, though the erasing runs again', async () => {
    const who = `quillon${isOnlyProcess ? 'c' : 'd'}`
    const first = await write(who, who)
    await write('somebody-else', 'another')
    await rooms.hub.settled()
    const { customerId } = await rooms.hub.getMessage(by, first.messageId)
    await rooms.customers.eraseCustomer(by, { customerId, commandId: `erase-${who}` })
    await quiet()
    const held = await write(who, `${who}-2`, { threadKeys: ['test:another'], checkSender: true })
    await rooms.hub.settled()
    const entry = await desk.platform.connection
      .collection('entries')
      .findOne({ stream: `customer:${customerId}`, 'change.type': 'customer.erased' })
    for (const reaction of rooms.hub.parts.reactions ?? [])
      if (reaction.hears.includes('customer.erased' as never)) await reaction.run({ id: entry?._id, ...entry } as never)
    expect(await rooms.hub.getMessage(by, held.messageId)).toMatchObject({ state: 'quarantined', text: `It is ${who} again.` })
  })
})
