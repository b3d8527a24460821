import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallView } from '../../server/calls/index.ts'
import { PATIENCE, type ScriptedDesk, type Talk } from '../calls/scripted-desk.ts'
import type { ScriptedPhone } from '../setup/scripted-phone.ts'
import { waitFor } from '../wait-for.ts'
import type { CrashablePhoneDesk } from './crashable-phone-desk.ts'

const LIMIT = 300_000

/** Kills a desk in the midst of calls, with its carrier elsewhere; `how` that carrier is goes on the name. */
export const callCrash = (how: string, open: () => Promise<CrashablePhoneDesk>): void => {
  let desk: CrashablePhoneDesk
  let at: ScriptedDesk
  /** Every call there was, by its caller's number: each was made once. */
  const made = new Map<string, string>()

  beforeAll(async () => {
    desk = await open()
    at = await desk.sitDown()
    await at.present(at.ines, 'available')
  }, LIMIT)
  afterEach(async ({ task }) => {
    // What one test could not bring to its end is not to fail those after it.
    if (task.result?.state === 'fail') await desk.hangUpAll()
    await at.isQuiet()
    await at.present(at.ines, 'available')
    await at.present(at.kenji, 'away')
  }, LIMIT)
  afterAll(async () => {
    const calls: CallView[] = at ? (await at.admin.call('get', '/calls?state=recent&limit=100')).items : []
    const said = await desk?.close()
    expect(said).toMatch(/^\d+ entries in \d+ streams: no difference\.\n$/)
    expect(new Map(calls.map((one) => [one.party.address, one.id]))).toEqual(made)
    expect(calls).toHaveLength(made.size)
  }, LIMIT)

  const presences = (): Promise<string[]> => Promise.all([at.ines, at.kenji].map(async (one) => (await one.call('get', '/me')).presence))

  /**
   * Kills the desk in the midst of it, and starts it again when `meanwhile` has happened. Everybody is signed in again, and present as they were, unless
   * they were to answer while it was dead.
   */
  const killed = async (meanwhile: () => Promise<unknown> = async () => {}): Promise<void> => {
    const before = await presences()
    await desk.kill()
    await meanwhile()
    await desk.startAgain()
    at = await desk.sitDown(at)
    expect(await presences()).toEqual(before.map((one) => expect.toBeOneOf([one, 'not-responding'])))
  }

  /** Somebody outside; their call is one of those that must be found at the end. */
  const somebody = async (): Promise<ScriptedPhone> => at.somebody()
  const noted = ({ address }: ScriptedPhone, callId: string): string => {
    made.set(address, callId)
    return callId
  }
  const talk = async (mayRecord = false): Promise<Talk> => {
    const talking = await at.talk(mayRecord)
    noted(talking.caller, talking.callId)
    return talking
  }
  /** The agent comes to the caller, however far they had come with each other; whoever was too late to come is asked again. */
  const reach = async (caller: ScriptedPhone, callId: string): Promise<void> => {
    const { phase } = await at.callIs(callId, 'a call for a person', (call) => call.phase === 'waiting' || call.phase === 'connecting')
    let softphone = phase === 'connecting' ? await at.join(at.ines, callId).catch(() => null) : null
    if (!softphone) {
      await at.present(at.ines, 'available')
      await at.accept(at.ines, callId)
      softphone = await at.join(at.ines, callId)
    }
    await at.meet(callId, caller, softphone)
  }
  const end = async (caller: ScriptedPhone, callId: string): Promise<void> => {
    await caller.hangUp()
    expect(await at.wrapUp(at.ines, callId)).toMatchObject({ outcome: 'answered' })
  }
  const isFree = (who: ScriptedDesk['ines']): Promise<unknown> =>
    waitFor(async () => (await at.works(who)).length === 0, { ...PATIENCE, what: 'an agent who is free' })

  describe(`a desk that is killed${how}`, { timeout: LIMIT }, () => {
    it('finds a caller in the menu again, who goes on to a person', async () => {
      const caller = await somebody()
      const callId = noted(caller, await at.dial(caller))
      await caller.press('1')
      await caller.hears('What is it about')
      await killed()
      await caller.press('0')
      await caller.hears('May we record')
      await caller.press('2')
      await reach(caller, callId)
      await end(caller, callId)
    })

    it('is waited for by whoever presses a key meanwhile', async () => {
      const caller = await somebody()
      const callId = noted(caller, await at.dial(caller))
      await killed(async () => {
        await caller.press('1')
        await caller.hears('One moment, please')
      })
      // What was pressed is lost with the answer that never came: the menu goes on as if nothing had been.
      await caller.hears('What is it about')
      await caller.press('0')
      await caller.hears('May we record')
      await caller.press('2')
      await reach(caller, callId)
      await end(caller, callId)
    })

    it.each<[string, (callId: string) => Promise<unknown>]>([
      ['who waits', () => at.present(at.ines, 'away')],
      ['who is offered', (callId) => at.offer(at.ines, callId)],
      ['whom an agent accepted', (callId) => at.accept(at.ines, callId)],
    ])('finds a caller %s again', async (_who, go) => {
      await at.present(at.ines, 'away')
      const caller = await somebody()
      const callId = noted(caller, await at.askForPerson(caller))
      await at.present(at.ines, 'available')
      await go(callId)
      await killed()
      await at.present(at.ines, 'available')
      await reach(caller, callId)
      await end(caller, callId)
    })

    it('lets the agent come who dials in meanwhile', async () => {
      const caller = await somebody()
      const callId = noted(caller, await at.askForPerson(caller))
      await at.accept(at.ines, callId)
      const { dialId } = await at.ines.call('post', `/calls/${callId}/join`, {})
      const softphone = await at.ines.softphone()
      at.softphones.add(softphone)
      await killed(async () => {
        await softphone.dial('', { dialId })
        await softphone.hears('One moment, please')
      })
      await at.meet(callId, caller, softphone)
      await end(caller, callId)
    })

    it.each<[string, (talk: Talk) => Promise<unknown>, boolean]>([
      ['who talk', async () => {}, false],
      ['one of whom is held', (talking) => at.hold(talking), true],
    ])('leaves those together %s', async (_how, go, isHeld) => {
      const talking = await talk()
      const { caller, softphone, callId } = talking
      await go(talking)
      await killed()
      await at.callIs(
        callId,
        'a talk that goes on',
        (call) => call.phase === 'talking' && call.agentId === at.ines.id && call.joinBy === null,
      )
      await at.meet(callId, softphone)
      await at.heldIs(caller, isHeld)
      if (isHeld) await at.hold(talking, false)
      await at.meet(callId, caller, softphone)
      await end(caller, callId)
    })

    it('keeps what is recorded, and the pause of it', async () => {
      const talking = await talk(true)
      const { caller, callId } = talking
      await at.callIs(callId, 'a recording', (call) => call.recording?.state === 'on')
      await killed()
      await at.hold(talking)
      await at.callIs(callId, 'a paused recording', (call) => call.recording?.state === 'paused')
      await killed()
      await at.hold(talking, false)
      await at.callIs(callId, 'a recording', (call) => call.recording?.state === 'on')
      await end(caller, callId)
      await at.callIs(callId, 'a kept recording', (call) => call.recording?.state === 'ready' || call.recording?.state === 'absent')
    })

    it('keeps a private word private, and can end it', async () => {
      const talking = await talk()
      const { caller, softphone, callId } = talking
      const colleague = await at.consult(talking)
      await killed()
      await at.meet(callId, softphone, colleague)
      await at.heldIs(caller, true)
      await at.ines.call('post', `/calls/${callId}/consult/hand-over`, {})
      await at.meet(callId, caller, colleague)
      await caller.hangUp()
      await at.wrapUp(at.kenji, callId)
    })

    it('finds out who hung up meanwhile, wherever they were, and frees the agent', async () => {
      const { caller, softphone, callId } = await talk()
      const [inMenu, waiting] = [await somebody(), await somebody()]
      const menuId = noted(inMenu, await at.dial(inMenu))
      const waitingId = noted(waiting, await at.askForPerson(waiting))
      await killed(() => Promise.all([caller.hangUp(), inMenu.hangUp(), waiting.hangUp()]))
      expect(await at.wrapUp(at.ines, callId)).toMatchObject({ outcome: 'answered' })
      await softphone.is('ended')
      expect(await at.inPhase(menuId, 'ended')).toMatchObject({ outcome: 'served-by-menu' })
      expect(await at.inPhase(waitingId, 'ended')).toMatchObject({ outcome: 'abandoned' })
      await isFree(at.ines)
    })

    it.each<[string, (callId: string) => Promise<unknown>]>([
      ['was offered', (callId) => at.offer(at.ines, callId)],
      ['was accepted', (callId) => at.accept(at.ines, callId)],
    ])('offers nobody who %s and hung up meanwhile', async (_how, go) => {
      const caller = await somebody()
      const callId = noted(caller, await at.askForPerson(caller))
      await go(callId)
      await killed(() => caller.hangUp())
      expect(await at.inPhase(callId, 'ended')).toMatchObject({ outcome: 'abandoned' })
      await isFree(at.ines)
    })

    it('gives the caller of an agent who went meanwhile to the next', async () => {
      const { caller, softphone, callId } = await talk()
      await at.present(at.ines, 'away')
      await at.present(at.kenji, 'available')
      await killed(() => softphone.hangUp())
      await at.accept(at.kenji, callId)
      await at.meet(callId, caller, await at.join(at.kenji, callId))
      await caller.hangUp()
      await at.wrapUp(at.kenji, callId)
    })

    it('takes the agent back who went meanwhile', async () => {
      const { caller, softphone, callId } = await talk()
      await killed(() => softphone.hangUp())
      await at.heldIs(caller, true)
      await at.meet(callId, await at.join(at.ines, callId), caller)
      await end(caller, callId)
    })

    it('closes a call that everybody left meanwhile', async () => {
      const { caller, softphone, callId } = await talk()
      await killed(() => Promise.all([caller.hangUp(), softphone.hangUp()]))
      expect(await at.wrapUp(at.ines, callId)).toMatchObject({ outcome: 'answered' })
    })

    it('still has what is to be written up', async () => {
      const { caller, callId } = await talk()
      await caller.hangUp()
      await at.inPhase(callId, 'wrap-up')
      await killed()
      expect(await at.wrapUp(at.ines, callId)).toMatchObject({ outcome: 'answered' })
    })
  })
}
