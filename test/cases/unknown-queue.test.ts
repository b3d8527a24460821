import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seesCall } from '../../server/calls/access.ts'
import { seesCase } from '../../server/cases/index.ts'
import { newId } from '../../server/platform/ids.ts'
import { waitingTopic } from '../../server/routing/live.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { openProcesses, type Process } from '../setup/processes.ts'

const desk = system('test')
let store: Awaited<ReturnType<typeof openProcesses>>
/** The queues are made at `there`; `here` hears of none by itself. */
let there: Process
let here: Process
let agent: StaffActor
let boss: StaffActor

beforeAll(async () => {
  store = await openProcesses()
  there = await store.begin()
  const actorFor = async (role: string): Promise<StaffActor> => {
    const member = await there.staff.addUser(desk, { name: role, email: `${role}@larkfield.example`, role, commandId: newId() } as never)
    return (await there.staff.actorOf(member.id)) as StaffActor
  }
  agent = await actorFor('agent')
  boss = await actorFor('admin')
  here = await store.begin()
})
afterAll(async () => {
  await Promise.all([there, here].map((one) => one?.hub.parts.stop?.()))
  await store?.close()
})

const queueFor = async (isOpen: boolean): Promise<string> => {
  const { id } = await there.queues.addQueue(desk, { name: `Queue ${newId()}`, commandId: newId() })
  const team = isOpen ? undefined : await there.staff.addTeam(desk, { name: `Team ${newId()}`, commandId: newId() })
  await there.queues.editQueue(desk, { queueId: id, sources: [id], restrictedTo: team ? [team.id] : [], commandId: newId() })
  return id
}
const caseIn = async (queueId: string): Promise<{ id: string; customerId: string }> => {
  const { messageId } = await there.hub.intake({
    type: 'message',
    channel: 'test',
    account: queueId,
    externalId: newId(),
    from: { channel: 'email', address: `${newId()}@rivet.example`.toLowerCase(), trust: 'claimed' },
    text: 'Hello',
    threadKeys: [],
    ownThreadKey: `test:${newId()}`,
    receivedBy: [queueId],
  })
  await there.hub.settled()
  return there.cases.getState(desk, (await there.hub.getMessage(desk, messageId)).caseId)
}
const allCases = { view: 'all', limit: 100 } as const
/** Every way to read a case; `here` has not heard of its queue when one is asked. */
const reads: Record<string, (actor: StaffActor, of: { id: string; customerId: string }) => Promise<string[]>> = {
  'one case': async (actor, { id }) => [(await here.cases.getState(actor, id)).id],
  'some cases': async (actor, { id }) => (await here.cases.getStates(actor, [id])).map((one) => one.id),
  'the list': async (actor, { customerId }) => (await here.cases.findCases(actor, allCases, [customerId])).states.map((one) => one.id),
  'the open ones': async (actor, { customerId }) => (await here.cases.openOf(actor, [customerId])).map((one) => one.id),
  'the history': async (actor, { customerId }) => (await here.cases.historyOf(actor, [customerId])).map((one) => one.id),
}

describe('a case in a queue that this process has not heard of (SECURITY A1)', () => {
  test('is seen by those alone whom no restriction keeps out', async () => {
    const queueId = await queueFor(true)
    expect([desk, boss, agent].map((actor) => seesCase(actor, { queueId }, here.queues))).toEqual([true, true, false])
    await here.queues.learn([queueId])
    expect(seesCase(agent, { queueId }, here.queues)).toBe(true)
  })
  test('is not seen by the work and the calls in it either', async () => {
    const queueId = await queueFor(true)
    const waiting = waitingTopic({ queues: here.queues } as never)
    const seen = (actor: StaffActor): unknown[] => [
      waiting.sees?.(actor, { kind: 'work', id: 'w', v: 1, row: { queueId } }),
      seesCall(actor, { queueId }, here),
    ]
    expect([boss, agent].map(seen)).toEqual([
      [true, true],
      [false, false],
    ])
    expect(seesCall(agent, { queueId: null }, here)).toBe(true)
    await here.queues.learn([queueId])
    expect(seen(agent)).toEqual([true, true])
  })
  test('that is nowhere stays with them, and one without a queue is open to all', async () => {
    await here.queues.learn(['nowhere', ''])
    expect([boss, agent].map((actor) => seesCase(actor, { queueId: 'nowhere' }, here.queues))).toEqual([true, false])
    expect(seesCase(agent, { queueId: '' }, here.queues)).toBe(true)
  })
  test.each(Object.entries(reads))('is looked up before %s is refused or shown', async (_name, read) => {
    const open = await caseIn(await queueFor(true))
    expect(await read(agent, open)).toEqual([open.id])
    const secret = await caseIn(await queueFor(false))
    expect(await read(agent, secret).catch(({ kind }: { kind: string }) => [kind])).not.toContain(secret.id)
    const another = await caseIn(await queueFor(false))
    expect(await read(boss, another)).toEqual([another.id])
  })
  test('is merged into none that more people see', async () => {
    const [open, secret] = [await caseIn(await queueFor(true)), await caseIn(await queueFor(false))]
    await expect(here.cases.mergeCases(boss, { caseId: open.id, otherId: secret.id, commandId: newId() })).rejects.toMatchObject({
      code: 'case-restricted',
    })
  })
})
