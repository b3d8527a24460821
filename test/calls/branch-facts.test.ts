import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Line } from '../setup/memory-line.ts'
import { waitFor } from '../wait-for.ts'
import { lookups } from './menu.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const conditions = {
  known: 'caller: known',
  withheld: 'caller: withheld',
  case: 'openCase: true',
  segment: 'segment: Fleet 50',
  long: 'queue: Returns, waitingOver: 0',
  slow: 'queue: Returns, waitOverMinutes: 1',
  staffed: 'queue: Returns, staffed: true',
}
type Fact = keyof typeof conditions
const flowOf = (condition: string): string => `
title: A branch
languages: { en: en-GB }
zone: Europe/Berlin
steps:
  b: { do: branch, when: [{ ${condition}, next: yes-it-is }], otherwise: no-it-is-not }
  yes-it-is: { do: hang-up, text: { en: "Yes." } }
  no-it-is-not: { do: hang-up, text: { en: "No." } }
`
const flowFiles = {
  ...Object.fromEntries(Object.entries(conditions).map(([name, condition]) => [`b-${name}.flow.yaml`, flowOf(condition)])),
  'lookups.yaml': lookups.replace('missesPerDay: 2', 'missesPerDay: 2\n    timeoutSeconds: 1'),
}

describe('what a menu decides by', () => {
  let desk: PhoneDesk
  // The desk's own address, where nobody ever answers.
  const slow = createServer(() => {})
  const numberOf = (fact: Fact): string => `+1202555018${Object.keys(conditions).indexOf(fact)}`
  beforeAll(async () => {
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    desk = await openPhoneDesk({ flowFiles, publicUrl: `http://127.0.0.1:${(slow.address() as AddressInfo).port}` })
    for (const fact of Object.keys(conditions) as Fact[]) {
      const number = { number: numberOf(fact), label: fact, flow: `b-${fact}`, queueId: desk.returnsId, isRecorded: false }
      await desk.calls.numbers.add(by, { ...number, commandId: commandId() })
    }
  })
  afterAll(async () => {
    await desk?.close()
    slow.closeAllConnections()
    slow.close()
  })

  const heard = ({ documents }: Line): string =>
    (documents.at(-1) ?? []).flatMap((verb) => (verb.do === 'say' ? [verb.text] : [])).join(' ')
  const asks = async (fact: Fact, from = '+12025550170'): Promise<string> => heard(await desk.carrier.arrive(from, numberOf(fact)))
  const party = async (from: string) => (await desk.view((await desk.carrier.arrive(from, OUR_NUMBER)).callId)).party

  it('is whether the caller is known, has an open case, and of which segment they are', async () => {
    for (const fact of ['known', 'case', 'segment'] as const) expect(await asks(fact)).toBe('No.')
    const { from, caseId, customerId } = await desk.calledBefore('+12025550171')
    expect([await asks('known', from), await asks('case', from), await asks('segment', from)]).toEqual(['Yes.', 'Yes.', 'No.'])
    await desk.customers.editCustomer(by, { customerId, plan: 'Fleet 50', commandId: commandId() })
    expect(await asks('segment', from)).toBe('Yes.')
    await desk.cases.closeCase(by, { caseId, disposition: 'Solved', commandId: commandId() })
    expect([await asks('known', from), await asks('case', from)]).toEqual(['Yes.', 'No.'])
  })

  it('is not somebody whose number only begins alike, or whose name says so', async () => {
    await desk.calledBefore('+493055501701')
    expect(await asks('known', '+4930555017')).toBe('No.')
    expect(await party('+4930555017')).toMatchObject({ confidence: 'unknown' })
    await desk.customers.addCustomer(by, { name: '+4930555018', email: 'named@larkfield.example', commandId: commandId() })
    expect(await asks('known', '+4930555018')).toBe('No.')
  })

  it('is nobody where several have the number, or where none is shown', async () => {
    const { from } = await desk.calledBefore('+12025550173')
    expect(await party(from)).toMatchObject({ confidence: 'exact' })
    await desk.customers.resolveIdentity({ channel: 'sms', address: from, name: 'Somebody else', trust: 'claimed' })
    expect(await party(from)).toMatchObject({ confidence: 'shared' })
    expect([await asks('known', from), await asks('case', from), await asks('withheld', from)]).toEqual(['No.', 'No.', 'No.'])
    expect(await party('anonymous')).toMatchObject({ confidence: 'withheld' })
    expect([await asks('known', 'anonymous'), await asks('withheld', 'anonymous')]).toEqual(['No.', 'Yes.'])
  })

  it('is whether anybody serves the queue, how many wait there, and for how long', async () => {
    for (const fact of ['staffed', 'long', 'slow'] as const) expect(await asks(fact)).toBe('No.')
    const ida = await desk.addAgent('Ida')
    expect(await asks('staffed')).toBe('Yes.')
    for (const at of [1, 2, 3]) {
      const { caller, callId } = await desk.talk(ida, { from: `+1202555020${at}` })
      await desk.passes(85_000)
      await desk.carrier.hangUp(caller)
      await desk.inPhase(callId, 'wrap-up')
      await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
      await desk.inPhase(callId, 'ended')
    }
    await desk.passes(20_000)
    expect([await asks('long'), await asks('slow')]).toEqual(['No.', 'Yes.'])
    const waiting = await desk.intoQueue('+12025550174')
    expect(await asks('long')).toBe('Yes.')
    await desk.carrier.hangUp(waiting)
    await desk.inPhase(waiting.callId, 'ended')
    expect(await asks('long')).toBe('No.')
  })

  it('is not a server that does not answer in time: the menu goes its other way', async () => {
    const line = await desk.ring('+12025550175')
    await desk.carrier.key(line, '7')
    await desk.carrier.key(line, '12345')
    expect(line.heard.join(' ')).toContain('Not now.')
  })

  it('leaves those on the list of the missed who wanted a person and got none', async () => {
    await desk.afresh('Olga')
    const gone = await desk.intoQueue('+12025550176')
    const spoken = await desk.ring('+12025550177')
    await desk.carrier.key(spoken, '4')
    await desk.carrier.leaveMessage(spoken, 4)
    const served = await desk.ring('+12025550178')
    await desk.carrier.key(served, '3')
    const waits = await desk.intoQueue('+12025550179')
    for (const line of [gone, spoken, served]) {
      await desk.carrier.hangUp(line)
      await desk.inPhase(line.callId, 'ended')
    }
    const missed = async (): Promise<string[]> =>
      (await desk.calls.listCalls(by, { state: 'recent', which: 'missed', limit: 100 })).items.map((one) => one.id)
    const those = async (): Promise<string[]> => {
      const found = await missed()
      return [gone, spoken, served, waits].map((line) => line.callId).filter((id) => found.includes(id))
    }
    await waitFor(async () => (await those()).length === 2, { what: 'two missed calls' })
    expect(await those()).toEqual([gone.callId, spoken.callId])
  })
})
