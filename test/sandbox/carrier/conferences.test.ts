import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hears, type Listener } from '../../../server/sandbox/carrier/hears.ts'
import type { ScriptedPhone } from '../../setup/scripted-phone.ts'
import { waitFor } from '../../wait-for.ts'
import { type CarrierDesk, DIAL, openCarrierDesk, twiml, VOICE } from './carrier-desk.ts'

describe('who hears whom', () => {
  const one = (callSid: string, more: Partial<Listener> = {}): Listener => ({
    callSid,
    isMuted: false,
    isHeld: false,
    isCoaching: false,
    coachOf: null,
    ...more,
  })
  it.each<[string, Listener, Listener, boolean]>([
    // what, who listens, who speaks
    ['two people', one('a'), one('b'), true],
    ['nobody themselves', one('a'), one('a'), false],
    ['nobody a muted one', one('a'), one('b', { isMuted: true }), false],
    ['a muted one the others', one('a', { isMuted: true }), one('b'), true],
    ['nobody who is on hold', one('a'), one('b', { isHeld: true }), false],
    ['nor is heard on hold', one('a', { isHeld: true }), one('b'), false],
    ['the coached one the coach', one('a'), one('c', { isCoaching: true, coachOf: 'a' }), true],
    ['nobody else the coach', one('b'), one('c', { isCoaching: true, coachOf: 'a' }), false],
    ['the coach everyone', one('c', { isCoaching: true, coachOf: 'a' }), one('b'), true],
    ['nobody a muted coach', one('a'), one('c', { isCoaching: true, coachOf: 'a', isMuted: true }), false],
  ])('hears %s', (_what, listener, speaker, expected) => {
    expect(hears(listener, speaker)).toBe(expected)
  })
})

describe('a conference', () => {
  let desk: CarrierDesk
  beforeAll(async () => {
    desk = await openCarrierDesk()
  })
  afterAll(() => desk.close())
  beforeEach(() => desk.forget())

  let last = 3000
  const EVENTS = 'start end join leave mute hold modify announcement'
  const conference = (name: string, attributes: Record<string, string> = {}, after = ''): string => {
    const all: Record<string, string> = {
      beep: 'false',
      waitUrl: '',
      statusCallback: '/meeting',
      statusCallbackEvent: EVENTS,
      ...attributes,
    }
    const written = Object.entries(all).map(([key, value]) => ` ${key}="${value}"`)
    return `<Dial><Conference${written.join('')}>${name}</Conference></Dial>${after}`
  }
  const news = (name: string) =>
    desk
      .asked('/meeting')
      .map(({ params }) => params)
      .filter((one) => one.FriendlyName === name)
      .sort((a, b) => Number(a.SequenceNumber) - Number(b.SequenceNumber))
  const join = async (phone: ScriptedPhone, document: string): Promise<string> => {
    desk.on(VOICE, document)
    desk.on(DIAL, document)
    const sid = await phone.dial(phone.address.startsWith('client:') ? '' : desk.ourNumber)
    await phone.is('live')
    return sid
  }
  const phone = () => desk.phone(`+1202555${++last}`)
  const inside = async (phone: ScriptedPhone): Promise<void> => void (await waitFor(() => phone.call()?.conference))
  const sidOf = async (name: string): Promise<string> => (await desk.sdk.conferences.list({ friendlyName: name }))[0]?.sid ?? ''

  it('starts at two legs, tells what happens in order, and ends when the last has left', async () => {
    const [a, b] = [await phone(), await phone()]
    const first = await join(a, conference('room-1', { participantLabel: 'l1' }))
    await inside(a)
    expect((await desk.sdk.conferences.list({ friendlyName: 'room-1' }))[0]).toMatchObject({ status: 'init' })
    const second = await join(b, conference('room-1', { participantLabel: 'l2' }))
    await inside(b)
    const sid = await sidOf('room-1')
    expect(await desk.sdk.conferences(sid).fetch()).toMatchObject({ status: 'in-progress', friendlyName: 'room-1' })
    await b.hangUp()
    await a.hangUp()
    await waitFor(() => news('room-1').some((one) => one.StatusCallbackEvent === 'conference-end'))
    await desk.carrier.idle()
    const told = news('room-1')
    expect(told.map((one) => one.StatusCallbackEvent)).toEqual([
      'participant-join',
      'participant-join',
      'conference-start',
      'participant-leave',
      'participant-leave',
      'conference-end',
    ])
    expect(told.map((one) => one.SequenceNumber)).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(told[0]).toMatchObject({ CallSid: first, ParticipantLabel: 'l1', Muted: 'false', Hold: 'false', ConferenceSid: sid })
    expect(told[3]).toMatchObject({ CallSid: second, ReasonParticipantLeft: 'participant_hung_up', ParticipantCallStatus: 'completed' })
    expect(told[5]).toMatchObject({ ReasonConferenceEnded: 'last-participant-left' })
  })

  it('waits for one who may start it, with music unless told otherwise', async () => {
    const [a, b, c] = [await phone(), await phone(), await phone()]
    await join(a, conference('room-2', { startConferenceOnEnter: 'false' }))
    const unasked = conference('room-2', { startConferenceOnEnter: 'false' }).replace(' waitUrl=""', '')
    await join(b, unasked)
    const music = await waitFor(() => b.captions().find(({ what }) => what === 'music'))
    expect(music.isNow).toBe(true)
    expect(a.captions().filter(({ what }) => what === 'music')).toHaveLength(0)
    await join(c, conference('room-2'))
    await waitFor(() => b.captions().find(({ what }) => what === 'music')?.isNow === false)
    for (const one of [a, b, c]) await one.hangUp()
  })

  it('hears only the first joiner’s statusCallback', async () => {
    const [a, b] = [await phone(), await phone()]
    await join(a, conference('room-3', { statusCallbackEvent: 'join' }))
    await inside(a)
    await join(b, conference('room-3', { statusCallback: '/other' }))
    await inside(b)
    await a.hangUp()
    await b.hangUp()
    await waitFor(async () => (await desk.sdk.conferences.list({ friendlyName: 'room-3' }))[0]?.status === 'completed')
    await desk.carrier.idle()
    expect(news('room-3').map((one) => one.StatusCallbackEvent)).toEqual(['participant-join', 'participant-join'])
    expect(desk.asked('/other')).toHaveLength(0)
  })

  it('lets nobody in under a label that is in use, or that is none: the document goes on', async () => {
    const [a, b] = [await phone(), await phone()]
    await join(a, conference('room-4', { participantLabel: 'agent' }))
    await inside(a)
    desk.on(VOICE, conference('room-4', { participantLabel: 'agent' }, '<Say>Label in use</Say>'))
    await b.dial(desk.ourNumber)
    await b.hears('Label in use')
    await b.is('ended')
    desk.on(VOICE, conference('room-4', { participantLabel: 'a/b' }, '<Say>Label is none</Say>'))
    await b.dial(desk.ourNumber)
    await b.hears('Label is none')
    await a.hangUp()
  })

  it('holds, mutes and coaches: the plan of who hears whom follows, and the refusals are Twilio’s', async () => {
    const [a, b, c] = [await phone(), await phone(), await desk.softphone('supervisor_1')]
    const sids: string[] = []
    for (const [n, one] of [a, b].entries()) {
      sids.push(await join(one, conference('room-5', { participantLabel: `l${n + 1}` })))
      await inside(one)
    }
    sids.push(await join(c, conference('room-5', { participantLabel: 'l3', muted: 'true', startConferenceOnEnter: 'false' })))
    await inside(c)
    for (const [n, one] of [a, b, c].entries()) await one.say('ready-media', { sid: sids[n], mediaId: `media-00${n}` })
    const [first = '', second = '', third = ''] = sids
    const plan = (one: ScriptedPhone) => Object.fromEntries(one.edges().map(({ peer, iHear, theyHear }) => [peer, `${iHear}/${theyHear}`]))
    const becomes = (one: ScriptedPhone, expected: Record<string, string>) =>
      waitFor(() => JSON.stringify(Object.entries(plan(one)).sort()) === JSON.stringify(Object.entries(expected).sort()), {
        what: `${JSON.stringify(expected)} instead of ${JSON.stringify(plan(one))}`,
      })
    await becomes(a, { [second]: 'true/true', [third]: 'false/true' })
    expect(a.edges().map((edge) => edge.isPolite)).not.toEqual(b.edges().find((edge) => edge.peer === first)?.isPolite)

    const sid = await sidOf('room-5')
    const participant = (key: string) => desk.sdk.conferences(sid).participants(key)
    // By name nobody is changed, as Twilio documents it.
    await expect(desk.sdk.conferences('room-5').participants(first).update({ hold: true })).rejects.toMatchObject({ code: 20404 })
    expect(await participant(first).update({ hold: true })).toMatchObject({ hold: true })
    await becomes(a, { [second]: 'false/false', [third]: 'false/false' })
    await waitFor(() => a.call()?.isOnHold && a.captions().at(-1)?.what === 'music')
    await expect(participant(third).update({ coaching: true, callSidToCoach: first })).rejects.toMatchObject({ code: 16027 })
    await expect(participant(third).update({ coaching: true, callSidToCoach: 'CA1' })).rejects.toMatchObject({ code: 13240 })
    await expect(participant(third).update({ coaching: true, callSidToCoach: `CA${'0'.repeat(32)}` })).rejects.toMatchObject({
      code: 16028,
    })
    await participant('l1').update({ hold: false })
    await waitFor(() => a.captions().findLast(({ what }) => what === 'music')?.isNow === false)
    await participant(third).update({ coaching: true, callSidToCoach: second, muted: false })
    await becomes(a, { [second]: 'true/true', [third]: 'false/true' })
    await becomes(b, { [first]: 'true/true', [third]: 'true/true' })
    await participant(third).update({ coaching: false })
    await becomes(a, { [second]: 'true/true', [third]: 'true/true' })
    await participant(second).update({ muted: true })
    await becomes(a, { [second]: 'false/true', [third]: 'true/true' })
    await waitFor(() => b.call()?.isMuted)
    expect((await desk.sdk.conferences(sid).participants.list()).map((one) => one.label).sort()).toEqual(['l1', 'l2', 'l3'])
    await desk.carrier.idle()
    expect(news('room-5').map((one) => one.StatusCallbackEvent)).toEqual(
      expect.arrayContaining(['participant-hold', 'participant-unhold', 'participant-mute', 'participant-unmute', 'participant-modify']),
    )

    const signal = { sid: first, to: second, mediaId: 'media-000', toMediaId: 'media-001', candidate: { candidate: 'x' } }
    await a.say('signal', signal)
    expect(await waitFor(() => b.signals[0])).toMatchObject({ sid: second, from: first, candidate: { candidate: 'x' } })
    await a.say('signal', { ...signal, toMediaId: 'media-old' })
    await expect(b.say('signal', signal)).rejects.toMatchObject({ code: 'call-not-found' })
    expect(b.signals).toHaveLength(1)

    await participant(third).remove()
    await c.is('ended')
    await expect(participant(third).fetch()).rejects.toMatchObject({ code: 20404, status: 404 })
    await desk.sdk.conferences(sid).update({ status: 'completed' })
    await a.is('ended')
    expect(await desk.sdk.conferences(sid).fetch()).toMatchObject({
      status: 'completed',
      reasonConferenceEnded: 'conference-ended-via-api',
    })
    await expect(participant(first).update({ hold: true })).rejects.toMatchObject({ code: 20404 })
    await desk.carrier.idle()
    expect(
      news('room-5')
        .filter((one) => one.StatusCallbackEvent === 'participant-leave')
        .map((one) => one.ReasonParticipantLeft),
    ).toEqual(['participant_updated_via_api', 'conference_ended_via_api', 'conference_ended_via_api'])
  })

  it('fails a stale coach of a document (13240) to the action', async () => {
    const [a, b] = [await phone(), await phone()]
    await join(a, conference('room-6'))
    await inside(a)
    const stale = conference('room-6', { coach: `CA${'1'.repeat(32)}` }, '<Say>not here</Say>').replace('<Dial>', '<Dial action="/after">')
    desk.on('/after', ({ DialCallStatus }) => twiml(`<Say>Was ${DialCallStatus}</Say>`))
    desk.on(VOICE, stale)
    await b.dial(desk.ourNumber)
    await b.hears('(13240)')
    await b.hears('Was failed')
    await a.hangUp()
  })

  // Numbers of Twilio's dictionary: https://www.twilio.com/docs/api/errors/16020 and so on.
  it.each<[string, Record<string, string>, number]>([
    ['whose label is none', { participantLabel: 'a/b' }, 16023],
    ['whose label is in use', { participantLabel: 'l1' }, 16025],
    ['who finds it full', { maxParticipants: '2' }, 16020],
  ])('goes on to the next verb of whoever %s', async (_why, attributes, code) => {
    const room = `room-of-${code}`
    const [a, b, c] = [await phone(), await phone(), await phone()]
    await join(a, conference(room, { participantLabel: 'l1' }))
    await inside(a)
    await join(c, conference(room))
    await inside(c)
    await join(b, conference(room, attributes, '<Say>Still outside</Say><Pause length="3600"/>'))
    await b.hears(`(${code})`)
    await b.hears('Still outside')
    await c.hangUp()
    expect(b.call()?.conference ?? null).toBeNull()
    await b.hangUp()
    await a.hangUp()
  })

  it('loses who is redirected, as updated by the API, and who hangs up, in either order with the call’s end', async () => {
    const [a, b] = [await phone(), await phone()]
    const first = await join(a, conference('room-7'))
    await inside(a)
    await join(b, conference('room-7', { endConferenceOnExit: 'true' }))
    await inside(b)
    await desk.sdk.calls(first).update({ twiml: twiml('<Say>Elsewhere</Say><Pause length="3600"/>') })
    await a.hears('Elsewhere')
    await b.hangUp()
    await waitFor(() => news('room-7').some((one) => one.StatusCallbackEvent === 'conference-end'))
    await desk.carrier.idle()
    const told = news('room-7')
    expect(told.find((one) => one.CallSid === first && one.StatusCallbackEvent === 'participant-leave')).toMatchObject({
      ReasonParticipantLeft: 'participant_updated_via_api',
      ParticipantCallStatus: 'in-progress',
    })
    expect(told.at(-1)).toMatchObject({ ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left' })
    await a.hangUp()
  })

  it('takes legs that are added by REST, and refuses their labels as Twilio does', async () => {
    const [a, b] = [await phone(), await phone()]
    await join(a, conference('room-8', { participantLabel: 'l1' }))
    await inside(a)
    const add = (label: string) =>
      desk.sdk
        .conferences('room-8')
        .participants.create({ from: desk.ourNumber, to: b.address, label, beep: 'false', earlyMedia: undefined })
    await expect(add('l1')).rejects.toMatchObject({ code: 16026 })
    await expect(add('a/b')).rejects.toMatchObject({ code: 16024 })
    const added = await add('l2')
    expect(added).toMatchObject({ status: 'queued', label: 'l2' })
    await b.is('ringing')
    await b.answer()
    await inside(b)
    expect(
      await desk.sdk
        .conferences(await sidOf('room-8'))
        .participants('l2')
        .fetch(),
    ).toMatchObject({ callSid: added.callSid })
    await a.hangUp()
    await b.hangUp()
  })

  it('says announcements to one, and plays what a hold address gives', async () => {
    const [a, b] = [await phone(), await phone()]
    const first = await join(a, conference('room-9'))
    await inside(a)
    await join(b, conference('room-9'))
    await inside(b)
    const sid = await sidOf('room-9')
    desk.on('/announce', '<Say>This call is recorded</Say>')
    desk.on('/held', '<Say>Please hold</Say><Pause length="60"/>')
    await desk.sdk
      .conferences(sid)
      .participants(first)
      .update({ announceUrl: `${desk.base()}/announce` })
    await a.hears('This call is recorded')
    await desk.told('/meeting', (one) => one.StatusCallbackEvent === 'announcement-end' && one.CallSid === first)
    await desk.sdk
      .conferences(sid)
      .participants(first)
      .update({ hold: true, holdUrl: `${desk.base()}/held` })
    await a.hears('Please hold')
    expect(b.captions().some(({ text }) => text === 'Please hold')).toBe(false)
    await a.hangUp()
    await b.hangUp()
  })
})
