import { afterAll, beforeAll, expect, test } from 'vitest'
import { articleSuggestions, readArticle } from '../../server/knowledge/index.ts'
import { createScreens } from '../../server/screens/index.ts'
import type { Pop } from '../../server/screens/wire.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from '../calls/phone-desk.ts'
import { waitFor } from '../wait-for.ts'

const CALLER = '+12025550168'
let desk: PhoneDesk
let screens: ReturnType<typeof createScreens>

beforeAll(async () => {
  desk = await openPhoneDesk()
  const { article } = readArticle(
    'returns/refund.md',
    '---\ntitle: Returns and refunds\ntopic: returns\nupdated: 2026-11-20\n---\n\nFive days.',
  )
  const { article: other } = readArticle('care/belt.md', '---\ntitle: Belt\ntopic: care\nupdated: 2026-11-20\n---\n\nLittle.')
  const { article: third } = readArticle('care/chain.md', '---\ntitle: Chain\ntopic: care\nupdated: 2026-11-20\n---\n\nOil.')
  screens = createScreens({ ...desk, suggestArticles: articleSuggestions([article, other, third].filter((one) => one !== null)) })
})
afterAll(() => desk?.close())

/** What the caller left at another queue before. */
const writes = async (id: string, subject: string): Promise<string> => {
  await desk.hub.intake({
    type: 'message',
    channel: 'voicemail',
    account: 'phone',
    externalId: id,
    from: { channel: 'phone', address: CALLER, trust: 'claimed' },
    subject,
    text: subject,
    threadKeys: [id],
    ownThreadKey: id,
    receivedBy: [],
    demand: { queueId: desk.otherId },
  })
  return waitFor(
    async () => (await desk.platform.connection.collection('messages').findOne({ externalId: id, state: 'filed' }))?.caseId as string,
    {
      what: 'the message in its case',
    },
  )
}
const popOf = async (callId: string): Promise<Pop> => {
  const route = screens.parts.routes?.find((one) => one.path === '/screens/call/:callId')
  return (await route?.run(by, { callId } as never, {} as never)) as Pop
}

test('an offered call comes with its likely case, why it is likely, the last contacts and articles; the call can go into that case', async () => {
  const before = await writes('first', 'About my returns: no money yet')
  const agent = await desk.addAgent('Ada')
  const caller = await desk.intoQueue(CALLER)
  const work = await desk.offered(agent, caller.callId)
  const { offers } = await screens.myWork(agent, agent.id)
  const offer = offers.find((one) => one.work.id === work.id)
  expect(offer).toMatchObject({
    call: { party: { address: CALLER, confidence: 'exact' }, path: expect.arrayContaining([expect.objectContaining({ keys: '1' })]) },
    openCases: [{ id: before }],
    likely: { caseId: before },
    contacts: [{ channel: 'voicemail', caseId: before, isOurs: false }],
    articles: [{ id: 'returns/refund' }],
    canMove: true,
  })
  expect(offer?.likely?.why).toEqual(['waits for our answer', 'something was said within a day', 'their only open case'])

  await desk.routing.acceptOffer(agent, { workId: work.id, commandId: commandId() })
  await desk.join(agent, caller.callId)
  const { caseId } = await desk.inPhase(caller.callId, 'talking')
  await desk.cases.mergeCases(agent, { caseId: before, otherId: caseId as string, commandId: commandId() })
  expect(await popOf(caller.callId)).toMatchObject({ canMove: false, openCases: [{ id: before }] })
  // The call goes on, and what is written during it stands in the case it was moved to.
  await desk.calls.noteCall(agent, { ...desk.command(caller.callId), text: 'Money is on its way.' })
  await desk.carrier.hangUp(caller)
  await desk.inPhase(caller.callId, 'wrap-up')
  await desk.calls.wrapUp(agent, { ...desk.command(caller.callId), isDone: true })
  await desk.inPhase(caller.callId, 'ended')
  const shown = await waitFor(
    async () => {
      const { timeline } = await screens.caseScreen(by, before)
      return timeline.some((one) => one.type === 'note') ? timeline : undefined
    },
    { what: 'the note in the case' },
  )
  expect(shown.find((one) => one.type === 'note')).toMatchObject({ text: 'Money is on its way.' })
  expect(shown.some((one) => one.type === 'message' && one.call?.id === caller.callId)).toBe(true)
})

test('nothing is likely for somebody who was never there, and secrets are no clue', async () => {
  const agent = await desk.afresh()
  const caller = await desk.ring('+12025550171')
  await desk.carrier.key(caller, '2')
  await desk.carrier.key(caller, '4711')
  await desk.carrier.hangUp(caller)
  const second = await desk.intoQueue('+12025550171')
  await desk.offered(agent, second.callId)
  const offer = (await screens.myWork(agent, agent.id)).offers.find((one) => one.call?.id === second.callId)
  expect(JSON.stringify(offer)).not.toContain('4711')
  expect(offer).toMatchObject({ call: { id: second.callId }, likely: null })
})
