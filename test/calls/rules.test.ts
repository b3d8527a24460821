import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let orders: Server
let ida: StaffActor
const asked: string[] = []
let number = 0
const somebody = (): string => `+1202555${String(2000 + number++)}`

beforeAll(async () => {
  orders = createServer((request, response) => {
    asked.push(request.url ?? '')
    const isKnown = request.url === '/demo/api/orders?order=20718'
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isKnown ? { state: '</Say><Dial>+19005551234</Dial>' } : {}))
  })
  await new Promise<void>((resolve) => orders.listen(0, '127.0.0.1', resolve))
  desk = await openPhoneDesk({ publicUrl: `http://127.0.0.1:${(orders.address() as AddressInfo).port}` })
})
afterAll(async () => {
  await desk?.close()
  orders?.close()
})
beforeEach(async () => {
  ida = await desk.afresh()
})
const audit = async (what: string) => {
  const { items } = await desk.staff.readAudit(by, { limit: 100 })
  return items.filter((one) => one.what === what)
}
/** Whether a word stands anywhere in the store. Among the digits of a hash any four stand now and then. */
const isStored = async (word: string): Promise<string[]> => {
  const found: string[] = []
  for (const { name } of await (desk.platform.connection.db?.listCollections().toArray() ?? []))
    for (const one of await desk.platform.connection.collection(name).find({}).toArray()) {
      const words = JSON.stringify(one).replaceAll(/\b[0-9a-f]{64}\b/g, '')
      if (words.includes(word)) found.push(name)
    }
  return [...new Set(found)]
}

describe('replays (SECURITY P3)', () => {
  it('of an arrival, an answer or a report give the same answer and change nothing, a minute and a day later', async () => {
    const line = await desk.ring(somebody())
    const arrival = { carrierId: line.carrierId, from: line.from, to: OUR_NUMBER }
    const step = { callId: line.callId, legId: 'l1', step: 1 }
    const first = line.documents[0]
    await desk.carrier.key(line, '1')
    const second = line.documents[1]
    await desk.carrier.hangUp(line)
    await desk.inPhase(line.callId, 'ended')
    const report = {
      type: 'leg' as const,
      key: 'again',
      callId: line.callId,
      legId: 'l1',
      carrierId: line.carrierId,
      state: 'ringing' as const,
      at: new Date(desk.platform.clock.now()),
    }
    const { intake } = desk.calls
    await desk.callIs(line.callId, 'filed', (call) => call.caseId !== null)
    const before = await desk.entries(line.callId)
    for (const later of [60_000, 86_400_000]) {
      await desk.passes(later)
      expect(await intake.arrived(arrival)).toEqual(first)
      expect(await intake.answered(step, { type: 'digits', digits: '1' })).toEqual(second)
      expect(await intake.answered(step, { type: 'digits', digits: '3' })).toEqual(second)
      await intake.reported(report)
      await intake.reported({ ...report, key: `other-${later}`, state: 'completed' })
    }
    expect(await desk.entries(line.callId)).toBe(before)
  })

  it('of a step that was never given are not believed', async () => {
    const line = await desk.ring(somebody())
    const { intake } = desk.calls
    for (const step of [2, 7, -1])
      expect(await intake.answered({ callId: line.callId, legId: 'l1', step }, { type: 'digits', digits: '1' })).toEqual([
        { do: 'hang-up' },
      ])
    expect(await intake.answered({ callId: 'call_nobody', legId: 'l1', step: 1 }, { type: 'nothing' })).toEqual([{ do: 'hang-up' }])
    expect((await desk.view(line.callId)).phase).toBe('menu')
  })

  it('a call to a number that is not ours is rejected and leaves nothing', async () => {
    const line = await desk.carrier.arrive(somebody(), '+12025550199')
    expect(line.documents[0]).toEqual([{ do: 'reject', reason: 'rejected' }])
    await expect(desk.view(line.callId)).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('who dials in (SECURITY P4)', () => {
  it.each([
    ['without an id', async () => ({ dialId: '', identity: identityOf(ida.id) }), 'unknown'],
    ['with a number instead', async () => ({ dialId: '+19005551234', identity: identityOf(ida.id) }), 'unknown'],
    [
      'as somebody else',
      async () => {
        const line = await desk.intoQueue(somebody())
        await desk.accept(ida, line.callId)
        const { dialId } = await desk.calls.joinCall(ida, desk.command(line.callId))
        return { dialId, identity: 'somebody_else' }
      },
      'foreign',
    ],
    [
      'a second time',
      async () => {
        const line = await desk.intoQueue(somebody())
        await desk.accept(ida, line.callId)
        const { dialId } = await desk.calls.joinCall(ida, desk.command(line.callId))
        await desk.carrier.dialIn(dialId, identityOf(ida.id), line.callId)
        return { dialId, identity: identityOf(ida.id) }
      },
      'used',
    ],
    [
      'too late',
      async () => {
        const { callId, agentLine } = await desk.talk(ida, { from: somebody() })
        const { dialId } = await desk.calls.joinCall(ida, desk.command(callId))
        void agentLine
        await desk.passes(61_000)
        return { dialId, identity: identityOf(ida.id) }
      },
      'expired',
    ],
  ])('%s is rejected, and it stands in the audit', async (_how, ready, why) => {
    const { dialId, identity } = await ready()
    const before = (await audit('call-audit.dial-refused')).length
    const line = await desk.carrier.dialIn(dialId, identity)
    expect(line.documents).toEqual([[{ do: 'reject', reason: 'rejected' }]])
    const refused = await audit('call-audit.dial-refused')
    expect(refused.length).toBe(before + 1)
    expect(refused[0]?.facts).toMatchObject({ identity, why })
  })

  it('the same line asking again is given the same document', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.accept(ida, line.callId)
    const { dialId } = await desk.calls.joinCall(ida, desk.command(line.callId))
    const own = await desk.carrier.dialIn(dialId, identityOf(ida.id), line.callId)
    const again = await desk.calls.intake.dialledIn({ dialId, identity: identityOf(ida.id), carrierId: own.carrierId })
    expect(again).toEqual(own.documents[0])
  })
})

describe('what a caller keys', () => {
  it('a secret is nowhere: not in the store, the path or a document (SECURITY P7)', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '2')
    await desk.carrier.key(line, '7391')
    await desk.carrier.hangUp(line)
    await desk.inPhase(line.callId, 'ended')
    expect(asked.at(-1)).toBe('/demo/api/pins?pin=7391')
    expect(await isStored('7391')).toEqual([])
    expect(JSON.stringify(await desk.view(line.callId))).not.toContain('7391')
  })

  it('a card number at an ordinary step is masked before anything is stored (SECURITY P7)', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '6')
    await desk.carrier.key(line, '4111111111111111')
    expect(await isStored('4111111111111111')).toEqual([])
    const { callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.noteCall(ida, { ...desk.command(callId), text: 'Pays with 4111 1111 1111 1111.' })
    expect((await desk.view(callId)).note).toBe('Pays with •••• •••• •••• 1111.')
  })

  it('changes neither host nor path of a look-up, and what it finds is words (SECURITY P10, P11)', async () => {
    for (const keyed of ['../..', 'a@evil', '1&x=2', '٢٠٧١٨']) {
      const before = asked.length
      const line = await desk.ring(somebody())
      await desk.carrier.key(line, '7')
      await desk.calls.intake.answered({ callId: line.callId, legId: 'l1', step: 2 }, { type: 'digits', digits: keyed })
      expect(asked.length).toBe(before)
    }
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '7')
    await desk.carrier.key(line, '20718')
    expect(asked.at(-1)).toBe('/demo/api/orders?order=20718')
    const said = line.documents
      .flat()
      .flatMap((verb) =>
        verb.do === 'say' ? [verb.text] : verb.do === 'gather' ? verb.utterances.map((one) => (one.do === 'say' ? one.text : '')) : [],
      )
    expect(said.join(' ')).toContain('</Say><Dial>+19005551234</Dial>')
    expect(line.documents.flat().every((verb) => verb.do !== 'join')).toBe(true)
  })

  it('about one record in vain is asked only so often a day, over all calls (SECURITY P5)', async () => {
    const before = asked.filter((one) => one.includes('30001')).length
    for (let call = 0; call < 3; call++) {
      const line = await desk.ring(somebody())
      await desk.carrier.key(line, '7')
      await desk.carrier.key(line, '30001')
    }
    expect(asked.filter((one) => one.includes('30001')).length - before).toBe(2)
  })
})

/** Over real HTTP: the whole, a part, and nothing for a link that is changed or old (SECURITY F2). */
const plays = async (path: string): Promise<void> => {
  const server = express().use(desk.calls.router).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get = async (from: string, range?: string): Promise<[number, string]> => {
    const response = await fetch(`${url}${from}`, range ? { headers: { range } } : {})
    return [response.status, await response.text()]
  }
  const [status, whole] = await get(path)
  expect([status, whole.slice(0, 12)]).toEqual([200, 'RIFF....WAVE'])
  expect(await get(path, 'bytes=4-7')).toEqual([206, '....'])
  expect((await get(path, 'bytes=9000-'))[0]).toBe(416)
  expect((await get(`${path.slice(0, -2)}xx`))[0]).toBe(403)
  expect((await get('/recordings/nonsense'))[0]).toBe(403)
  await desk.passes(301_000)
  expect((await get(path))[0]).toBe(403)
  const music = await fetch(`${url}/sounds/waiting.wav`)
  expect([music.status, music.headers.get('content-type')]).toEqual([200, 'audio/wav'])
  server.closeAllConnections()
  server.close()
}

describe('recording (SECURITY P8)', () => {
  it('does not begin without consent, nor when an agent wants it to', async () => {
    const before = desk.carrier.recordings.size
    const { callId } = await desk.talk(ida, { from: somebody() })
    await expect(desk.calls.setRecording(ida, { ...desk.command(callId), act: 'start' })).rejects.toMatchObject({ code: 'no-consent' })
    expect(desk.carrier.recordings.size).toBe(before)
    expect((await desk.view(callId)).recording).toMatchObject({ state: 'off' })
  })

  it('runs with consent, pauses on hold, in a consult and when asked, comes back by itself, and plays for whom it is written down', async () => {
    const { callId, caller } = await desk.talk(ida, { from: somebody(), consents: true })
    await waitFor(() => desk.carrier.recordings.size > 0 && [...desk.carrier.recordings.values()].at(-1), { what: 'a recording' })
    const recording = [...desk.carrier.recordings.values()].at(-1) as { state: string; carrierId: string; isDeleted: boolean }
    expect(recording).toMatchObject({ state: 'on', carrierId: caller.carrierId })
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: true })
    expect(recording.state).toBe('paused')
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: false })
    expect(recording.state).toBe('on')
    await desk.calls.setRecording(ida, { ...desk.command(callId), act: 'pause' })
    expect(recording.state).toBe('paused')
    await desk.passes(121_000)
    expect(recording.state).toBe('on')
    // Not paused is said loudly.
    desk.carrier.setDown(true)
    await expect(desk.calls.setRecording(ida, { ...desk.command(callId), act: 'pause' })).rejects.toMatchObject({ code: 'still-recording' })
    desk.carrier.setDown(false)
    await desk.passes(2_100)
    expect(recording.state).toBe('paused')
    expect((await desk.view(callId)).recording?.pauses).toHaveLength(3)

    await desk.calls.hangUp(ida, desk.command(callId))
    await desk.carrier.settled()
    await desk.callIs(callId, 'a kept recording', (call) => call.recording?.state === 'ready')
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    const { url } = await desk.calls.recordingLink(ida, desk.command(callId))
    await plays(url)
    expect((await audit('call-audit.recording-played'))[0]).toMatchObject({ by: ida.id, facts: { callId } })

    // The whole of it, for who may take it out.
    const admin = await desk.addAgent('Odo', 'admin')
    const all = await desk.calls.exportCall(admin, desk.command(callId))
    expect(all).toMatchObject({ call: { id: callId, recording: { state: 'ready' } }, recordings: [{ what: 'call' }] })
    expect(all.entries.map((one) => one.what)).toEqual(expect.arrayContaining(['call.arrived', 'call.answered', 'call.wrapped']))
    await plays(all.recordings[0]?.url ?? '')
    expect((await audit('call-audit.exported'))[0]).toMatchObject({ by: admin.id, facts: { callId, recordings: 1 } })
    await expect(desk.calls.exportCall(ida, desk.command(callId))).rejects.toMatchObject({ kind: 'forbidden' })

    await desk.passes(91 * 86_400_000)
    await desk.calls.sweepRecordings()
    expect((await desk.view(callId)).recording?.state).toBe('erased')
    expect((await desk.calls.exportCall(admin, desk.command(callId))).recordings).toEqual([])
    expect(recording.isDeleted).toBe(true)
    await expect(desk.calls.recordingLink(ida, desk.command(callId))).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('begins when whoever has the call notes that the customer agreed, unless they did not when the menu asked', async () => {
    const asked = await desk.talk(ida, { from: somebody() })
    expect((await desk.view(asked.callId)).consent).toBe('refused')
    await expect(desk.calls.noteConsent(ida, desk.command(asked.callId))).rejects.toMatchObject({ code: 'consent-refused' })
    await desk.calls.hangUp(ida, desk.command(asked.callId))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { ...desk.command(asked.callId), isDone: true })

    const { call, dialId } = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
    await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
    await desk.carrier.pickUp(await waitFor(() => desk.carrier.ringing().at(-1), { what: 'a phone that rings' }))
    await desk.inPhase(call.id, 'talking')
    const before = desk.carrier.recordings.size
    expect(await desk.view(call.id)).toMatchObject({ consent: 'none' })
    await expect(desk.calls.setRecording(ida, { ...desk.command(call.id), act: 'start' })).rejects.toMatchObject({ code: 'no-consent' })
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    await expect(desk.calls.noteConsent(ruth, desk.command(call.id))).rejects.toMatchObject({ kind: 'conflict' })
    expect(desk.carrier.recordings.size).toBe(before)

    await desk.calls.noteConsent(ida, desk.command(call.id))
    await desk.callIs(call.id, 'a recording', ({ recording, consent }) => recording?.state === 'on' && consent === 'given')
    expect(desk.carrier.recordings.size).toBe(before + 1)
    expect((await audit('call-audit.consent-noted'))[0]).toMatchObject({ by: ida.id, facts: { callId: call.id } })
    await desk.calls.hangUp(ida, desk.command(call.id))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { ...desk.command(call.id), isDone: true })
  })

  it('plays each of a call that was recorded in two parts, and erases one of them for good', async () => {
    const { callId } = await desk.talk(ida, { from: somebody(), consents: true })
    await desk.callIs(callId, 'a recording', (call) => call.recording?.state === 'on')
    await desk.calls.setRecording(ida, { ...desk.command(callId), act: 'stop' })
    // The sound is asked for a moment after the end.
    await desk.passes(3_100)
    await desk.callIs(callId, 'the first part', (call) => call.recordings.length === 1)
    await desk.calls.setRecording(ida, { ...desk.command(callId), act: 'start' })
    await desk.callIs(callId, 'a second part', (call) => call.recording?.state === 'on')
    await desk.calls.hangUp(ida, desk.command(callId))
    await desk.carrier.settled()
    const { recordings } = await desk.callIs(callId, 'both parts', (call) => call.recordings.length === 2)
    const [first = '', second = ''] = recordings.map((one) => one.id)
    for (const recordingId of [first, second]) {
      await plays((await desk.calls.recordingLink(ida, { ...desk.command(callId), recordingId })).url)
      expect(await audit('call-audit.recording-played')).toContainEqual(expect.objectContaining({ facts: { callId, recordingId } }))
    }

    const ruth = await desk.addAgent('Ruth', 'supervisor')
    await expect(desk.calls.eraseRecordings(ida, { callId, recordingId: first })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(desk.calls.eraseRecordings(ruth, { callId, recordingId: 'RE0' })).rejects.toMatchObject({ kind: 'not-found' })
    await desk.calls.eraseRecordings(ruth, { callId, recordingId: first })
    expect((await desk.view(callId)).recordings.map((one) => one.id)).toEqual([second])
    expect(desk.carrier.recordings.get(first)?.isDeleted).toBe(true)
    expect(desk.carrier.recordings.get(second)?.isDeleted).toBe(false)
    const erased = expect.objectContaining({ by: ruth.id, facts: { callId, recordingId: first, why: 'erased' } })
    expect(await audit('call-audit.recording-erased')).toContainEqual(erased)
    await expect(desk.calls.recordingLink(ida, { ...desk.command(callId), recordingId: first })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it.each<[string, string[], boolean]>([
    ['that ends by a key', ['4'], false],
    ['that ends with the call, which is told first', ['4'], true],
    ['by somebody tired of waiting', ['1', '2', '4'], true],
  ])('of a voicemail %s becomes work that can wait, with its sound', async (_how, keys, hangsUp) => {
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const line = await desk.ring(somebody())
    for (const key of keys) await desk.carrier.key(line, key)
    await desk.carrier.leaveMessage(line, 9, { hangsUp })
    await desk.carrier.hangUp(line)
    await desk.passes(2_500)
    const { caseId } = await desk.callIs(line.callId, 'filed', (call) => call.caseId !== null)
    expect(await desk.view(line.callId)).toMatchObject({ phase: 'ended', outcome: 'voicemail' })
    const isVoicemail = ({ channel, state }: { channel: string; state: string }): boolean => channel === 'voicemail' && state !== 'done'
    const work = await waitFor(async () => (await desk.works(line.callId)).find(isVoicemail), { what: 'work' })
    expect(work).toMatchObject({ queueId: desk.returnsId })
    const { items } = await desk.hub.listMessages(by, { channel: 'voicemail', limit: 50 })
    const message = items.find((one) => one.caseId === caseId)
    expect(message?.text).toContain('Voicemail from +1202555')
    expect(message?.attachments).toHaveLength(1)
    // Taken as a file it is listened to as well (SECURITY P8).
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const { bytes } = await desk.hub.readAttachment(ruth, message?.id ?? '', message?.attachments[0]?.fileId ?? '')
    bytes.destroy()
    const played = expect.objectContaining({ by: ruth.id, facts: { callId: line.callId, recordingId: expect.any(String) } })
    expect(await audit('call-audit.recording-played')).toContainEqual(played)
  })
})
