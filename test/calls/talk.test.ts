import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { waitFor } from '../wait-for.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())

describe('a whole call', () => {
  it('goes from the menu to a person, over hold and a colleague, to its wrap-up', async () => {
    const { calls, carrier } = desk
    const ida = await desk.addAgent('Ida')
    const { caller, agentLine, callId } = await desk.talk(ida)
    expect(caller.heard.join(' ')).toContain('What is it about?')
    expect(caller.heard.join(' ')).toContain('Or press 5')
    expect([caller.conference, agentLine.conference]).toEqual([callId, callId])
    const talking = await desk.view(callId)
    expect(talking).toMatchObject({
      phase: 'talking',
      agentId: ida.id,
      queueId: desk.returnsId,
      outcome: 'answered',
      party: { address: '+12025550168', confidence: 'unknown' },
    })
    expect(talking.path.map((one) => one.step)).toContain('main')
    const caseId = talking.caseId as string
    expect(caseId).toMatch(/^c_/)

    await calls.holdLeg(ida, { ...desk.command(callId), isHeld: true })
    expect(caller.isHeld).toBe(true)
    // The time on hold is its own: whatever else happens to the line does not begin it again.
    const held = async (): Promise<string | null | undefined> => (await desk.view(callId)).legs[0]?.heldSince
    const since = await held()
    expect(Date.parse(since ?? '')).toBeGreaterThan(Date.parse(talking.answeredAt ?? ''))
    await calls.askHelp(ida, { ...desk.command(callId), isAsked: true })
    await calls.askHelp(ida, { ...desk.command(callId), isAsked: false })
    expect(await held()).toBe(since)
    await calls.holdLeg(ida, { ...desk.command(callId), isHeld: false })
    expect(await held()).toBeNull()
    expect(caller.isHeld).toBe(false)

    const otto = await desk.addAgent('Otto')
    await calls.noteCall(ida, { ...desk.command(callId), text: 'Wants the frame replaced.' })
    const asked = await calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    expect(caller.isHeld).toBe(true)
    expect(asked.consult).toMatchObject({ legId: 'l3', isPrivate: true })
    const ottoLine = await desk.join(otto, callId)
    await calls.handOver(ida, desk.command(callId))
    await carrier.settled()
    expect(agentLine.state).toBe('completed')
    expect(caller.isHeld).toBe(false)
    expect(await desk.view(callId)).toMatchObject({ agentId: otto.id, phase: 'talking' })
    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'active' && one.holderId === otto.id), {
      what: 'the work with Otto',
    })

    await calls.hangUp(otto, desk.command(callId))
    await carrier.settled()
    expect([caller.state, ottoLine.state]).toEqual(['completed', 'completed'])
    await desk.inPhase(callId, 'wrap-up')
    await calls.wrapUp(otto, { ...desk.command(callId), disposition: 'Replaced', isDone: true })
    expect(await desk.view(callId)).toMatchObject({
      phase: 'ended',
      outcome: 'answered',
      disposition: 'Replaced',
      handledBy: [ida.id, otto.id],
    })

    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of the work' })
    // A note's words are stored before the entry that names them.
    const noted = await waitFor(async () => (await desk.cases.entriesOf(caseId)).find(({ change }) => change.type === 'case.noted'), {
      what: 'the note',
    })
    // Whoever wrote it, though another had the call last.
    expect(noted.by).toBe(ida.id)
    const notes = await desk.platform.connection.collection('notes').find({ caseId }).toArray()
    expect(notes.map((one) => one.text)).toEqual(['Wants the frame replaced.'])
    expect(await desk.cases.getState(otto, caseId)).toMatchObject({ isAwaitingReply: false, assigneeId: otto.id })
  })

  it('folds to what is stored', async () => {
    await desk.hub.settled()
    const { connection, ledgers } = desk.platform
    await waitFor(
      async () => {
        const { differences } = await checkLedger({ connection, kinds: ledgers.kinds })
        if (differences.length > 0) throw new Error(differences.join('\n'))
        return true
      },
      { what: 'a ledger without differences' },
    )
    expect(ledgers.kinds.has('call')).toBe(true)
  })
})
