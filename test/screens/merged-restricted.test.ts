import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCalls, noCarrier } from '../../server/calls/index.ts'
import { articleSuggestions } from '../../server/knowledge/index.ts'
import { createNotices } from '../../server/notices/index.ts'
import type { Entry } from '../../server/platform/bus.ts'
import type { LiveTopic, TopicRows } from '../../server/platform/live.ts'
import { createScreens } from '../../server/screens/index.ts'
import type { Actor, StaffActor } from '../../server/staff/index.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from '../routing/floor-desk.ts'
import { waitFor } from '../wait-for.ts'

const SECRET = 'Only for the lawyers'
let desk: FloorDesk
let screens: ReturnType<typeof createScreens>
let notices: ReturnType<typeof createNotices>
let outside: StaffActor
let inside: StaffActor
/** It stays, in a queue that everybody sees; the other went into it while they saw that one's too. */
let caseId: string
let otherId: string
let openId: string
let legalId: string

const command = <T extends object>(more: T): T & { commandId: string } => ({ ...more, commandId: commandId() })

beforeAll(async () => {
  desk = await openFloorDesk()
  const calls = createCalls(desk.platform, { ...desk, control: noCarrier, flowsDir: 'no-flows', articles: () => ({}), isSandbox: true })
  screens = createScreens({ ...desk, calls, suggestArticles: articleSuggestions([]) })
  notices = createNotices(desk.platform, desk)
  for (const one of notices.parts.reactions ?? []) desk.reactions.add(one)
  const [open, legal] = [await desk.addQueue({}), await desk.addQueue({})]
  openId = open.id
  legalId = legal.id
  outside = await desk.addAgent('Outside', { teams: open.teams }, false)
  inside = await desk.addAgent('Inside', { teams: legal.teams }, false)
  caseId = await desk.write('email', open.id, 'stays')
  otherId = await desk.write('email', legal.id, 'goes')
  await desk.cases.noteCase(inside, command({ caseId: otherId, text: SECRET, mentions: [outside.id] }))
  await desk.cases.mergeCases(by, command({ caseId, otherId }))
  await waitFor(async () => (await notices.unreadMentions(outside)).length === 1, { what: 'the mention' })
  expect(JSON.stringify(await screens.caseScreen(outside, caseId))).toContain(SECRET)
  await desk.queues.editQueue(by, command({ queueId: legal.id, restrictedTo: legal.teams }))
})
afterAll(() => desk?.end())

describe('a case that was merged before its queue was restricted (SECURITY A1)', () => {
  test('is not on the screen of the other for those outside, and is for those inside', async () => {
    const shown = async (actor: StaffActor): Promise<{ text: boolean; lines: boolean; ways: number }> => {
      const screen = await screens.caseScreen(actor, caseId)
      return {
        text: JSON.stringify(screen).includes(SECRET),
        lines: screen.timeline.some((one) => one.caseId === otherId),
        ways: screen.ways.length,
      }
    }
    expect(await shown(outside)).toEqual({ text: false, lines: false, ways: 1 })
    expect(await shown(inside)).toEqual({ text: true, lines: true, ways: 2 })
    await expect(screens.caseScreen(outside, otherId)).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('is told live to nobody in rows that all get alike: they fetch, each with their own eyes', async () => {
    const topic = screens.parts.topics?.find((one) => one.name === 'case') as LiveTopic<Actor>
    const told: Promise<TopicRows[]>[] = []
    const unhear = desk.platform.bus.onEntry((entry: Entry, state: unknown) => {
      told.push(Promise.resolve(topic.changes?.(entry, state, (id) => id === caseId, new Set([caseId])) ?? []))
    })
    await desk.cases.noteCase(inside, command({ caseId, text: 'Beside it', mentions: [] }))
    unhear()
    const changes = (await Promise.all(told)).flat()
    expect(changes.map(({ id, rows, again }) => ({ id, rows, again }))).toEqual([{ id: caseId, rows: [], again: true }])
  })

  test('names nobody in their mentions who does not see it', async () => {
    expect(await notices.unreadMentions(outside)).toEqual([])
  })

  test('has its number beside what is told of it for those alone who see it, also when the merge is undone', async () => {
    const { number } = await desk.cases.getState(by, otherId)
    const numbers = async (actor: StaffActor) => (await screens.caseScreen(actor, caseId)).named.map((one) => one.number)
    await desk.cases.unmergeCase(by, command({ caseId, otherId }))
    expect([await numbers(inside), await numbers(outside)]).toEqual([[number], []])
    await desk.cases.transferCase(by, command({ caseId, queueId: legalId, note: '' }))
    await desk.cases.mergeCases(by, command({ caseId, otherId }))
    await desk.cases.transferCase(by, command({ caseId, queueId: openId, note: '' }))
    expect([await numbers(inside), await numbers(outside)]).toEqual([[number], []])
  })

  test('gives none of its messages away to who moves some out of the other', async () => {
    const { lastMessageId } = await desk.cases.getState(by, otherId)
    const move = (actor: StaffActor) => desk.cases.splitCase(actor, command({ caseId, messageIds: [lastMessageId], title: 'Mine' }))
    await expect(move(outside)).rejects.toMatchObject({ code: 'message-elsewhere' })
    expect((await move(inside)).state.id).not.toBe(caseId)
  })
})
