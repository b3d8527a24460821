import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, command, type NoticeDesk, openNoticeDesk } from './notice-desk.ts'

let desk: NoticeDesk
let ada: StaffActor
let ben: StaffActor
let lena: StaffActor
beforeAll(async () => {
  desk = await openNoticeDesk()
  ada = await desk.addMember('ada')
  ben = await desk.addMember('ben')
  lena = await desk.addMember('lena', 'marketing')
})
afterAll(() => desk?.close())

describe('a note that names somebody', () => {
  it('is told to those who may read the case, and not to its author, to who may not, or to nobody at all', async () => {
    const gone = await desk.addMember('gone')
    await desk.staff.disableUser(by, command({ userId: gone.id }))
    const caseId = await desk.newCase()
    await desk.cases.titleCase(ada, command({ caseId, title: 'The blue bell' }))
    await desk.note(ada, caseId, [ben.id, ben.id, ada.id, lena.id, gone.id, 'nobody'], `@ben ${'look '.repeat(200)}`)
    await desk.told()
    const [mention, ...others] = await desk.listOf(ben)
    const { number } = await desk.cases.getState(by, caseId)
    expect(mention).toMatchObject({ by: ada.id, caseId, caseNumber: number, caseTitle: 'The blue bell', isRead: false })
    expect(mention?.text).toMatch(/^@ben look .*look…$/)
    expect(mention?.itemId.startsWith(`case:${caseId}/`)).toBe(true)
    expect(others).toEqual([])
    expect(await desk.listOf(ada)).toEqual([])
    expect(await desk.platform.connection.collection('mentions').distinct('userId')).toEqual([ben.id])
    await expect(desk.notices.findMentions(lena, { limit: 50 })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('is told once, however often its entry is heard, and stays read', async () => {
    const eve = await desk.addMember('eve')
    const caseId = await desk.newCase()
    await desk.note(ada, caseId, [eve.id])
    await desk.told()
    const entry = (await desk.cases.entriesOf(caseId)).find(({ change }) => change.type === 'case.noted')
    await desk.notices.readInCase(eve, { caseId })
    for (const reaction of desk.notices.parts.reactions ?? []) if (reaction.name === 'notices/mentions') await reaction.run(entry as never)
    expect((await desk.listOf(eve)).map((one) => one.isRead)).toEqual([true])
  })

  it('is told after a crash that came before', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-mentions-'))
    const before = await openNoticeDesk(dataDir, { hears: false })
    const [author, named] = [await before.addMember('ada'), await before.addMember('ben')]
    await before.note(author, await before.newCase(), [named.id], 'Just before it died')
    await before.close()
    const after = await openNoticeDesk(dataDir)
    expect(await waitFor(() => after.unreadOf(named).then((texts) => texts[0]), { what: 'the mention' })).toBe('Just before it died')
    await after.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
})

describe('what names somebody', () => {
  it('is read page by page, newest first, by signed places only', async () => {
    const eve = await desk.addMember('eve')
    const caseId = await desk.newCase()
    for (const text of ['one', 'two', 'three', 'four', 'five']) await desk.note(ada, caseId, [eve.id], text)
    await desk.told()
    const pages: string[][] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await desk.notices.findMentions(eve, { limit: 2, ...(cursor ? { cursor } : {}) })
      pages.push(page.items.map((one) => one.text))
      cursor = page.nextCursor
    }
    expect(pages).toEqual([['five', 'four'], ['three', 'two'], ['one']])
    await expect(desk.notices.findMentions(eve, { limit: 2, cursor: 'WzFd.made-up' })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('is read with its case, or all up to a moment', async () => {
    const eve = await desk.addMember('eve')
    const [first, second] = [await desk.newCase(), await desk.newCase()]
    await desk.note(ada, first, [eve.id, ben.id], 'first')
    await desk.note(ada, second, [eve.id], 'second')
    await desk.told()
    const isUnread = (await desk.unreadOf(ben)).includes('first')
    expect(await desk.notices.readInCase(eve, { caseId: first })).toEqual({ count: 1 })
    expect(await desk.unreadOf(eve)).toEqual(['second'])
    const [newest] = await desk.listOf(eve)
    await desk.note(ada, second, [eve.id], 'came since')
    await desk.told()
    await desk.notices.readAll(eve, { upTo: newest?.at ?? '' })
    expect(await desk.unreadOf(eve)).toEqual(['came since'])
    expect([isUnread, (await desk.unreadOf(ben)).includes('first')]).toEqual([true, true])
    await expect(desk.notices.readInCase(eve, { caseId: 'missing' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('leads to the case that took its case in, and back once that is undone', async () => {
    const eve = await desk.addMember('eve')
    const [caseId, survivor, last] = [await desk.newCase(), await desk.newCase(), await desk.newCase()]
    await desk.note(ada, caseId, [eve.id])
    await desk.told()
    const leadsTo = async () => (await desk.listOf(eve)).map((one) => one.caseId)
    await desk.cases.mergeCases(ada, command({ caseId: survivor, otherId: caseId }))
    expect(await leadsTo()).toEqual([survivor])
    await desk.cases.mergeCases(ada, command({ caseId: last, otherId: survivor }))
    expect(await leadsTo()).toEqual([last])
    await desk.notices.readInCase(eve, { caseId: last })
    expect(await desk.unreadOf(eve)).toEqual([])
    await desk.cases.unmergeCase(ada, command({ caseId: last, otherId: survivor }))
    await desk.cases.unmergeCase(ada, command({ caseId: survivor, otherId: caseId }))
    expect(await leadsTo()).toEqual([caseId])
  })

  it('goes out of sight with its case, and comes back with it', async () => {
    const eve = await desk.addMember('eve')
    const team = await desk.staff.addTeam(by, command({ name: 'Legal' }))
    const queue = await desk.queues.addQueue(by, command({ name: 'Legal' }))
    await desk.queues.editQueue(by, command({ queueId: queue.id, restrictedTo: [team.id] }))
    const [open, shut] = [await desk.newCase(), await desk.newCase()]
    const before = (await desk.cases.getState(by, shut)).queueId
    await desk.note(ada, open, [eve.id], 'open')
    await desk.note(ada, shut, [eve.id], 'shut')
    await desk.told()
    await desk.cases.transferCase(by, command({ caseId: shut, queueId: queue.id, note: '' }))
    await desk.cases.noteCase(by, command({ caseId: shut, text: 'behind the door', mentions: [eve.id] }))
    await desk.told()
    expect([await desk.unreadOf(eve), (await desk.notices.findMentions(eve, { limit: 1 })).items.map((one) => one.text)]).toEqual([
      ['open'],
      ['open'],
    ])
    await desk.cases.transferCase(by, command({ caseId: shut, queueId: before, note: '' }))
    expect(await desk.unreadOf(eve)).toEqual(['shut', 'open'])
  })

  it('is forgotten with its words', async () => {
    const eve = await desk.addMember('eve')
    const caseId = await desk.newCase()
    await desk.note(ada, caseId, [eve.id])
    await desk.told()
    const entry = (await desk.cases.entriesOf(caseId)).find(({ change }) => change.type === 'case.noted')
    const { customerId } = await desk.cases.getState(by, caseId)
    await desk.cases.eraseCasesOf(customerId, 'test')
    expect(await desk.listOf(eve)).toEqual([])
    const stored = () => desk.platform.connection.collection('mentions').countDocuments({ caseId })
    await waitFor(async () => (await stored()) === 0, { what: 'the mention forgotten' })
    for (const reaction of desk.notices.parts.reactions ?? []) if (reaction.name === 'notices/mentions') await reaction.run(entry as never)
    expect(await stored()).toBe(0)
  })
})
