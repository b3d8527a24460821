import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LiveTopic } from '../../../server/platform/live.ts'
import { type Actor, type StaffActor, system, type VisitorActor } from '../../../server/staff/index.ts'
import { mirror } from '../../setup/mirror.ts'
import { type ChatDesk, startChatDesk, visit } from './chat-desk.ts'

/**
 * A visitor's window hears of messages, of who answers and of the end: after whatever can happen to their case, to who answers or to themselves it shows
 * what a fresh fetch shows.
 */
const by = system('test')
let count = 0
const on = <T extends object>(more: T) => ({ ...more, commandId: `s${count++}` })

let desk: ChatDesk
let window: Awaited<ReturnType<typeof visit>>
let topic: LiveTopic<Actor>
let mirrored: ReturnType<typeof mirror>
let ada: StaffActor
let bo: StaffActor
let caseId: string
let otherId: string
let splitId: string
const told = new Set<string>()
const stops: (() => unknown)[] = []

beforeAll(async () => {
  desk = await startChatDesk()
  ada = await desk.addAgent('Ada Lind')
  bo = await desk.addAgent('Bo Berg')
  for (const one of [ada, bo]) await desk.staff.setPresence(one, on({ userId: one.id, presence: 'available' as const }))
  window = await visit(desk)
  const visitor = (await desk.chat.audience.authenticate(window.token, '')) as VisitorActor
  topic = desk.chat.audience.topics[0] as unknown as LiveTopic<Actor>
  mirrored = mirror(desk.platform.bus, visitor as unknown as Actor, { visit: topic })
  mirrored.watch(topic, window.begun.sessions.at(-1) as string)
  stops.push(
    desk.stop,
    mirrored.stop,
    window.leave,
    ...Object.keys(topic.facts ?? {}).map((fact) => desk.platform.bus.onPassing(fact, () => void told.add(fact))),
  )
})
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

const write = async (text: string): Promise<string> => {
  const sent = await window.send(`message-${count++}`.padEnd(12, 'x'), text)
  if (!sent.ok) throw new Error(sent.error.message)
  await desk.hub.settled()
  return (await desk.hub.getMessage(by, sent.answer.messageId)).caseId
}
const reply = (actor: StaffActor) =>
  desk.hub.sendReply(actor, on({ caseId, text: 'We send a new one.', attachments: [], status: 'waiting' as const }))
const give = (to: StaffActor | null) => desk.cases.assignCase(by, on({ caseId, assigneeId: to?.id ?? null }))
const customerOf = async (): Promise<string> => (await desk.cases.getState(by, caseId)).customerId

const acts: Record<string, () => Promise<unknown>> = {
  'they write': async () => {
    caseId = await write('The rim is bent.')
  },
  'somebody takes it': () => give(ada),
  'somebody answers': () => reply(ada),
  'somebody types': async () => {
    const { interactionId } = (await desk.hub.waysOf(by, caseId))[0] as { interactionId: string }
    await desk.chat.parts.liveVerbs?.[0]?.run(ada, { caseId, interactionId }, { id: '', topics: [] })
  },
  'they write again': () => write('And the bell?'),
  'who answers goes away': () => desk.staff.setPresence(ada, on({ userId: ada.id, presence: 'away' as const })),
  'who answers is back': () => desk.staff.setPresence(ada, on({ userId: ada.id, presence: 'available' as const })),
  'who answers is renamed': () => desk.staff.editMember(by, on({ userId: ada.id, name: 'Adele Lind' })),
  'somebody else takes it': () => give(bo),
  'nobody has it': () => give(null),
  'a colleague answers unasked': () => reply(ada),
  'it is noted, tagged, titled and put elsewhere': async () => {
    await desk.cases.noteCase(by, on({ caseId, text: 'Week 38 again.', mentions: [] }))
    await desk.cases.setTags(by, on({ caseId, tags: ['rim'] }))
    await desk.cases.titleCase(by, on({ caseId, title: 'The rim' }))
    const { id } = await desk.queues.addQueue(by, on({ name: 'Workshop' }))
    await desk.cases.transferCase(by, on({ caseId, queueId: id, note: '' }))
  },
  'what they wrote is moved to a case of its own': async () => {
    const { lastMessageId } = await desk.cases.getState(by, caseId)
    const moved = await desk.cases.splitCase(by, on({ caseId, messageIds: [lastMessageId], title: 'Apart' }))
    splitId = moved.splitId
  },
  'it is moved back': () => desk.cases.unsplitCase(by, on({ caseId, splitId })),
  'their case goes into another': async () => {
    otherId = (await desk.cases.openCase(by, on({ customerId: await customerOf(), title: 'Other', kind: 'request' as const }))).id
    await desk.cases.mergeCases(by, on({ caseId: otherId, otherId: caseId }))
  },
  'and out of it': () => desk.cases.unmergeCase(by, on({ caseId: otherId, otherId: caseId })),
  'the case is closed': () => desk.cases.closeCase(by, on({ caseId, disposition: 'Solved' })),
}

it.each(Object.entries(acts))('%s', async (_name, run) => {
  await run()
  await desk.hub.settled()
  await desk.reactions.settled()
  await mirrored.check()
})

it('shows nothing more once they are forgotten', async () => {
  const isCut = new Promise((resolve) => window.socket.once('disconnect', resolve))
  await desk.customers.eraseCustomer(by, on({ customerId: await customerOf() }))
  await isCut
  expect(window.socket.connected).toBe(false)
})

it('is all that the window follows, and whatever of it can change what they are told', () => {
  expect([...told].sort()).toEqual(Object.keys(topic.facts ?? {}).sort())
  const hears = (desk.chat.parts.reactions ?? []).flatMap((one) => [...one.hears])
  expect(hears.length).toBeGreaterThan(5)
  expect(hears.filter((one) => !mirrored.heard.has(one))).toEqual([])
})
