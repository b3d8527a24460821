import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { menu } from './menu.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const ROUND = 61_000
const flow = (queue: string, more: string): string => `
title: ${queue}
languages: { en: en-GB }
zone: Europe/Berlin
steps:
  wait:
    do: wait
    queue: ${queue}
${more}
    otherwise: bye
  bye: { do: hang-up, text: { en: Bye. } }
`
const place = 'first: { en: You are next. }, second: { en: One before you. }, later: { en: "{ahead} before you." }'
const minutes = 'minutes: { en: "{from} to {to} minutes." }'
const flowFiles = {
  'main.flow.yaml': menu.replace('before you." } }', `before you." }, ${minutes} }`),
  'urgent.flow.yaml': flow('Returns', `    priority: urgent\n    announce: { ${place}, ${minutes} }`),
  'silent.flow.yaml': flow('Returns', '    everySeconds: 60'),
  'place.flow.yaml': flow('Returns', `    announce: { ${place} }`),
  'handed.flow.yaml': `
title: Handed over
languages: { en: en-GB }
zone: Europe/Berlin
steps:
  over: { do: transfer, to: { queue: Returns }, text: { en: I connect you. }, otherwise: bye }
  bye: { do: hang-up, text: { en: Bye. } }
`,
}

describe('what a caller is told of the wait', () => {
  let desk: PhoneDesk
  let ida: StaffActor
  const numbers: Record<string, string> = {}
  const done = (callId: string) => desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
  const available = () => desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
  beforeAll(async () => {
    desk = await openPhoneDesk({ flowFiles })
    for (const [at, name] of ['urgent', 'silent', 'place', 'handed', ''].entries()) {
      numbers[name] = `+1202555019${at}`
      await desk.calls.numbers.add(by, {
        number: numbers[name],
        label: name || 'No menu',
        flow: name,
        queueId: desk.returnsId,
        isRecorded: false,
        commandId: commandId(),
      })
    }
    ida = await desk.addAgent('Ida')
    // Three calls of almost a minute and a half each: from then on there is an estimate.
    for (const at of [1, 2, 3]) {
      const { caller, callId } = await desk.talk(ida, { from: `+1202555012${at}` })
      await desk.passes(85_000)
      await desk.carrier.hangUp(caller)
      await desk.inPhase(callId, 'wrap-up')
      await done(callId)
      await desk.inPhase(callId, 'ended')
    }
    await desk.passes(60_000)
  })
  afterAll(() => desk?.close())

  const heard = ({ documents }: Line): string =>
    (documents.at(-1) ?? [])
      .flatMap((verb) => (verb.do === 'gather' ? verb.utterances : [verb]))
      .flatMap((verb) => (verb.do === 'say' ? [verb.text] : []))
      .join(' ')
  const recorded = async ({ callId }: Line) => {
    const { estimate } = await desk.view(callId)
    return estimate && [estimate.position, estimate.fromMinutes, estimate.toMinutes]
  }
  const hangUpAll = async (...lines: Line[]): Promise<void> => {
    for (const line of lines) {
      await desk.carrier.hangUp(line)
      await desk.inPhase(line.callId, 'ended')
    }
  }

  it('is written down as it was said, from the first round to who answers and what it was worth', async () => {
    const caller = await desk.intoQueue('+12025550131')
    expect(heard(caller)).toMatch(/^You are next. 1 to 2 minutes./)
    expect(await recorded(caller)).toEqual([1, 1, 2])
    // In the first round, after as long as was told.
    await desk.passes(ROUND)
    // Said once more it is the same promise, and as old.
    await desk.carrier.wait(caller)
    expect(heard(caller)).toMatch(/^You are next. 1 to 2 minutes./)
    await available()
    await desk.accept(ida, caller.callId)
    await desk.join(ida, caller.callId)
    await desk.inPhase(caller.callId, 'talking')
    const { told } = await desk.stateOf(caller.callId)
    expect(told).toMatchObject({ fromMinutes: 1, toMinutes: 2 })
    expect(told?.waitedMs).toBeGreaterThanOrEqual(ROUND)
    await desk.carrier.hangUp(caller)
    await done(caller.callId)
    await desk.inPhase(caller.callId, 'ended')
  })
  it.each<[string, string, RegExp, (number | null)[] | null]>([
    ['nothing by a wait without words', 'silent', /^$/, null],
    ['nothing by a menu that hands them over', 'handed', /^I connect you\.$/, null],
    ['a place without minutes', 'place', /^You are next\.$/, [1, null, null]],
    ['both by a number without a menu', '', /^You are next in line\. We expect it to take 1 to 2 minutes\./, [1, 1, 2]],
  ])('is %s', async (_name, number, words, what) => {
    await available()
    const caller = await desk.carrier.arrive('+12025550141', numbers[number] ?? '')
    await desk.inPhase(caller.callId, 'waiting')
    expect(heard(caller)).toMatch(words)
    expect(await recorded(caller)).toEqual(what)
    await desk.carrier.wait(caller)
    expect(await recorded(caller)).toEqual(what)
    await hangUpAll(caller)
  })

  it('is the same place in the first round as in the second: by priority, and not behind whose hour has not come', async () => {
    await available()
    const at = new Date(desk.platform.clock.now() + 2 * 3_600_000).toISOString()
    await desk.calls.arrangeCallback(ida, { number: '+12025550151', at, who: 'anyone', note: '', commandId: commandId() })
    const first = await desk.intoQueue('+12025550152')
    const urgent = await desk.carrier.arrive('+12025550153', numbers.urgent ?? '')
    await desk.inPhase(urgent.callId, 'waiting')
    await desk.passes(10)
    const last = await desk.intoQueue('+12025550154')
    for (const _round of [1, 2]) {
      expect(heard(urgent)).toMatch(/^You are next\. 1 to 2/)
      expect(await recorded(urgent)).toEqual([1, 1, 2])
      expect(heard(last)).toMatch(/^2 before you\. 4 to 5/)
      expect(await recorded(last)).toEqual([3, 4, 5])
      await desk.carrier.wait(urgent)
      await desk.carrier.wait(last)
    }
    await desk.carrier.wait(first)
    expect(heard(first)).toMatch(/^One before you\./)
    await hangUpAll(first, urgent, last)
  })
})
