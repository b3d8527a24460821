import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Calls, createCalls, identityOf } from '../../server/calls/index.ts'
import { createBus } from '../../server/platform/bus.ts'
import { createLedgers, type Ledgers } from '../../server/platform/ledger.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

/** Holds back what another process is about to write under a key, until this one has done the same. */
const holdBack = (ledgers: Ledgers, word: string) => {
  let reached = (): void => {}
  let release = (): void => {}
  let isArmed = false
  const open: Ledgers['open'] = (kind) => {
    const ledger = ledgers.open(kind)
    return {
      ...ledger,
      settle: async (id, key, ...rest) => {
        if (isArmed && key.startsWith(word)) {
          isArmed = false
          const released = new Promise<void>((resolve) => {
            release = resolve
          })
          reached()
          await released
        }
        return ledger.settle(id, key, ...rest)
      },
    }
  }
  return {
    ledgers: { ...ledgers, open },
    /** Resolves when it is about to write. */
    next: (): Promise<void> => {
      isArmed = true
      return new Promise((resolve) => {
        reached = resolve
      })
    },
    release: (): void => release(),
  }
}

let desk: PhoneDesk
let ida: StaffActor
/** Processes beside the first, each of which is held back at one place. */
let entering: { calls: Calls } & ReturnType<typeof holdBack>
let dialling: typeof entering
let recording: typeof entering

const beside = async (word: string): Promise<typeof entering> => {
  const bus = createBus(desk.platform.log)
  const gate = holdBack(createLedgers({ ...desk.platform, bus }), word)
  const platform = {
    ...desk.platform,
    bus,
    ledgers: gate.ledgers,
    timers: { ...desk.platform.timers, on: () => {} },
    jobs: { ...desk.platform.jobs, process: () => {}, repeat: () => {} },
    followOthers: () => {},
  }
  const { staff, queues, customers, cases, hub, routing, flowsDir, carrier } = desk
  const rooms = { staff, queues, customers, cases, hub: { ...hub, onErase: () => {}, onOpen: () => {} }, routing }
  const calls = createCalls(platform, { ...rooms, control: carrier.control, flowsDir, articles: () => ({}), isSandbox: true })
  await calls.parts.start?.(new AbortController().signal)
  return { calls, ...gate }
}

beforeAll(async () => {
  desk = await openPhoneDesk({ isOnlyProcess: false })
  entering = await beside('entered:')
  dialling = await beside('dialled:')
  recording = await beside('recorded:')
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

it('gives each of two lines that come in by one leg at two processes a leg of its own', async () => {
  const { callId } = await desk.intoQueue('+12025553901')
  await desk.accept(ida, callId)
  const first = await desk.calls.joinCall(ida, desk.command(callId))
  const second = await desk.calls.joinCall(ida, desk.command(callId))
  // The page was loaded again while its first line was on its way: both were let in, neither stands in the call yet.
  const dials = desk.platform.connection.collection('call_dials')
  await dials.updateMany({ callId }, { $set: { expiresAt: new Date(desk.platform.clock.now() + 60_000) } })

  const isAbout = entering.next()
  const late = entering.calls.intake.dialledIn({ dialId: second.dialId, identity: identityOf(ida.id), carrierId: 'CA-late' })
  await isAbout
  const [early] = await desk.calls.intake.dialledIn({ dialId: first.dialId, identity: identityOf(ida.id), carrierId: 'CA-early' })
  entering.release()
  const [own] = await late
  // Under one label the carrier would let the second in nowhere.
  expect([early, own]).toMatchObject([
    { do: 'join', conference: callId, label: 'l2' },
    { do: 'join', conference: callId, label: 'l3' },
  ])
  expect((await desk.stateOf(callId)).legs).toMatchObject([
    { id: 'l1' },
    { id: 'l2', carrierId: 'CA-early', isGone: true },
    { id: 'l3', carrierId: 'CA-late', isGone: false },
  ])
})

it('is dialled once, though two processes want to at the same moment', async () => {
  const { callId } = await desk.talk(ida, { from: '+12025553902' })
  const isAbout = dialling.next()
  const asked = dialling.calls.beginConsult(ida, { ...desk.command(callId), to: { number: '+12025553903' } })
  await isAbout
  await desk.calls.reconcile()
  dialling.release()
  await asked
  expect(desk.carrier.asked.filter((one) => one.startsWith('dial +12025553903'))).toHaveLength(1)
  expect(desk.carrier.ringing()).toHaveLength(1)
})

/** Two processes begin to record at the same moment: gives how things stand once the second is about to write it down. */
const recordTwice = async (from: string) => {
  const { callId } = await desk.talk(ida, { from, consents: true })
  await desk.calls.setRecording(ida, { ...desk.command(callId), act: 'stop' })
  const before = new Set(desk.carrier.recordings.keys())
  const isAbout = recording.next()
  const begun = recording.calls.setRecording(ida, { ...desk.command(callId), act: 'start' })
  await isAbout
  await desk.calls.reconcile()
  const known = async (): Promise<string[]> => (await desk.stateOf(callId)).recordings.map(({ id }) => id)
  const there = async () => {
    const [ids, all] = [await known(), [...desk.carrier.recordings].filter(([id]) => !before.has(id))]
    return { wanted: all.filter(([id]) => ids.includes(id)), surplus: all.filter(([id]) => !ids.includes(id)) }
  }
  return { callId, begun, there }
}
const ON = [[expect.any(String), { state: 'on', isDeleted: false }]]
const REMOVED = [[expect.any(String), { state: 'stopped', isDeleted: true }]]

describe('is recorded once, and a second recording, which nobody would pause or erase,', () => {
  it('is stopped and deleted', async () => {
    const { callId, begun, there } = await recordTwice('+12025553904')
    recording.release()
    await begun
    expect(await there()).toMatchObject({ wanted: ON, surplus: REMOVED })
    await waitFor(async () => (await desk.stateOf(callId)).unwanted?.length === 0, { what: 'nothing left to remove' })
  })

  it('is deleted later, by another process too, when the carrier cannot be reached or will not do it', async () => {
    const { callId, begun, there } = await recordTwice('+12025553905')
    desk.carrier.setDown(true)
    recording.release()
    await begun.catch(() => {})
    expect((await there()).surplus).toMatchObject([[expect.any(String), { isDeleted: false }]])
    desk.carrier.setDown(false)
    desk.carrier.setKeeping(true)
    await waitFor(
      async () => {
        await desk.passes(3_000)
        return ((await desk.stateOf(callId)).unwanted?.[0]?.tries ?? 0) >= 2
      },
      { what: 'two refusals' },
    )
    desk.carrier.setKeeping(false)
    await waitFor(
      async () => {
        await desk.passes(15_000)
        return (await desk.stateOf(callId)).unwanted?.length === 0
      },
      { what: 'nothing left to remove' },
    )
    expect((await there()).surplus).toMatchObject(REMOVED)
  })

  it('goes too when the process that began it dies before it has written that down', async () => {
    const { callId, there } = await recordTwice('+12025553906')
    const isMarked = async (): Promise<boolean> => (await desk.stateOf(callId)).unwanted?.length === 1
    await waitFor(isMarked, { what: 'news of a recording that nobody knows' })
    // It may just be about to be written down.
    await desk.passes(10_000)
    expect(await there()).toMatchObject({ wanted: ON, surplus: ON })
    await desk.passes(11_000)
    await waitFor(async () => !(await isMarked()), { what: 'its end' })
    expect(await there()).toMatchObject({ wanted: ON, surplus: REMOVED })
  })
})
