import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CallView } from '../../server/calls/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import type { SandboxDesk } from '../setup/sandbox-desk.ts'
import type { ScriptedPhone } from '../setup/scripted-phone.ts'
import { waitFor } from '../wait-for.ts'
import { PATIENCE, type ScriptedDesk, sitAtDesk, type Talk } from './scripted-desk.ts'

const LIMIT = 240_000

/** How far a call has come when somebody goes, and what it is then. */
const stages: Record<string, { reach(at: ScriptedDesk, caller: ScriptedPhone): Promise<string>; outcome: CallView['outcome'] }> = {
  'in the menu': { reach: (at, caller) => at.dial(caller), outcome: 'served-by-menu' },
  'in the queue': {
    reach: async (at, caller) => {
      await at.present(at.ines, 'away')
      return at.askForPerson(caller)
    },
    outcome: 'abandoned',
  },
  'while it is offered': {
    reach: async (at, caller) => {
      const callId = await at.askForPerson(caller)
      await at.offer(at.ines, callId)
      return callId
    },
    outcome: 'abandoned',
  },
  'while the agent comes': {
    reach: async (at, caller) => {
      const callId = await at.askForPerson(caller)
      await at.accept(at.ines, callId)
      await at.inPhase(callId, 'connecting')
      return callId
    },
    outcome: 'abandoned',
  },
}

/** The menu asks after the talk; who has answered is let go. */
const rate = async (caller: ScriptedPhone): Promise<void> => {
  await caller.hears('How well were you helped')
  await caller.press('5')
  await caller.is('ended')
}

const inTalk: Record<string, (at: ScriptedDesk, talk: Talk) => Promise<unknown>> = {
  'while they talk': async () => {},
  'on hold': (at, talk) => at.hold(talk),
  'while a colleague is asked': (at, talk) => at.consult(talk),
}

/**
 * Calls through the whole desk and the carrier's stand-in. However the carrier behaves, each comes out as it should and leaves nobody behind: no
 * caller forgotten, no agent with a call that is none.
 */
export const scriptedCalls = (open: () => Promise<SandboxDesk>): void => {
  let desk: SandboxDesk
  let at: ScriptedDesk
  beforeAll(async () => {
    desk = await open()
    at = await sitAtDesk(desk)
  }, 180_000)
  afterEach(async () => {
    await at.isQuiet()
    await at.present(at.ines, 'available')
    await at.present(at.kenji, 'away')
  }, LIMIT)
  afterAll(async () => {
    if (at) await foldsAlike(desk)
    await desk?.close()
  }, LIMIT)

  describe('a caller who hangs up', { timeout: LIMIT }, () => {
    it.each(Object.entries(stages))('%s leaves nobody waiting for them', async (_when, { reach, outcome }) => {
      const caller = await at.somebody()
      const callId = await reach(at, caller)
      await caller.hangUp()
      expect(await at.inPhase(callId, 'ended')).toMatchObject({ outcome })
    })

    it.each(Object.entries(inTalk))('%s leaves the agent to wrap up', async (_when, go) => {
      const talk = await at.talk()
      await go(at, talk)
      await talk.caller.hangUp()
      expect(await at.wrapUp(at.ines, talk.callId)).toMatchObject({ outcome: 'answered', disposition: 'Solved' })
    })

    it('at the moment the agent does is gone once', async () => {
      const { caller, callId } = await at.talk()
      await Promise.all([caller.hangUp(), at.ines.call('post', `/calls/${callId}/hang-up`, {}).catch(() => {})])
      expect(await at.wrapUp(at.ines, callId)).toMatchObject({ outcome: 'answered' })
    })
  })

  describe('an agent whose page is loaded again', { timeout: LIMIT }, () => {
    it('on the way to the caller comes in all the same', async () => {
      const caller = await at.somebody()
      const callId = await at.askForPerson(caller)
      await at.accept(at.ines, callId)
      await (await at.join(at.ines, callId)).hangUp()
      const softphone = await at.join(at.ines, callId)
      await at.meet(callId, caller, softphone)
      await softphone.hangUp()
      await at.heldIs(caller, true)
      await at.meet(callId, await at.join(at.ines, callId), caller)
      await caller.hangUp()
      await at.wrapUp(at.ines, callId)
    })

    it.each(Object.entries(inTalk))('%s finds the caller as they were', async (_when, go) => {
      const talk = await at.talk()
      const { caller, callId } = talk
      await go(at, talk)
      const wasHeld = caller.call()?.isOnHold ?? false
      await talk.softphone.hangUp()
      await at.heldIs(caller, true)
      const softphone = await at.join(at.ines, callId)
      await at.callIs(callId, 'the agent back', (call) => call.phase === 'talking' && call.joinBy === null)
      await at.meet(callId, softphone)
      await at.heldIs(caller, wasHeld)
      expect(caller.call()).toMatchObject({ state: 'live', conference: callId })
      await caller.hangUp()
      await at.wrapUp(at.ines, callId)
    })

    it('and who does not come back loses the caller to the next', async () => {
      const { caller, softphone, callId } = await at.talk()
      await at.present(at.ines, 'away')
      await at.present(at.kenji, 'available')
      await softphone.hangUp()
      await at.accept(at.kenji, callId)
      const next = await at.join(at.kenji, callId)
      await at.meet(callId, caller, next)
      await caller.hangUp()
      await at.wrapUp(at.kenji, callId)
    })
  })

  describe('a call', { timeout: LIMIT }, () => {
    it('that nobody takes goes to the next agent, before those who came later', async () => {
      const queueId = at.queueId('General help')
      await at.admin.call('patch', `/queues/${queueId}`, { offerSeconds: 5 })
      const [first, second] = [await at.somebody(), await at.somebody()]
      const callId = await at.askForPerson(first)
      const { since } = await at.offer(at.ines, callId)
      const laterId = await at.askForPerson(second)
      await waitFor(async () => (await at.admin.call('get', '/staff')).items.some(isNotResponding(at.ines.id)), {
        ...PATIENCE,
        what: 'an agent who does not respond',
      })
      await at.present(at.kenji, 'available')
      expect((await at.accept(at.kenji, callId)).since).toBe(since)
      await at.meet(callId, first, await at.join(at.kenji, callId))
      expect((await at.callIs(laterId, 'who waits', () => true)).phase).toBe('waiting')
      await Promise.all([first.hangUp(), second.hangUp()])
      await at.wrapUp(at.kenji, callId)
      await at.inPhase(laterId, 'ended')
      await at.admin.call('patch', `/queues/${queueId}`, { offerSeconds: 30 })
    })

    it('is passed on to another queue, and keeps the age it has', async () => {
      const { caller, softphone, callId } = await at.talk()
      const { since } = (await at.works(at.ines)).find((one) => one.channel === 'voice') ?? {}
      await at.present(at.ines, 'away')
      await at.present(at.kenji, 'available')
      await at.ines.call('post', `/calls/${callId}/transfer`, { to: { queueId: at.queueId('Technical support') } })
      await softphone.is('ended')
      expect((await at.accept(at.kenji, callId)).since).toBe(since)
      await at.meet(callId, caller, await at.join(at.kenji, callId))
      await at.kenji.call('post', `/calls/${callId}/hang-up`, {})
      await rate(caller)
      await at.wrapUp(at.kenji, callId)
    })

    it('is handed over after a word, recorded, and belongs to who has it then', async () => {
      const talk = await at.talk(true)
      const { caller, softphone, callId } = talk
      await at.callIs(callId, 'a recording', (call) => call.recording?.state === 'on')
      const colleague = await at.consult(talk)
      await at.callIs(callId, 'a paused recording', (call) => call.recording?.state === 'paused')
      await at.ines.call('post', `/calls/${callId}/consult/hand-over`, {})
      await softphone.is('ended')
      await at.meet(callId, caller, colleague)
      await waitFor(async () => (await at.works(at.ines)).length === 0, { ...PATIENCE, what: 'an agent who is free again' })
      await at.kenji.call('post', `/calls/${callId}/hang-up`, {})
      await rate(caller)
      await at.wrapUp(at.kenji, callId)
      await at.callIs(callId, 'a kept recording', (call) => call.recording?.state === 'ready' || call.recording?.state === 'absent')
    })

    it('that is whispered in is handed over, and the caller hears nothing of it', async () => {
      const talk = await at.talk()
      const { caller, softphone, callId } = talk
      const supervisor = await at.comeIn(at.admin, (await at.admin.call('post', `/calls/${callId}/listen`, {})).dialId)
      await at.meet(callId, softphone, supervisor)
      const media = async (phones: ScriptedPhone[]): Promise<void> => {
        for (const one of phones) await one.say('ready-media', { sid: one.call()?.sid, mediaId: `media-${one.lineId}` })
      }
      await media([caller, softphone, supervisor])
      const heard = (by: ScriptedPhone): boolean => by.edges().some((one) => one.peer === supervisor.call()?.sid && one.iHear)
      const isHeardBy = (one: ScriptedPhone): Promise<unknown> =>
        waitFor(
          () => {
            expect(heard(caller)).toBe(false)
            return heard(one)
          },
          { ...PATIENCE, what: 'a whisper' },
        )
      await at.admin.call('post', `/calls/${callId}/coach`, { mode: 'whisper' })
      await isHeardBy(softphone)
      const colleague = await at.consult(talk)
      await media([colleague])
      const { consult } = (await at.ines.call('get', `/calls/${callId}`)) as CallView
      await at.ines.call('post', `/calls/${callId}/hold`, { legId: consult?.legId, isHeld: true })
      await at.heldIs(colleague, true)
      await at.ines.call('post', `/calls/${callId}/consult/hand-over`, {})
      await isHeardBy(colleague)
      expect(heard(caller)).toBe(false)
      await caller.hangUp()
      await supervisor.is('ended')
      await at.wrapUp(at.kenji, callId)
    })

    it('goes on with a number outside, without its agent', async () => {
      const { caller, softphone, callId } = await at.talk()
      const outside = await at.somebody()
      await at.ines.call('post', `/calls/${callId}/transfer`, { to: { number: outside.address } })
      await softphone.is('ended')
      await outside.is('ringing')
      await outside.answer()
      await at.meet(callId, caller, outside)
      await at.ines.call('post', `/calls/${callId}/wrap-up`, { isDone: true })
      await outside.hangUp()
      await rate(caller)
      expect(await at.inPhase(callId, 'ended')).toMatchObject({ outcome: 'answered' })
    })

    it('that is asked back keeps its place, and is made when somebody is free', async () => {
      await at.present(at.ines, 'away')
      const caller = await at.somebody()
      const callId = await at.askForPerson(caller)
      await caller.hears('rather be called back')
      await caller.press('1')
      await caller.hears('If that is right')
      await caller.press('1')
      await caller.hears('Noted')
      await caller.is('ended')
      await at.present(at.ines, 'available')
      await at.accept(at.ines, callId)
      const softphone = await at.join(at.ines, callId)
      await caller.is('ringing')
      await caller.answer()
      await at.meet(callId, caller, softphone)
      await caller.hangUp()
      expect(await at.wrapUp(at.ines, callId)).toMatchObject({ outcome: 'answered' })
    })

    it('of ours rings when the agent is there, and is wrapped up when nobody answers', async () => {
      const called = await at.somebody()
      const make = () => at.ines.call('post', '/calls', { to: called.address })
      const { call, dialId } = await make()
      const softphone = await at.comeIn(at.ines, dialId)
      await called.is('ringing')
      await called.answer()
      await at.meet(call.id, called, softphone)
      await at.ines.call('post', `/calls/${call.id}/hang-up`, {})
      await called.is('ended')
      await at.wrapUp(at.ines, call.id)
      await waitFor(async () => (await at.works(at.ines)).length === 0, { ...PATIENCE, what: 'an agent who is free again' })

      const again = await make()
      await at.comeIn(at.ines, again.dialId)
      await called.is('ringing')
      await called.decline()
      await at.callIs(again.call.id, 'nobody reached', ({ outcome }) => outcome === 'failed')
      await at.wrapUp(at.ines, again.call.id)
    })

    it('that becomes a message is work that can wait', async () => {
      await at.present(at.ines, 'away')
      const caller = await at.somebody()
      const callId = await at.askForPerson(caller)
      await caller.hears('leave a message')
      await caller.press('2')
      await caller.hears('after the tone')
      await waitFor(() => caller.recordings().length > 0, { ...PATIENCE, what: 'a tone' })
      await caller.hangUp()
      await at.callIs(callId, 'a message left', (call) => call.phase === 'ended' && call.outcome === 'voicemail')
    })
  })
}

const foldsAlike = async ({ app, errors }: SandboxDesk): Promise<void> => {
  const { connection, ledgers } = app.inside.platform
  await waitFor(
    async () => {
      const { differences } = await checkLedger({ connection, kinds: ledgers.kinds })
      if (differences.length > 0) throw new Error(differences.join('\n'))
      return true
    },
    { ...PATIENCE, what: 'a ledger without differences' },
  )
  expect(errors).toEqual([])
}

const isNotResponding =
  (userId: string) =>
  ({ id, presence }: { id: string; presence: string }): boolean =>
    id === userId && presence === 'not-responding'
