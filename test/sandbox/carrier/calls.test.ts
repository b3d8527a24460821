import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ScriptedPhone } from '../../setup/scripted-phone.ts'
import { waitFor } from '../../wait-for.ts'
import { type CarrierDesk, DIAL, openCarrierDesk, STATUS, twiml, VOICE } from './carrier-desk.ts'

describe('calls', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    desk = await openCarrierDesk()
  })
  afterAll(() => desk.close())
  beforeEach(() => desk.forget())
  let last = 2000
  const number = (): string => `+1202555${++last}`
  const events = ['initiated', 'ringing', 'answered', 'completed']
  const dialOut = (to: string, inner = '<Say>Hello</Say><Pause length="3600"/>', more = {}) => {
    desk.on('/out', inner)
    return desk.sdk.calls.create({
      to,
      from: desk.ourNumber,
      url: `${desk.base()}/out`,
      statusCallback: `${desk.base()}/progress`,
      statusCallbackEvent: events,
      timeout: 600,
      ...more,
    })
  }
  const progress = (sid: string) => desk.asked('/progress').filter(({ params }) => params.CallSid === sid)

  it('go out by REST: queued, initiated, ringing, answered, completed, each told once and counted', async () => {
    const phone = await desk.phone(number())
    const call = await dialOut(phone.address)
    expect(call).toMatchObject({ status: 'queued', direction: 'outbound-api', to: phone.address, from: desk.ourNumber, duration: null })
    await phone.is('ringing')
    await phone.answer()
    await phone.hears('Hello')
    expect(desk.asked('/out')[0]?.params).toMatchObject({ CallStatus: 'in-progress', Direction: 'outbound-api' })
    expect(await desk.sdk.calls(call.sid).update({ status: 'completed' })).toMatchObject({ status: 'completed' })
    await phone.is('ended')
    await desk.carrier.idle()
    const told = progress(call.sid).sort((a, b) => Number(a.params.SequenceNumber) - Number(b.params.SequenceNumber))
    expect(told.map(({ params }) => params.CallStatus)).toEqual(['initiated', 'ringing', 'in-progress', 'completed'])
    expect(told.map(({ params }) => params.SequenceNumber)).toEqual(['0', '1', '2', '3'])
    expect(told.at(-1)?.params).toMatchObject({ SipResponseCode: '200', CallbackSource: 'call-progress-events' })
    // Of calls that go out a number's own StatusCallback hears nothing.
    expect(desk.asked(STATUS)).toHaveLength(0)
  })

  it('leave one a second: the others wait as queued', async () => {
    const slow = await openCarrierDesk({ secondMs: 600 })
    try {
      const phones = [await slow.phone('+12025550181'), await slow.phone('+12025550182')]
      const [first, second] = await Promise.all(
        phones.map(({ address }) => slow.sdk.calls.create({ to: address, from: slow.ourNumber, twiml: twiml('<Pause length="5"/>') })),
      )
      await waitFor(async () => (await slow.sdk.calls(first?.sid ?? '').fetch()).status === 'ringing')
      expect((await slow.sdk.calls(second?.sid ?? '').fetch()).status).toBe('queued')
      await waitFor(async () => (await slow.sdk.calls(second?.sid ?? '').fetch()).status === 'ringing')
    } finally {
      await slow.close()
    }
  })

  it.each<[string, string, string, (phone: ScriptedPhone) => Promise<unknown>]>([
    [
      'declined',
      'busy',
      '486',
      async (phone) => {
        await phone.is('ringing')
        await phone.decline()
      },
    ],
    ['not answered', 'no-answer', '480', async () => {}],
  ])('that are %s end as %s', async (_what, status, code, act) => {
    const phone = await desk.phone(number())
    const call = await dialOut(phone.address, undefined, status === 'no-answer' ? { timeout: 5 } : {})
    await act(phone)
    expect((await desk.told('/progress', (one) => one.CallSid === call.sid && one.CallStatus === status)).params.SipResponseCode).toBe(code)
    expect(await desk.sdk.calls(call.sid).fetch()).toMatchObject({ status })
  })

  it('find a busy phone busy (486), a softphone that is not there at once unanswered, and an unknown number after a while', async () => {
    desk.on(VOICE, '<Pause length="3600"/>')
    const phone = await desk.phone(number())
    await phone.dial(desk.ourNumber)
    await phone.is('live')
    const ends = async (to: string) => {
      const { sid } = await dialOut(to, undefined, { timeout: 5 })
      return (await desk.told('/progress', (one) => one.CallSid === sid && ['busy', 'no-answer'].includes(one.CallStatus ?? ''))).params
    }
    expect(await ends(phone.address)).toMatchObject({ CallStatus: 'busy', SipResponseCode: '486' })
    expect(await ends('client:nobody')).toMatchObject({ CallStatus: 'no-answer', SipResponseCode: '480' })
    expect(await ends(number())).toMatchObject({ CallStatus: 'no-answer' })
    await phone.hangUp()
  })

  it('can be taken back while they ring, redirected while they are up, and neither afterwards (21220)', async () => {
    const phone = await desk.phone(number())
    const rung = await dialOut(phone.address)
    await phone.is('ringing')
    await expect(desk.sdk.calls(rung.sid).update({ twiml: twiml('<Say>x</Say>') })).rejects.toMatchObject({ code: 21220, status: 400 })
    await desk.sdk.calls(rung.sid).update({ status: 'canceled' })
    await waitFor(async () => (await desk.sdk.calls(rung.sid).fetch()).status === 'canceled')

    const call = await dialOut(phone.address)
    await waitFor(() => phone.call()?.sid === call.sid && phone.call()?.state === 'ringing')
    await phone.answer()
    await phone.hears('Hello')
    await desk.sdk.calls(call.sid).update({ twiml: twiml('<Say>Somewhere else</Say><Pause length="3600"/>') })
    await phone.hears('Somewhere else')
    desk.on('/there', '<Say>And on</Say><Pause length="3600"/>')
    await desk.sdk.calls(call.sid).update({ url: `${desk.base()}/there` })
    await phone.hears('And on')
    await phone.hangUp()
    for (const update of [{ status: 'completed' as const }, { twiml: twiml('<Say>x</Say>') }])
      await expect(desk.sdk.calls(call.sid).update(update)).rejects.toMatchObject({ code: 21220 })
  })

  it('ring at every phone of a number, and stop when one answers', async () => {
    const same = number()
    const [one, other] = [await desk.phone(same), await desk.phone(same)]
    await dialOut(same)
    await Promise.all([one.is('ringing'), other.is('ringing')])
    await one.answer()
    await one.is('live')
    await waitFor(() => other.call() === undefined)
    await one.hangUp()
  })

  it('of softphones ask the application, with what the page passes on', async () => {
    desk.on(DIAL, ({ dialId }) => twiml(dialId ? `<Say>Dial ${dialId}</Say><Pause length="3600"/>` : '<Reject/>'))
    const agent = await desk.softphone('agent_7')
    const sid = await agent.dial('', { dialId: 'd1' })
    await agent.hears('Dial d1')
    expect(desk.asked(DIAL)[0]?.params).toMatchObject({
      From: 'client:agent_7',
      Direction: 'inbound',
      ApplicationSid: desk.account.appSid,
      dialId: 'd1',
      CallSid: sid,
    })
    await agent.hangUp()
    await desk.told(STATUS, (one) => one.CallSid === sid && one.CallStatus === 'completed')
  })

  it.each([
    ['an identity that is none', () => desk.accessToken('agent-7')],
    ['one that is too long', () => desk.accessToken('a'.repeat(122))],
    ['another key', () => desk.accessToken('agent_7', { secret: 'x'.repeat(32) })],
    ['one that is over', () => desk.accessToken('agent_7', { ttl: -5 })],
    ['no token', () => 'nonsense'],
  ])('let no softphone in with %s', async (_what, token) => {
    const { openScriptedPhone } = await import('../../setup/scripted-phone.ts')
    await expect(openScriptedPhone({ url: desk.base(), accessToken: token() })).rejects.toThrow()
  })

  it('let a softphone in by a name of 121 characters, the longest there may be', async () => {
    desk.on(DIAL, '<Hangup/>')
    const name = 'a'.repeat(121)
    const agent = await desk.softphone(name)
    await agent.dial('', {})
    await desk.told(DIAL, (one) => one.From === `client:${name}`)
  })

  it('are put through to numbers and softphones, and the action hears how it went', async () => {
    const [caller, agent] = [await desk.phone(number()), await desk.softphone('agent_8')]
    desk.on(
      VOICE,
      '<Dial action="/after" timeout="600"><Client statusCallback="/leg" statusCallbackEvent="answered completed">agent_8<Parameter name="case" value="7"/></Client></Dial>',
    )
    desk.on('/after', '<Say>Bye</Say>')
    const sid = await caller.dial(desk.ourNumber)
    expect(await agent.is('ringing')).toMatchObject({ from: caller.address })
    await agent.answer()
    await agent.is('live')
    await caller.say('ready-media', { sid, mediaId: 'media-of-caller' })
    await agent.say('ready-media', { sid: agent.call()?.sid, mediaId: 'media-of-agent' })
    const edge = await waitFor(() => caller.edges()[0])
    expect(edge).toMatchObject({ peer: agent.call()?.sid, mediaId: 'media-of-agent', iHear: true, theyHear: true })
    await agent.hangUp()
    await caller.hears('Bye')
    await caller.is('ended')
    expect(desk.asked('/after')[0]?.params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true' })
    expect(caller.edges()).toHaveLength(0)
    const legs = desk.asked('/leg').map(({ params }) => params)
    expect(legs).toContainEqual(expect.objectContaining({ CallStatus: 'completed', ParentCallSid: sid, Direction: 'outbound-dial' }))

    desk.on(VOICE, '<Dial timeout="1"><Client>nobody</Client></Dial><Say>Nobody there</Say>')
    await caller.dial(desk.ourNumber)
    await caller.hears('Nobody there')
  })

  it('dial nobody out of a leg that is asked before it is put through (13201), and go on', async () => {
    const [caller, outside] = [await desk.phone(number()), await desk.phone(number())]
    desk.on(VOICE, `<Dial timeout="600"><Number url="/screen">${outside.address}</Number></Dial><Say>Not put through</Say>`)
    desk.on('/screen', '<Dial>+12025550199</Dial>')
    await caller.dial(desk.ourNumber)
    await outside.is('ringing')
    await outside.answer()
    await outside.hears('(13201)')
    await caller.hears('Not put through')
    await caller.is('ended')

    desk.on('/screen', '<Say>A call for you</Say>')
    const sid = await caller.dial(desk.ourNumber)
    await waitFor(() => outside.call()?.state === 'ringing')
    await outside.answer()
    await outside.hears('A call for you')
    await outside.hangUp()
    await waitFor(async () => (await desk.sdk.calls(sid).fetch()).status === 'completed')
  })

  it('without a number shown come from where Twilio says', async () => {
    desk.on(VOICE, '<Hangup/>')
    const phone = await desk.phone(number())
    await phone.dial(desk.ourNumber, {}, true)
    await phone.is('ended')
    expect(desk.asked(VOICE)[0]?.params.From).toBe('+266696687')
  })

  it('end when their phone has been gone for a while', async () => {
    desk.on(VOICE, '<Pause length="3600"/>')
    const phone = await desk.phone(number())
    const sid = await phone.dial(desk.ourNumber)
    await phone.is('live')
    phone.vanish()
    await desk.told(STATUS, (one) => one.CallSid === sid && one.CallStatus === 'completed')
  })

  it('have a cap', async () => {
    const small = await openCarrierDesk({ maxCalls: 1 })
    try {
      small.on(VOICE, '<Pause length="3600"/>')
      const [one, other] = [await small.phone('+12025550181'), await small.phone('+12025550182')]
      await one.dial(small.ourNumber)
      await one.is('live')
      await other.dial(small.ourNumber)
      expect((await other.is('ended')).ended).toBe('busy')
      await expect(small.sdk.calls.create({ to: other.address, from: small.ourNumber, twiml: twiml('<Hangup/>') })).rejects.toMatchObject({
        code: 10004,
        status: 429,
      })
    } finally {
      await small.close()
    }
  })
})
