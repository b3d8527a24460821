import type { CallView } from '../../server/calls/index.ts'
import type { WorkView } from '../../server/routing/index.ts'
import type { People, Persona } from '../setup/sandbox-desk.ts'
import type { ScriptedPhone } from '../setup/scripted-phone.ts'
import { waitFor } from '../wait-for.ts'

const OUR_NUMBER = '+12025550100'
/** What a carrier never told is found by comparing, every 20 s; a recording that is not ready is asked for later still. */
export const PATIENCE = { timeoutMs: 100_000, everyMs: 100 }

/** Who speaks with whom in one call. */
export interface Talk {
  caller: ScriptedPhone
  softphone: ScriptedPhone
  callId: string
}

let number = 1000

/**
 * Two agents with softphones that need no browser, and as many callers as are wanted, on a desk with the carrier's stand-in. `before`: the same people,
 * who sat there before the desk was started again.
 */
export const sitAtDesk = async (desk: Pick<People, 'enter' | 'phone'>, before?: { softphones: Set<ScriptedPhone> }) => {
  const admin = await desk.enter('admin')
  const emails = ['ines.duarte@larkfield.example', 'kenji.arai@larkfield.example']
  const { items: staff } = await admin.call('get', '/staff')
  // The demo's chats and mails wait for whoever comes: these two take calls alone.
  for (const { id, email } of staff as { id: string; email: string }[])
    if (emails.includes(email)) await admin.call('patch', `/staff/${id}`, { capacity: { voice: 1, chat: 0, default: 0 } })
  const [ines, kenji] = (await Promise.all(emails.map(desk.enter))) as [Persona, Persona]
  const { items: queues } = await admin.call('get', '/queues')
  const softphones = before?.softphones ?? new Set<ScriptedPhone>()

  const present = (who: Persona, presence: 'available' | 'away'): Promise<void> => who.call('put', '/presence', { presence })
  const outside: ScriptedPhone[] = []
  const somebody = async (): Promise<ScriptedPhone> => {
    const one = await desk.phone(`+1202555${number++}`)
    outside.push(one)
    return one
  }
  const queueId = (name: string): string => (queues as { id: string; name: string }[]).find((one) => one.name === name)?.id ?? ''
  const liveCalls = async (): Promise<CallView[]> => (await admin.call('get', '/calls?state=live')).items
  const callIs = (id: string, what: string, is: (call: CallView) => boolean): Promise<CallView> =>
    waitFor(
      async () => {
        const call = (await admin.call('get', `/calls/${id}`)) as CallView
        if (!is(call)) throw new Error(`the call is ${JSON.stringify(call)}`)
        return call
      },
      { ...PATIENCE, what },
    )
  const inPhase = (id: string, phase: CallView['phase']): Promise<CallView> => callIs(id, `phase ${phase}`, (call) => call.phase === phase)
  const works = async (who: Persona): Promise<WorkView[]> => (await who.call('get', '/work/mine')).items
  /** All of them are in the conference of the call, and none on hold. */
  const meet = (callId: string, ...phones: ScriptedPhone[]): Promise<unknown> =>
    waitFor(() => phones.every((one) => one.call()?.conference === callId && !one.call()?.isOnHold), {
      ...PATIENCE,
      what: 'all in one talk',
    })
  const heldIs = (caller: ScriptedPhone, isOnHold: boolean): Promise<unknown> =>
    waitFor(() => caller.call()?.isOnHold === isOnHold, { ...PATIENCE, what: isOnHold ? 'hold' : 'the end of the hold' })

  /** Dials our number, and gives the call once the menu speaks. */
  const dial = async (caller: ScriptedPhone): Promise<string> => {
    await caller.dial(OUR_NUMBER)
    await caller.hears('For English, press 1')
    const find = async (): Promise<CallView | undefined> => (await liveCalls()).find((one) => one.party.address === caller.address)
    return (await waitFor(find, { ...PATIENCE, what: 'the call' })).id
  }
  const askForPerson = async (caller: ScriptedPhone, mayRecord = false): Promise<string> => {
    const callId = await dial(caller)
    await caller.press('1')
    await caller.hears('What is it about')
    await caller.press('0')
    await caller.hears('May we record')
    await caller.press(mayRecord ? '1' : '2')
    await callIs(callId, 'a caller in the queue', (call) => call.phase !== 'menu' && call.caseId !== null)
    return callId
  }
  const offer = async (to: Persona, callId: string): Promise<WorkView> => {
    const { interactionId } = (await admin.call('get', `/calls/${callId}`)) as CallView
    return waitFor(
      async () => {
        const found = await works(to)
        const offered = found.find((one) => one.interactionId === interactionId && one.state === 'offered')
        if (!offered) throw new Error(`work is ${JSON.stringify(found)}`)
        return offered
      },
      { ...PATIENCE, what: 'an offer' },
    )
  }
  const accept = async (by: Persona, callId: string): Promise<WorkView> => {
    const work = await offer(by, callId)
    await by.call('post', `/work/${work.id}/accept`, {})
    await callIs(callId, 'a call of theirs', (call) => call.agentId === by.id || call.phase === 'ended')
    return work
  }
  /** A softphone comes in by what the desk gave it. */
  const comeIn = async (who: Persona, dialId: string): Promise<ScriptedPhone> => {
    const softphone = await who.softphone()
    softphones.add(softphone)
    await softphone.dial('', { dialId })
    return softphone
  }
  const join = async (who: Persona, callId: string): Promise<ScriptedPhone> =>
    comeIn(who, (await who.call('post', `/calls/${callId}/join`, {})).dialId)
  const talk = async (mayRecord = false): Promise<Talk> => {
    const caller = await somebody()
    const callId = await askForPerson(caller, mayRecord)
    await accept(ines, callId)
    const softphone = await join(ines, callId)
    await inPhase(callId, 'talking')
    await meet(callId, caller, softphone)
    return { caller, softphone, callId }
  }
  const hold = async ({ caller, callId }: Talk, isHeld = true): Promise<void> => {
    await ines.call('post', `/calls/${callId}/hold`, { isHeld })
    await heldIs(caller, isHeld)
  }
  /** The colleague is there, for a private word. */
  const consult = async ({ caller, softphone, callId }: Talk): Promise<ScriptedPhone> => {
    await ines.call('post', `/calls/${callId}/consult`, { to: { agentId: kenji.id } })
    await heldIs(caller, true)
    const colleague = await join(kenji, callId)
    await meet(callId, softphone, colleague)
    await callIs(callId, 'a colleague in the talk', ({ legs }) => legs.some((one) => one.role === 'colleague' && one.state === 'joined'))
    return colleague
  }
  const wrapUp = async (who: Persona, callId: string): Promise<CallView> => {
    await callIs(callId, 'a wrap-up', (call) => call.phase === 'wrap-up' && call.agentId === who.id)
    await who.call('post', `/calls/${callId}/wrap-up`, { disposition: 'Solved', isDone: true })
    return inPhase(callId, 'ended')
  }
  /** Nobody is in a call, and nobody's place is taken by one that is none. Else everybody hangs up all the same, for what comes after. */
  const isQuiet = async (): Promise<void> => {
    const quiet = waitFor(
      async () => {
        const [calls, ...held] = await Promise.all([liveCalls(), works(ines), works(kenji)])
        const busy = [...softphones].filter((one) => one.call() && one.call()?.state !== 'ended').length
        const left = held.flat().filter((one) => one.channel === 'voice')
        if (calls.length + busy + left.length > 0) throw new Error(JSON.stringify({ calls, busy, left }))
        return true
      },
      { ...PATIENCE, what: 'a desk without calls' },
    )
    await quiet.finally(() => {
      for (const one of [...softphones, ...outside.splice(0)]) one.vanish()
      softphones.clear()
    })
  }
  return {
    admin,
    ines,
    kenji,
    softphones,
    present,
    somebody,
    queueId,
    callIs,
    inPhase,
    works,
    meet,
    heldIs,
    dial,
    askForPerson,
    offer,
    accept,
    comeIn,
    join,
    talk,
    hold,
    consult,
    wrapUp,
    isQuiet,
  }
}

export type ScriptedDesk = Awaited<ReturnType<typeof sitAtDesk>>
