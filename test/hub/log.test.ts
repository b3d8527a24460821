import { expect, test } from 'vitest'
import { AppError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLog } from '../../server/platform/log.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

test('what a provider says of an address stands beside the message, never in the log (SECURITY R3)', async () => {
  const lines: string[] = []
  const machine = await openTestPlatform()
  try {
    const log = createLog({ level: 'debug', secrets: [], to: { write: (line) => void lines.push(line) } })
    const { staff, queues, customers, cases, hub } = composeRooms({ ...machine.platform, log })
    const { channel } = recordingChannel()
    const refusals = [
      new Error('550 no mailbox for marta.okonjo'),
      new AppError('mail-refused', 'invalid', 'The mailbox of marta.okonjo is full.', { cause: new Error('552 marta.okonjo') }),
    ]
    channel.send = async () => {
      throw refusals.shift()
    }
    hub.addChannel(channel)
    await machine.start(staff.parts, queues.parts, customers.parts, cases.parts, hub.parts)
    const { id } = await staff.addUser(system('test'), { name: 'Ada', email: 'ada@larkfield.example', role: 'agent', commandId: 'ada' })
    const agent = (await staff.actorOf(id)) as StaffActor
    const { messageId } = await hub.intake({
      type: 'message',
      channel: 'test',
      account: 'shop',
      externalId: newId(),
      from: { channel: 'test', address: 'marta.okonjo', trust: 'claimed' },
      text: 'Hello',
      threadKeys: [],
      ownThreadKey: 'test:one',
      receivedBy: [],
    })
    await hub.settled()
    const { caseId } = await hub.getMessage(agent, messageId)
    const deliveryOf = async (text: string) => {
      const sent = await hub.sendReply(agent, { caseId, text, attachments: [], status: 'open', commandId: newId() })
      return waitFor(async () => {
        const { delivery } = await hub.getMessage(agent, sent.id)
        return delivery && delivery.attempts > 0 && delivery.state !== 'sending' ? { ...delivery, id: sent.id } : undefined
      })
    }
    const first = await deliveryOf('One')
    expect(first).toMatchObject({ state: 'pending' })
    const second = await deliveryOf('Two')
    expect(second).toMatchObject({ state: 'failed', reason: 'The mailbox of marta.okonjo is full.' })
    const said = lines.filter((line) => line.includes('sending failed')).map((line) => JSON.parse(line))
    expect(said).toMatchObject([
      { messageId: first.id, code: 'send', cause: 'Error' },
      { messageId: second.id, code: 'mail-refused', cause: 'Error' },
    ])
    expect(lines.join('')).not.toContain('okonjo')
  } finally {
    await machine.close()
  }
})
