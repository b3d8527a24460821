import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { waitFor } from '../../wait-for.ts'
import { type CarrierDesk, openCarrierDesk, STATUS, twiml, VOICE } from './carrier-desk.ts'

let dataDir = ''
let desk: CarrierDesk
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'patchbay-carrier-'))
  desk = await openCarrierDesk({ dataDir, secondMs: 100 })
})
afterEach(async () => {
  await desk.close()
  await rm(dataDir, { recursive: true, force: true })
})
/** The desk goes down and comes back at the same address. */
const restart = async (secondMs = 100): Promise<void> => {
  const { port } = desk
  await desk.close()
  desk = await openCarrierDesk({ dataDir, secondMs, port })
}

it('a call whose phone comes back goes on with the verb it was in', async () => {
  desk.on(VOICE, '<Gather numDigits="1" timeout="600" action="/took"><Say>One or two?</Say></Gather>')
  const phone = await desk.phone('+12025550168')
  const sid = await phone.dial(desk.ourNumber)
  await phone.asked()
  await restart()
  desk.on('/took', ({ Digits }) => twiml(`<Say>You chose ${Digits}</Say>`))
  const again = await desk.phone('+12025550168', phone.key)
  await again.asked()
  expect(again.call()).toMatchObject({ sid, state: 'live' })
  await again.press('2')
  await again.hears('You chose 2')
  // Nobody was asked for the document again.
  expect(desk.asked(VOICE)).toHaveLength(0)
})

it('a conference goes on with those who come back, and loses the others', async () => {
  const meet =
    '<Dial><Conference beep="false" waitUrl="" statusCallback="/meeting" statusCallbackEvent="start end join leave">room</Conference></Dial>'
  desk.on(VOICE, meet)
  const [a, b] = [await desk.phone('+12025550168'), await desk.phone('+12025550169')]
  const first = await a.dial(desk.ourNumber)
  await waitFor(() => a.call()?.conference)
  const second = await b.dial(desk.ourNumber)
  await waitFor(() => b.call()?.conference)
  const [conference] = await desk.sdk.conferences.list({ status: 'in-progress' })
  await restart()
  const again = await desk.phone('+12025550168', a.key)
  await waitFor(() => again.call()?.conference === 'room')
  const left = await desk.told('/meeting', (one) => one.StatusCallbackEvent === 'participant-leave')
  expect(left.params).toMatchObject({ CallSid: second, ConferenceSid: conference?.sid })
  await desk.told(STATUS, (one) => one.CallSid === second && one.CallStatus === 'completed')
  expect(desk.asked('/meeting').some(({ params }) => params.StatusCallbackEvent === 'participant-join')).toBe(false)
  expect((await desk.sdk.conferences(conference?.sid ?? '').participants.list()).map(({ callSid }) => callSid)).toEqual([first])
  expect(await desk.sdk.calls(first).fetch()).toMatchObject({ status: 'in-progress' })
})

it('a call that only rang is over, and its callback says so', async () => {
  const phone = await desk.phone('+12025550168')
  const call = await desk.sdk.calls.create({
    to: phone.address,
    from: desk.ourNumber,
    twiml: twiml('<Hangup/>'),
    statusCallback: `${desk.base()}/progress`,
    timeout: 600,
  })
  await phone.is('ringing')
  await restart()
  await desk.told('/progress', (one) => one.CallSid === call.sid && one.CallStatus === 'failed')
})

it('a number that is forgotten keeps the call it is in, and leaves nothing behind when that is over', async () => {
  desk.on(VOICE, '<Gather timeout="600"><Say>Still there?</Say></Gather>')
  const phone = await desk.phone('+12025550168')
  const sid = await phone.dial(desk.ourNumber)
  await phone.asked()
  await desk.carrier.forget((number) => number === phone.address, new Date())
  await restart()
  const again = await desk.phone('+12025550168', phone.key)
  await again.asked()
  expect(await desk.sdk.calls(sid).fetch()).toMatchObject({ status: 'in-progress' })
  await again.hangUp()
  const records = desk.machine.platform.connection.collection('sandbox_carrier')
  await waitFor(async () => (await records.findOne({ 'record.from': phone.address })) === null, { what: 'a carrier that knows nothing' })
})

it('a text that is forgotten on its way is not written down again when it arrives', async () => {
  // Long enough on its way to be forgotten there.
  await restart(2000)
  const records = desk.machine.platform.connection.collection<{ _id: string }>('sandbox_carrier')
  const send = (to: string) => desk.sdk.messages.create({ from: desk.ourNumber, to, body: 'Your wheel is true again.' })
  const phone = await desk.phone('+12025550168')
  const { sid } = await send(phone.address)
  await desk.carrier.forget((number) => number === phone.address, new Date())
  const after = await send('+12025550169')
  await waitFor(() => records.findOne({ _id: `message:${after.sid}`, 'record.status': 'delivered' }), { what: 'a text sent after it' })
  expect(await records.findOne({ _id: `message:${sid}` })).toBeNull()
  expect(phone.texts()).toEqual([])
})
