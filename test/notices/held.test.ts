import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import { by, command, type NoticeDesk, openNoticeDesk } from './notice-desk.ts'

let desk: NoticeDesk
let ada: StaffActor
let eve: StaffActor
beforeAll(async () => {
  desk = await openNoticeDesk()
  ada = await desk.addMember('Ada')
  eve = await desk.addMember('Eve')
})
afterAll(() => desk?.close())

/** A case of hers, into whose thread somebody writes who has no part in it: `writes` gives the message's id. */
const caseOf = async (assignee: StaffActor | null) => {
  const thread = `held:${command({}).commandId}`
  const intake = async (address: string, checkSender: boolean): Promise<string> => {
    await desk.advance(1000)
    const { messageId } = await desk.hub.intake({
      type: 'message',
      channel: 'test',
      account: 'inbox',
      externalId: command({}).commandId,
      from: { channel: 'email', address, trust: 'claimed' },
      subject: 'A bell',
      text: 'Hello',
      threadKeys: [thread],
      ownThreadKey: thread,
      receivedBy: ['inbox'],
      checkSender,
    })
    await desk.hub.settled()
    return messageId
  }
  const first = await intake(`${thread.slice(5)}@rivet.example`, false)
  const { caseId } = await desk.hub.getMessage(by, first)
  if (assignee) await desk.cases.assignCase(by, command({ caseId, assigneeId: assignee.id }))
  const writes = async (): Promise<string> => {
    const id = await intake(`stranger-${command({}).commandId}@evil.example`, true)
    expect((await desk.hub.getMessage(by, id)).state).toBe('quarantined')
    await desk.told()
    return id
  }
  const unread = async (actor: StaffActor): Promise<string[]> =>
    (await desk.notices.unreadMentions(actor)).filter((one) => one.caseId === caseId).map((one) => one.kind)
  const release = async (messageId: string, into: 'suggested' | 'own'): Promise<void> => {
    await desk.hub.releaseMessage(eve, { messageId, into })
    await desk.hub.settled()
    await desk.told()
  }
  return { caseId, writes, unread, release }
}

describe('that a message to a case is held back', () => {
  test('is kept for who has the case, once however many there are, until the last is decided', async () => {
    const { caseId, writes, unread, release } = await caseOf(ada)
    const [one, two] = [await writes(), await writes()]
    expect([await unread(ada), await unread(eve)]).toEqual([['held'], []])
    const [shown] = await desk.listOf(ada)
    const line = (await desk.cases.entriesOf(caseId)).find((entry) => entry.id === shown?.itemId)?.change
    expect(line).toMatchObject({ type: 'case.message-quarantined', messageId: two })
    await release(one, 'suggested')
    expect(await unread(ada)).toEqual(['held'])
    await release(two, 'own')
    expect(await unread(ada)).toEqual([])
    expect(await desk.platform.connection.collection('mentions').countDocuments({ caseId })).toBe(0)
  })

  test('is read with the case, and is news again with the next', async () => {
    const { caseId, writes, unread } = await caseOf(ada)
    await writes()
    await desk.notices.readInCase(ada, { caseId })
    expect(await unread(ada)).toEqual([])
    // Heard again, it stays read.
    await desk.reactions.replay()
    expect(await unread(ada)).toEqual([])
    await writes()
    expect(await unread(ada)).toEqual(['held'])
  })

  test('is nothing to who has the case no more, and to nobody where nobody has it', async () => {
    const { caseId, writes, unread } = await caseOf(ada)
    await writes()
    await desk.cases.assignCase(by, command({ caseId, assigneeId: eve.id }))
    expect([await unread(ada), await unread(eve)]).toEqual([[], []])
    const nobodys = await caseOf(null)
    await nobodys.writes()
    expect([await nobodys.unread(ada), await nobodys.unread(eve)]).toEqual([[], []])
  })
})
