import { createNotices } from '../../server/notices/index.ts'
import type { Mention } from '../../server/notices/wire.ts'
import { type Role, type StaffActor, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'

export const by = system('test')
let count = 0
export const command = <T extends object>(more: T) => ({ ...more, commandId: `c${process.pid}-${count++}` })

/** The rooms up to the notices. `hears` false: it dies before it would tell anybody. */
export const openNoticeDesk = async (dataDir?: string, { hears = true } = {}) => {
  const machine: TestPlatform = await openTestPlatform(dataDir ? { dataDir } : {})
  const rooms = composeRooms(machine.platform)
  const notices = createNotices(machine.platform, rooms)
  rooms.hub.addChannel(recordingChannel().channel)
  const { staff, queues, customers, cases, hub } = rooms
  const all = [staff, queues, customers, cases, hub].map((one) => one.parts)
  await machine.start(...all, ...(hears ? [notices.parts] : []))
  const addMember = async (name: string, role: Role = 'agent'): Promise<StaffActor> => {
    const { id } = await staff.addUser(by, command({ name, email: `${name}-${count}@larkfield.example`, role }))
    return (await staff.actorOf(id)) as StaffActor
  }
  /** A case of a customer of its own. */
  const newCase = async (): Promise<string> => {
    const { commandId } = command({})
    const { messageId } = await hub.intake({
      type: 'message',
      channel: 'test',
      account: 'inbox',
      externalId: commandId,
      from: { channel: 'email', address: `${commandId}@rivet.example`, trust: 'claimed' },
      subject: 'A bell',
      text: 'Hello',
      threadKeys: [],
      ownThreadKey: `test:${commandId}`,
      receivedBy: ['inbox'],
    })
    await hub.settled()
    return (await hub.getMessage(by, messageId)).caseId
  }
  /** Each at a moment of its own. */
  const note = async (author: StaffActor, caseId: string, mentions: string[], text = 'Please look at this'): Promise<void> => {
    await machine.advance(1000)
    await cases.noteCase(author, command({ caseId, text, mentions }))
  }
  const listOf = async (actor: StaffActor): Promise<Mention[]> => (await notices.findMentions(actor, { limit: 50 })).items
  const unreadOf = async (actor: StaffActor): Promise<string[]> => (await notices.unreadMentions(actor)).map((one) => one.text)
  /** What follows a note is done. */
  const told = () => machine.reactions.settled()
  return { ...machine, ...rooms, notices, addMember, newCase, note, listOf, unreadOf, told }
}
export type NoticeDesk = Awaited<ReturnType<typeof openNoticeDesk>>
