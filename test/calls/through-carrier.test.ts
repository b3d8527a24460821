import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallView } from '../../server/calls/index.ts'
import type { WorkView } from '../../server/routing/index.ts'
import type { ChaosSettings } from '../../server/sandbox/carrier/chaos.ts'
import { openSandboxDesk, type Persona, type SandboxDesk } from '../setup/sandbox-desk.ts'
import type { ScriptedPhone } from '../setup/scripted-phone.ts'
import { waitFor } from '../wait-for.ts'

const OUR_NUMBER = '+12025550100'
/** A recording that is not ready yet is asked for again after a while. */
const PATIENCE = { timeoutMs: 90_000 }

let desk: SandboxDesk
let agent: Persona
beforeAll(async () => {
  desk = await openSandboxDesk()
  // The demo's chats and mails wait for whoever comes: here the agent takes calls alone.
  const admin = await desk.enter('admin')
  const { items } = await admin.call('get', '/staff')
  const { id } = items.find((one: { email: string }) => one.email === desk.file.personas.find(({ role }) => role === 'agent')?.email)
  await admin.call('patch', `/staff/${id}`, { capacity: { voice: 1, chat: 0, default: 0 } })
  agent = await desk.enter('agent')
  await agent.call('put', '/presence', { presence: 'available' })
}, 120_000)
afterAll(() => desk?.close())

/** The one live call of the desk, as an agent reads it. */
const liveCall = async (is: (call: CallView) => boolean, what: string): Promise<CallView> =>
  waitFor(
    async () => {
      const { items } = (await agent.call('get', '/calls?state=live')) as { items: CallView[] }
      const [call] = items
      if (!call || !is(call)) throw new Error(`calls are ${JSON.stringify(items)}`)
      return call
    },
    { ...PATIENCE, what },
  )
const endedCall = (id: string, is: (call: CallView) => boolean, what: string): Promise<CallView> =>
  waitFor(
    async () => {
      const call = (await agent.call('get', `/calls/${id}`)) as CallView
      if (!is(call)) throw new Error(`the call is ${JSON.stringify(call)}`)
      return call
    },
    { ...PATIENCE, what },
  )

const misbehave = async (how: Partial<ChaosSettings>): Promise<void> => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(how) }
  expect((await fetch(`${desk.url}/sandbox/carrier/chaos`, init)).status).toBe(200)
}

/** Dials our number and asks for a person. */
const walkMenu = async (caller: ScriptedPhone, mayRecord: boolean): Promise<void> => {
  await caller.dial(OUR_NUMBER)
  await caller.hears('For English, press 1')
  await caller.press('1')
  await caller.hears('What is it about')
  await caller.press('0')
  await caller.hears('May we record')
  await caller.press(mayRecord ? '1' : '2')
}

const acceptOffer = async (interactionId: string): Promise<void> => {
  const offer = await waitFor(
    async () => {
      const { items } = (await agent.call('get', '/work/mine')) as { items: WorkView[] }
      const offered = items.find((one) => one.interactionId === interactionId && one.state === 'offered')
      if (!offered) throw new Error(`work is ${JSON.stringify(items)}`)
      return offered
    },
    { ...PATIENCE, what: 'an offer of the call' },
  )
  await agent.call('post', `/work/${offer.id}/accept`, {})
}

describe('a call through the carrier', { timeout: 120_000 }, () => {
  it('goes from the menu to a person and to its end', async () => {
    const caller = await desk.phone('+12025550168')
    await walkMenu(caller, false)
    const waiting = await liveCall((call) => call.phase === 'waiting', 'a call that waits')
    expect(waiting.party).toMatchObject({ address: '+12025550168' })
    await acceptOffer(waiting.interactionId)

    const softphone = await agent.softphone()
    const { dialId } = await agent.call('post', `/calls/${waiting.id}/join`, {})
    await softphone.dial('', { dialId })
    const talking = await liveCall((call) => call.phase === 'talking', 'a call that is talked on')
    expect(talking.agentId).toBe(agent.id)
    await waitFor(() => caller.call()?.conference === waiting.id && softphone.call()?.conference === waiting.id, PATIENCE)
    expect(talking.path.map(({ keys }) => keys).filter(Boolean)).toEqual(['1', '0', '2'])

    // Refused by the carrier, they still hear the agent, whose screen says so until they do not.
    await misbehave({ refuseParticipant: 1 })
    await agent.call('post', `/calls/${waiting.id}/hold`, { isHeld: true })
    const heard = (call: CallView): boolean => call.legs[0]?.holdRefused !== undefined && !call.legs[0].isHeld
    await liveCall(heard, 'a customer who still hears the agent')
    expect(caller.call()?.isOnHold).toBe(false)
    await misbehave({})
    await agent.call('post', `/calls/${waiting.id}/hold`, { isHeld: true })
    await waitFor(() => caller.call()?.isOnHold, PATIENCE)
    await liveCall((call) => call.legs[0]?.isHeld === true && !call.legs[0].holdRefused, 'a customer on hold')
    await agent.call('post', `/calls/${waiting.id}/hold`, { isHeld: false })
    await waitFor(() => caller.call()?.isOnHold === false, PATIENCE)

    await caller.hangUp()
    await softphone.is('ended')
    await endedCall(waiting.id, (call) => call.phase === 'wrap-up', 'a call that is wrapped up')
    await agent.call('post', `/calls/${waiting.id}/wrap-up`, { disposition: 'Answered', isDone: true })
    const ended = await endedCall(waiting.id, (call) => call.phase === 'ended', 'a call that is over')
    expect(ended).toMatchObject({ outcome: 'answered', disposition: 'Answered', recording: { state: 'off' } })
    expect(ended.caseId).not.toBeNull()
    expect(desk.errors).toEqual([])
  })

  it('is recorded when the caller agrees, ended by the agent, and rated by the caller', async () => {
    const caller = await desk.phone('+12025550169')
    await walkMenu(caller, true)
    const waiting = await liveCall((call) => call.phase === 'waiting', 'a call that waits')
    await acceptOffer(waiting.interactionId)
    const softphone = await agent.softphone()
    await softphone.dial('', await agent.call('post', `/calls/${waiting.id}/join`, {}))
    await liveCall((call) => call.phase === 'talking' && call.recording?.state === 'on', 'a call that is recorded')
    await agent.call('post', `/calls/${waiting.id}/recording`, { act: 'pause' })
    await liveCall((call) => call.recording?.state === 'paused', 'a recording that is paused')
    await agent.call('post', `/calls/${waiting.id}/recording`, { act: 'resume' })
    await agent.call('post', `/calls/${waiting.id}/hang-up`, {})
    await softphone.is('ended')
    // The menu has a survey after the talk: the caller is led there, while the agent wraps up.
    await caller.hears('How well were you helped?')
    await endedCall(waiting.id, (call) => call.phase === 'wrap-up', 'a call that is wrapped up')
    await caller.press('5')
    await caller.is('ended')
    await agent.call('post', `/calls/${waiting.id}/wrap-up`, { disposition: 'Answered', isDone: true })
    const { path } = await endedCall(waiting.id, (call) => call.recording?.state === 'ready', 'a recording that is there')
    expect(path.at(-1)).toMatchObject({ says: 'How well were you helped?', keys: '5' })
    const { url } = await agent.call('get', `/calls/${waiting.id}/recording-link`)
    const sound = await fetch(new URL(url, desk.url))
    expect([sound.status, sound.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^audio\//)])
    expect(desk.errors).toEqual([])
  })

  it('is a conference of six, of whom each is held by the carrier and dropped by itself', async () => {
    const caller = await desk.phone('+12025550173')
    await walkMenu(caller, false)
    const waiting = await liveCall((call) => call.phase === 'waiting', 'a call that waits')
    await acceptOffer(waiting.interactionId)
    const softphone = await agent.softphone()
    const { id } = waiting
    await softphone.dial('', await agent.call('post', `/calls/${id}/join`, {}))
    await liveCall((call) => call.phase === 'talking', 'a call that is talked on')
    const outside: { phone: ScriptedPhone; legId: string }[] = []
    for (const number of ['+12025550174', '+12025550175', '+12025550176', '+12025550177']) {
      const phone = await desk.phone(number)
      const { consult } = (await agent.call('post', `/calls/${id}/consult`, { to: { number } })) as CallView
      await phone.is('ringing')
      await phone.answer()
      const isIn = ({ legs }: CallView): boolean => legs.find((leg) => leg.id === consult?.legId)?.state === 'joined'
      await liveCall(isIn, 'one more in the call')
      await agent.call('post', `/calls/${id}/consult/talk-together`, {})
      outside.push({ phone, legId: consult?.legId ?? '' })
    }
    const all = [caller, softphone, ...outside.map(({ phone }) => phone)]
    const areIn = (phones: readonly ScriptedPhone[], held?: ScriptedPhone) =>
      waitFor(() => phones.every((one) => one.call()?.conference === id && one.call()?.isOnHold === (one === held)), {
        ...PATIENCE,
        what: `${phones.length} in the conference`,
      })
    await areIn(all)
    const seventh = agent.call('post', `/calls/${id}/consult`, { to: { number: '+12025550178' } })
    await expect(seventh).rejects.toThrow('6 people are in this call already.')
    for (const [phone, legId] of [[caller, 'l1'], ...outside.map((one) => [one.phone, one.legId])] as [ScriptedPhone, string][]) {
      await agent.call('post', `/calls/${id}/hold`, { legId, isHeld: true })
      await areIn(all, phone)
      await agent.call('post', `/calls/${id}/hold`, { legId, isHeld: false })
      await areIn(all)
    }
    const dropped = outside.pop()
    await agent.call('post', `/calls/${id}/legs/${dropped?.legId}/drop`, {})
    await dropped?.phone.is('ended')
    await areIn(all.filter((one) => one !== dropped?.phone))
    await agent.call('post', `/calls/${id}/hang-up`, {})
    for (const { phone } of outside) await phone.is('ended')
    await caller.hangUp()
    await endedCall(id, (call) => call.phase === 'wrap-up', 'a call that is wrapped up')
    await agent.call('post', `/calls/${id}/wrap-up`, { disposition: 'Answered', isDone: true })
    await endedCall(id, (call) => call.phase === 'ended', 'a call that is over')
    expect(desk.errors).toEqual([])
  })

  it('is none for a softphone that says itself where it wants to go', async () => {
    const softphone = await agent.softphone()
    for (const params of [{}, { To: '+9005551234' }, { dialId: 'made up' }]) {
      await softphone.dial('', params as Record<string, string>)
      await softphone.is('ended')
    }
    expect((await agent.call('get', '/calls?state=live')).items).toEqual([])
  })

  it('has its text messages beside it, both ways', async () => {
    const caller = await desk.phone('+12025550171')
    await caller.text(OUR_NUMBER, 'Is my bike ready?')
    const message = await waitFor(
      async () =>
        (await agent.call('get', '/messages?channel=sms')).items.find(
          (one: { text: string; caseId: string | null }) => one.text === 'Is my bike ready?' && one.caseId,
        ),
      { ...PATIENCE, what: 'a text message' },
    )
    await agent.call('post', `/cases/${message.caseId}/replies`, { text: 'Yes, come by until six.' })
    await waitFor(() => caller.texts().find(({ text, direction }) => direction === 'in' && text.startsWith('Yes, come by')), PATIENCE)
    await waitFor(
      async () =>
        (await agent.call('get', `/messages?channel=sms`)).items.some(
          (one: { direction: string; delivery: { state: string } | null }) =>
            one.direction === 'out' && one.delivery?.state === 'delivered',
        ),
      { ...PATIENCE, what: 'an answer that is delivered' },
    )
  })

  it('has the picture of a text in the case, as the telephone sent it', async () => {
    const caller = await desk.phone('+12025550172')
    const bytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array.from({ length: 5_000 }, (_none, n) => n % 251)])
    await caller.text(OUR_NUMBER, 'This gear is bent', [{ type: 'image/png', bytes }])
    const { items } = await waitFor(
      async () => {
        const found = await agent.call('get', '/messages?channel=sms')
        return found.items.some((one: { text: string; caseId: string | null }) => one.text.startsWith('This gear') && one.caseId) && found
      },
      { ...PATIENCE, what: 'a text with a picture' },
    )
    const message = items.find((one: { text: string }) => one.text.startsWith('This gear'))
    expect(message.text).toBe('This gear is bent')
    expect(message.attachments).toEqual([{ id: expect.any(String), name: 'file-1.png', type: 'image/png', bytes: bytes.length }])
    expect(await agent.bytes(`/messages/${message.id}/attachments/${message.attachments[0].id}`)).toEqual(bytes)
    expect(desk.errors).toEqual([])
  })
})
