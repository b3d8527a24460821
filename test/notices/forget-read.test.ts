import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { type NoticeDesk, openNoticeDesk } from './notice-desk.ts'

const DAY_MS = 86_400_000
let desk: NoticeDesk
beforeAll(async () => {
  desk = await openNoticeDesk()
})
afterAll(() => desk?.close())

it('what was read half a year ago is dropped, and what nobody has read stays', async () => {
  const [ada, ben] = [await desk.addMember('ada'), await desk.addMember('ben')]
  const [old, unread] = [await desk.newCase(), await desk.newCase()]
  await desk.note(ada, old, [ben.id], 'read early')
  await desk.note(ada, unread, [ben.id], 'never read')
  await desk.told()
  await desk.notices.readInCase(ben, { caseId: old })
  const texts = async () => (await desk.listOf(ben)).map(({ text }) => text)

  await desk.advance(100 * DAY_MS)
  const late = await desk.newCase()
  await desk.note(ada, late, [ben.id], 'read late')
  await desk.told()
  await desk.notices.readInCase(ben, { caseId: late })
  expect(await texts()).toEqual(['read late', 'never read', 'read early'])

  await desk.advance(81 * DAY_MS)
  await waitFor(async () => (await texts()).length === 2, { what: 'the oldest is gone' })
  expect(await texts()).toEqual(['read late', 'never read'])
  // And again on another day: the alarm is set anew each time.
  await desk.advance(100 * DAY_MS)
  await waitFor(async () => (await texts()).length === 1, { what: 'the next is gone' })
  expect(await texts()).toEqual(['never read'])
})
