import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createChaos } from '../../../server/sandbox/carrier/chaos.ts'
import { readOverrides } from '../../../server/sandbox/carrier/webhook.ts'
import { waitFor } from '../../wait-for.ts'
import { type CarrierDesk, openCarrierDesk, STATUS, twiml, VOICE } from './carrier-desk.ts'

describe('connection overrides', () => {
  it.each([
    ['', { retries: 1, policy: ['ct'], readMs: 15_000, totalMs: 15_000 }],
    ['rc=5&rp=all', { retries: 5, policy: ['all'], readMs: 15_000, totalMs: 15_000 }],
    ['rc=9&rp=4xx,5xx&rt=50&tt=99999', { retries: 5, policy: ['4xx', '5xx'], readMs: 100, totalMs: 15_000 }],
    ['rc=x', { retries: 1, policy: ['ct'], readMs: 15_000, totalMs: 15_000 }],
  ])('#%s', (fragment, expected) => {
    expect(readOverrides(fragment, 15_000)).toEqual(expected)
  })
})

describe('chaos', () => {
  it('is the same for the same seed, and another for another', () => {
    const settings = { reorder: 0.5, double: 0.5, drop: 0.3, delay: 0.2, timeOut: 0.4 }
    const run = (seed: number) => {
      const chaos = createChaos({ ...settings, seed })
      return Array.from({ length: 50 }, () => [chaos.fateOfCallback(), chaos.isUnheard(), chaos.coin()])
    }
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
  })
  it.each([
    ['nothing', {}, [[0]]],
    ['dropping', { drop: 1 }, [[]]],
    ['doubling', { double: 1 }, [[0, 0]]],
    ['delaying', { delay: 1, delayMs: 9 }, [[9]]],
  ])('of %s', (_what, settings, [fate]) => {
    expect(createChaos(settings).fateOfCallback()).toEqual(fate)
  })
})

describe('requests to the desk', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    desk = await openCarrierDesk()
  })
  afterAll(() => desk.close())
  beforeEach(() => desk.forget())
  let last = 6000
  const phone = () => desk.phone(`+1202555${++last}`)

  it('are tried again only for what their address names', async () => {
    const call = async (fragment: string, answer: { status: number }) => {
      desk.forget()
      desk.on('/flaky', () => answer)
      desk.on(VOICE, `<Redirect>/flaky${fragment}</Redirect>`)
      const one = await phone()
      await one.dial(desk.ourNumber)
      await one.is('ended')
      return desk.asked('/flaky').length
    }
    expect(await call('', { status: 500 })).toBe(1)
    expect(await call('#rc=2&amp;rp=5xx', { status: 500 })).toBe(3)
    expect(await call('#rc=2&amp;rp=5xx', { status: 404 })).toBe(1)
  })

  it('go on when a later try is answered', async () => {
    let tries = 0
    desk.on('/flaky', () => (++tries < 3 ? { status: 503 } : { type: 'text/xml', body: twiml('<Say>At last</Say>') }))
    desk.on(VOICE, '<Redirect>/flaky#rc=5&amp;rp=all</Redirect>')
    const one = await phone()
    await one.dial(desk.ourNumber)
    await one.hears('At last')
  })

  it('wait no longer than they may, and then ask the fallback', async () => {
    const slow = await openCarrierDesk({ timeoutMs: 1500 })
    try {
      const [listed] = await slow.sdk.incomingPhoneNumbers.list()
      const addresses = { voiceUrl: `${slow.base()}/slow`, voiceFallbackUrl: `${slow.base()}/fallback` }
      await slow.sdk.incomingPhoneNumbers(listed?.sid ?? '').update(addresses)
      slow.on('/slow', () => new Promise<string>(() => {}))
      slow.on('/fallback', ({ ErrorCode, ErrorUrl }) => twiml(`<Say>${ErrorCode} ${new URL(ErrorUrl ?? '').pathname}</Say>`))
      const one = await slow.phone('+12025550168')
      await one.dial(slow.ourNumber)
      await one.hears('11205 /slow')
    } finally {
      await slow.close()
    }
  })

  it('stay on the desk: no other address is asked', async () => {
    for (const url of ['http://169.254.169.254/latest', 'http://desk.example/x', 'ftp://x.example/']) {
      desk.on(VOICE, `<Redirect>${url}</Redirect>`)
      const one = await phone()
      await one.dial(desk.ourNumber)
      await one.hears('application error')
      await one.is('ended')
    }
  })

  it.each([
    ['doubles them, with one token', { double: 1 }, 2],
    ['drops them', { drop: 1 }, 0],
  ])('chaos %s', async (_what, settings, times) => {
    desk.on(VOICE, '<Hangup/>')
    desk.carrier.chaos.set(settings)
    const one = await phone()
    const sid = await one.dial(desk.ourNumber)
    await one.is('ended')
    await desk.carrier.idle()
    desk.carrier.chaos.set({})
    const told = desk.asked(STATUS).filter(({ params }) => params.CallSid === sid)
    expect(told).toHaveLength(times)
    expect(new Set(told.map(({ token }) => token)).size).toBe(Math.min(1, times))
  })

  it('chaos reorders them: all come, and not as they were told', async () => {
    const conference = `<Dial><Conference statusCallback="/meeting" statusCallbackEvent="join mute">reordered</Conference></Dial>`
    desk.on(VOICE, conference)
    desk.carrier.chaos.set({ reorder: 1, delayMs: 500 })
    const [one, other] = [await phone(), await phone()]
    const sid = await one.dial(desk.ourNumber)
    await other.dial(desk.ourNumber)
    const meeting = await waitFor(async () => (await desk.sdk.conferences.list({ status: 'in-progress' }))[0]?.sid)
    for (const muted of [true, false, true, false, true, false]) await desk.sdk.conferences(meeting).participants(sid).update({ muted })
    await desk.carrier.idle()
    desk.carrier.chaos.set({})
    const numbers = desk.asked('/meeting').map(({ params }) => Number(params.SequenceNumber))
    const inOrder = [...numbers].sort((a, b) => a - b)
    expect(numbers).toHaveLength(8)
    expect(new Set(numbers).size).toBe(8)
    expect(numbers).not.toEqual(inOrder)
    await one.hangUp()
    await other.hangUp()
    await desk.carrier.idle()
  })

  it('chaos delays them: what happened later is told first', async () => {
    desk.on(VOICE, '<Hangup/>')
    const call = async (): Promise<string> => {
      const one = await phone()
      const sid = await one.dial(desk.ourNumber)
      await one.is('ended')
      return sid
    }
    desk.carrier.chaos.set({ delay: 1, delayMs: 4_000 })
    const first = await call()
    desk.carrier.chaos.set({})
    const second = await call()
    await desk.carrier.idle()
    expect(desk.asked(STATUS).map(({ params }) => params.CallSid)).toEqual([second, first])
  })

  it('chaos loses an answer that the desk gave: it is asked again under the same token', async () => {
    desk.on(VOICE, '<Say>Hello</Say>')
    desk.carrier.chaos.set({ seed: 7, timeOut: 0.5, timeOutMs: 10 })
    const one = await phone()
    await one.dial(desk.ourNumber)
    await waitFor(() => one.call()?.state === 'ended')
    desk.carrier.chaos.set({})
    const asked = desk.asked(VOICE)
    expect(asked.length).toBeGreaterThan(1)
    expect(new Set(asked.map(({ token }) => token)).size).toBe(1)
    expect(one.captions().some(({ text }) => text === 'Hello')).toBe(true)
  })
})
