import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseState } from '../../server/cases/index.ts'
import { type Actor, type StaffActor, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

const desk = system('test')
let machine: TestPlatform
let rooms: ReturnType<typeof composeRooms>
let agent: StaffActor
let marketing: StaffActor
let count = 0
const commandId = (): string => `c${count++}`

const addMember = async (name: string, role: 'agent' | 'marketing'): Promise<StaffActor> => {
  const { id } = await rooms.staff.addUser(desk, { name, email: `${name}@larkfield.example`, role, commandId: commandId() })
  return (await rooms.staff.actorOf(id)) as StaffActor
}
const write = async (who: string, more: { isAutomatic?: boolean } = {}): Promise<string> => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'inbox',
    externalId: commandId(),
    from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
    text: 'Hello',
    threadKeys: [],
    ownThreadKey: `test:${who}`,
    receivedBy: ['inbox'],
    ...more,
  })
  await rooms.hub.settled()
  return (await rooms.hub.getMessage(desk, messageId)).caseId
}
const newCase = (): Promise<string> => write(`somebody-${commandId()}`)

beforeAll(async () => {
  machine = await openTestPlatform()
  rooms = composeRooms(machine.platform)
  rooms.hub.addChannel(recordingChannel().channel)
  await machine.start(...[rooms.staff, rooms.queues, rooms.customers, rooms.cases, rooms.hub].map((one) => one.parts))
  agent = await addMember('ada', 'agent')
  marketing = await addMember('lena', 'marketing')
})
afterAll(() => machine?.close())

/** One instant for all: a repeated command says the same. */
const tomorrow = new Date(Date.now() + 86_400_000).toISOString()

/** Every command on one case, as a member of the staff gives it. */
const verbs: Record<string, (actor: Actor, caseId: string, commandId: string) => Promise<CaseState>> = {
  'to be assigned': (actor, caseId, command) => rooms.cases.assignCase(actor, { caseId, assigneeId: agent.id, commandId: command }),
  'to wait': (actor, caseId, command) => rooms.cases.setStatus(actor, { caseId, status: 'waiting', commandId: command }),
  'its priority': (actor, caseId, command) => rooms.cases.setPriority(actor, { caseId, priority: 'urgent', commandId: command }),
  'its kind': (actor, caseId, command) => rooms.cases.setKind(actor, { caseId, kind: 'complaint', commandId: command }),
  'its tags': (actor, caseId, command) => rooms.cases.setTags(actor, { caseId, tags: ['rim', 'wheel', 'rim'], commandId: command }),
  'its title': (actor, caseId, command) => rooms.cases.titleCase(actor, { caseId, title: 'The rim', commandId: command }),
  'to sleep': (actor, caseId, command) => rooms.cases.snoozeCase(actor, { caseId, until: tomorrow, commandId: command }),
  'to be closed': (actor, caseId, command) => rooms.cases.closeCase(actor, { caseId, disposition: 'Solved', commandId: command }),
}
const told: Record<string, Partial<CaseState>> = {
  'to be assigned': { status: 'open' },
  'to wait': { status: 'waiting' },
  'its priority': { priority: 'urgent' },
  'its kind': { kind: 'complaint' },
  'its tags': { tags: ['rim', 'wheel'] },
  'its title': {},
  'to sleep': { status: 'snoozed' },
  'to be closed': { status: 'closed', disposition: 'Solved', isOpen: false, isAwaitingReply: false },
}

describe.each(Object.keys(verbs))('a case is told %s', (name) => {
  const verb = (actor: Actor, caseId: string, command = commandId()) => (verbs[name] as (typeof verbs)[string])(actor, caseId, command)

  it('once, however often the same command comes', async () => {
    const caseId = await newCase()
    const command = commandId()
    expect(await verb(agent, caseId, command)).toMatchObject(told[name] as object)
    const { seq } = await rooms.cases.getState(desk, caseId)
    await verb(agent, caseId, command)
    expect((await rooms.cases.getState(desk, caseId)).seq).toBe(seq)
  })

  it('by nobody without the right, not where there is none, and not once it is closed', async () => {
    const caseId = await newCase()
    await expect(verb(marketing, caseId)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(verb(agent, 'c_missing')).rejects.toMatchObject({ kind: 'not-found' })
    await rooms.cases.closeCase(agent, { caseId, disposition: 'Solved', commandId: commandId() })
    await expect(verb(agent, caseId)).rejects.toMatchObject({ code: 'case-closed' })
  })
})

describe('a case', () => {
  it('has a number of its own, whoever opens how many at once', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, newCase))
    const numbers = (await rooms.cases.getStates(desk, ids)).map((one) => one.number)
    expect(new Set(numbers).size).toBe(12)
    expect(Math.min(...numbers)).toBeGreaterThan(1000)
  })

  it('wakes at its hour, not by an alarm of an earlier sleep, and at once when its customer writes', async () => {
    const who = `sleeper-${commandId()}`
    const caseId = await write(who)
    const sleep = (ms: number) =>
      rooms.cases.snoozeCase(agent, { caseId, until: new Date(machine.platform.clock.now() + ms).toISOString(), commandId: commandId() })
    await sleep(60_000)
    await sleep(7_200_000)
    await machine.advance(61_000)
    expect((await rooms.cases.getState(desk, caseId)).status).toBe('snoozed')
    await machine.advance(7_200_000)
    expect(await rooms.cases.getState(desk, caseId)).toMatchObject({ status: 'open', snoozedUntil: null })
    await sleep(3_600_000)
    await write(who)
    expect((await rooms.cases.getState(desk, caseId)).status).toBe('open')
    for (const ms of [-1, 367 * 86_400_000]) await expect(sleep(ms)).rejects.toMatchObject({ code: 'snooze-until' })
  })

  it('is closed with a code of its queue', async () => {
    const caseId = await newCase()
    const { queueId } = await rooms.cases.getState(desk, caseId)
    await rooms.queues.editQueue(desk, { queueId, dispositions: ['refunded', 'replaced'], commandId: commandId() })
    const close = (disposition: string) => rooms.cases.closeCase(agent, { caseId, disposition, commandId: commandId() })
    await expect(close('solved')).rejects.toMatchObject({ code: 'disposition', message: 'Choose one of: refunded, replaced.' })
    expect((await close('refunded')).disposition).toBe('refunded')
    await rooms.queues.editQueue(desk, { queueId, dispositions: [], commandId: commandId() })
    expect((await rooms.cases.reopenCase(agent, { caseId, commandId: commandId() })).status).toBe('open')
  })

  it('keeps notes inside, with whom they name, also once it is closed', async () => {
    const caseId = await newCase()
    await rooms.cases.closeCase(agent, { caseId, disposition: 'Solved', commandId: commandId() })
    const command = commandId()
    for (let n = 0; n < 2; n++)
      await rooms.cases.noteCase(agent, { caseId, text: 'Ask @lena', mentions: [marketing.id], commandId: command })
    const noted = (await rooms.cases.entriesOf(caseId)).flatMap(({ change }) => (change.type === 'case.noted' ? [change] : []))
    expect(noted).toHaveLength(1)
    expect(noted[0]?.mentions).toEqual([marketing.id])
    // The words lie apart: what must be erased is in no entry.
    expect(JSON.stringify(noted)).not.toContain('Ask')
    const id = noted[0]?.noteId ?? ''
    expect((await rooms.cases.readNotes([id])).get(id)).toMatchObject({ text: 'Ask @lena', authorId: agent.id })
  })

  it('goes to another queue and waits there for somebody new', async () => {
    const caseId = await newCase()
    await rooms.cases.assignCase(agent, { caseId, assigneeId: agent.id, commandId: commandId() })
    const { id } = await rooms.queues.addQueue(desk, { name: `Queue ${commandId()}`, commandId: commandId() })
    await rooms.cases.transferCase(agent, { caseId, queueId: id, note: 'For the workshop', commandId: commandId() })
    expect(await rooms.cases.getState(desk, caseId)).toMatchObject({ queueId: id, assigneeId: null })
    await expect(rooms.cases.transferCase(agent, { caseId, queueId: 'nowhere', note: '', commandId: commandId() })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('keeps a note for the next colleague only where it really goes to another queue', async () => {
    const { id: queueId } = await rooms.queues.addQueue(desk, { name: `Queue ${commandId()}`, commandId: commandId() })
    const { id: teamId } = await rooms.staff.addTeam(desk, { name: `Team ${commandId()}`, commandId: commandId() })
    const secret = await rooms.queues.addQueue(desk, { name: `Queue ${commandId()}`, commandId: commandId() })
    await rooms.queues.editQueue(desk, { queueId: secret.id, restrictedTo: [teamId], commandId: commandId() })
    const transfer = (actor: Actor, caseId: string, to: string, note = 'For the workshop', command = commandId()) =>
      rooms.cases.transferCase(actor, { caseId, queueId: to, note, commandId: command })
    const notes = () => machine.platform.connection.collection('notes').countDocuments()
    const [foreign, closed, current] = await Promise.all([newCase(), newCase(), newCase()])
    await transfer(desk, foreign, secret.id, '')
    await rooms.cases.closeCase(agent, { caseId: closed, disposition: 'Solved', commandId: commandId() })
    const own = (await rooms.cases.getState(desk, current)).queueId
    const before = await notes()
    await expect(transfer(agent, foreign, queueId)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(transfer(agent, 'c_missing', queueId)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(transfer(agent, closed, queueId)).rejects.toMatchObject({ code: 'case-closed' })
    await expect(transfer(agent, current, secret.id)).rejects.toMatchObject({ kind: 'not-found' })
    await transfer(agent, current, own)
    expect(await notes()).toBe(before)

    const command = commandId()
    await transfer(agent, current, queueId, 'For the workshop', command)
    expect(await notes()).toBe(before + 1)
    await rooms.cases.closeCase(agent, { caseId: current, disposition: 'Solved', commandId: commandId() })
    // The same command again, whatever has become of the case since.
    expect((await transfer(agent, current, queueId, 'For the workshop', command)).queueId).toBe(queueId)
    expect(await notes()).toBe(before + 1)
  })

  describe('that was new is new again', () => {
    const give = (caseId: string, assigneeId: string | null, asItWas = false) =>
      rooms.cases.assignCase(agent, { caseId, assigneeId, asItWas, commandId: commandId() })
    const tell = (caseId: string, status: 'open' | 'waiting', asItWas = false) =>
      rooms.cases.setStatus(agent, { caseId, status, asItWas, commandId: commandId() })
    const answer = async (caseId: string) => {
      const reply = { caseId, text: 'On its way', attachments: [], status: 'open' as const, commandId: commandId() }
      await rooms.hub.sendReply(agent, reply)
    }

    it('once its giving, or the word that it waits, is taken back', async () => {
      const caseId = await newCase()
      await give(caseId, agent.id)
      expect(await give(caseId, null, true)).toMatchObject({ status: 'new', assigneeId: null })
      await tell(caseId, 'waiting')
      expect((await tell(caseId, 'open', true)).status).toBe('new')
      // A giving that stands is another thing than one that is taken back.
      await give(caseId, agent.id)
      expect((await give(caseId, null)).status).toBe('open')
    })

    it('unless something else was done in it meanwhile', async () => {
      const [answered, told, both] = await Promise.all([newCase(), newCase(), newCase()])
      await give(answered, agent.id)
      await answer(answered)
      expect(await give(answered, null, true)).toMatchObject({ status: 'open', assigneeId: null })
      await give(told, agent.id)
      await tell(told, 'waiting')
      expect(await give(told, null, true)).toMatchObject({ status: 'waiting', assigneeId: null })
      await give(both, agent.id)
      await tell(both, 'waiting')
      expect(await tell(both, 'open', true)).toMatchObject({ status: 'open', assigneeId: agent.id })
    })
  })

  it('is given to nobody who no longer works here', async () => {
    const caseId = await newCase()
    const gone = await addMember('tom', 'agent')
    await rooms.staff.disableUser(desk, { userId: gone.id, commandId: commandId() })
    await expect(rooms.cases.assignCase(agent, { caseId, assigneeId: gone.id, commandId: commandId() })).rejects.toMatchObject({
      code: 'member-disabled',
    })
  })

  it('that is opened by hand takes the next message of its customer', async () => {
    const who = `opened-${commandId()}`
    const first = await write(who)
    const { customerId } = await rooms.cases.getState(desk, first)
    await rooms.cases.closeCase(agent, { caseId: first, disposition: 'Solved', commandId: commandId() })
    const slotFree = () => machine.platform.connection.collection('open_slots').countDocuments({ caseId: first } as never)
    await waitFor(async () => (await slotFree()) === 0, { what: 'the free slot' })
    const opened = await rooms.cases.openCase(agent, { customerId, title: 'Call back', kind: 'request', commandId: commandId() })
    const { messageId } = await rooms.hub.intake({
      type: 'message',
      channel: 'test',
      account: 'inbox',
      externalId: commandId(),
      from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
      text: 'Another thread',
      threadKeys: [],
      ownThreadKey: `test:${who}-again`,
      receivedBy: ['inbox'],
    })
    await rooms.hub.settled()
    expect((await rooms.hub.getMessage(desk, messageId)).caseId).toBe(opened.id)
  })
})
