import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callStream } from '../../server/calls/fold-call.ts'
import type { CallChange, CallState } from '../../server/calls/index.ts'
import { interactionOf } from '../../server/hub/index.ts'
import type { Ledger } from '../../server/platform/ledger.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from '../routing/floor-desk.ts'
import { mirror } from '../setup/mirror.ts'
import { mirrorOf } from './mirror-of.ts'

/**
 * Whatever can happen to a call, one entry after the other as another process would write it: the call, the lists of calls, the case it stands in, and
 * whoever it is offered to show after each what a fresh fetch shows. How an entry comes about is tried in `test/calls`, where every desk is compared at
 * its end. What can happen is read from the file that says so: a new kind fails here until it stands in one of these lives.
 */
let desk: FloorDesk
let mirrored: ReturnType<typeof mirror>
let ledger: Ledger<CallState, CallChange>
let ida: StaffActor
let ben: StaffActor
let queueId: string
let otherId: string
let interactionId: string
/** The work of the call that is offered. */
let workId: string

beforeAll(async () => {
  desk = await openFloorDesk({ isOnlyProcess: false })
  const { named } = mirrorOf(desk)
  const [work, calls] = [named('work'), named('calls')]
  mirrored = mirror(desk.platform.bus, by, { call: named('call'), calls, case: named('case'), user: work, agent: work }, [named('waiting')])
  ledger = desk.platform.ledgers.open(callStream)
  const [queue, other] = [await desk.addQueue(), await desk.addQueue()]
  queueId = queue.id
  otherId = other.id
  ida = await desk.addAgent('Ida', { teams: queue.teams, capacity: { voice: 1, default: 1 } })
  ben = await desk.addAgent('Ben', { capacity: { voice: 1, default: 1 } }, false)
  for (const id of ['live', `mine-${ida.id}`, `mine-${ben.id}`]) mirrored.watch(calls, id)
  interactionId = interactionOf(`voice:${queueId}:marta`)
})
afterAll(async () => {
  mirrored?.stop()
  await desk?.end()
})

const later = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()
const terms = { flow: 'main', isRecorded: true }
const priority = 'normal' as const
const reported = (legId: string, report: Extract<CallChange, { type: 'call.leg-reported' }>['report']): CallChange => {
  return { type: 'call.leg-reported', legId, carrierId: `CA-${legId}`, report, reportedAt: later(0) }
}
const moved = (legId: string, isIn: boolean): CallChange => {
  return { type: 'call.leg-moved', legId, carrierId: `CA-${legId}`, conferenceId: 'CF1', isIn, reportedAt: later(0) }
}
const added = (legId: string, more: Partial<Extract<CallChange, { type: 'call.leg-added' }>>): CallChange => {
  return { type: 'call.leg-added', legId, role: 'agent', agentId: null, way: 'softphone', mode: null, dialBy: null, ...more }
}
const inbound = () => ({
  carrier: 'memory',
  ourNumber: '+12025550100',
  interactionId,
  confidence: 'exact' as const,
  terms,
})
const toNobody = (name: string) => ({ ...inbound(), interactionId: name, caseId: null, queueId })

/** The courses that calls can take. */
const lives: Record<string, () => AsyncIterable<CallChange> | Iterable<CallChange>> = {
  'from the menu to a talk, to colleagues and to its end': async function* () {
    yield* [
      { type: 'call.arrived', carrierId: 'CA-l1', ...inbound() },
      { type: 'call.stepped', legId: 'l1', step: 2, place: 'flow' },
      { type: 'call.known', confidence: 'shared' },
      { type: 'call.consented', isGiven: true },
      { type: 'call.queued', ask: 1, queueId, skills: { german: 2 }, priority },
    ] satisfies CallChange[]
    const caseId = await desk.write('voice', queueId, 'marta')
    yield { type: 'call.filed', caseId, customerId: (await desk.cases.getState(by, caseId)).customerId }
    workId = (await desk.offeredTo(caseId, ida)).id
    yield* [
      { type: 'call.estimated', position: 2, fromMinutes: 3, toMinutes: 5 },
      { type: 'call.moved', queueId: otherId, priority: 'urgent' },
      { type: 'call.accepted', workId: workId, agentId: ben.id, joinBy: later(20) },
      { type: 'call.released', agentId: ben.id, why: 'not-joined' },
      { type: 'call.accepted', workId: workId, agentId: ida.id, joinBy: later(20) },
      added('l2', { agentId: ida.id }),
      { type: 'call.leg-dialled', legId: 'l2' },
      { type: 'call.leg-known', legId: 'l2', carrierId: 'CA-l2' },
      reported('l2', 'live'),
      { type: 'call.leg-entered', legId: 'l2', carrierId: 'CA-l2' },
      { type: 'call.conference-found', conferenceId: 'CF1' },
      moved('l2', true),
      moved('l1', true),
      { type: 'call.answered', agentId: ida.id, waitedMs: 9000, told: { fromMinutes: 3, toMinutes: 5, waitedMs: 2000 } },
      { type: 'call.recording-asked', act: 'start' },
      { type: 'call.recording-begun', recordingId: 'RE1', legId: 'l1' },
      { type: 'call.recording-asked', act: 'pause', until: later(60) },
      { type: 'call.recording-set', recordingId: 'RE1', state: 'paused' },
      { type: 'call.recording-unwanted', recordingId: 'RE2', legId: 'l2', removeAt: later(1) },
      { type: 'call.recording-stays', recordingId: 'RE2', nextAt: later(9) },
      { type: 'call.recording-removed', recordingId: 'RE2' },
      { type: 'call.hold-asked', legId: 'l1', isHeld: true },
      { type: 'call.leg-set', legId: 'l1', isHeld: true },
      { type: 'call.hold-refused', legId: 'l1', isHeld: false, againAt: later(5) },
      { type: 'call.hold-refused', legId: 'l1', isHeld: false, againAt: null },
      { type: 'call.noted' },
      { type: 'call.help-asked', isAsked: true },
      added('l3', { role: 'supervisor', agentId: ben.id, mode: 'listen' }),
      reported('l3', 'live'),
      moved('l3', true),
      { type: 'call.coach-set', legId: 'l3', mode: 'whisper' },
      { type: 'call.mute-refused', legId: 'l3', isMuted: true, againAt: null },
      { type: 'call.drop-asked', legId: 'l3' },
      { type: 'call.leg-ending', legId: 'l3', askAt: later(3) },
      reported('l3', 'completed'),
      added('l4', { role: 'colleague', agentId: ben.id, dialBy: later(20), queueId: otherId }),
      { type: 'call.consult-began', legId: 'l4', queue: { id: otherId, next: [ben.id] } },
      { type: 'call.consult-passed', legId: 'l4', agentId: ben.id, dialBy: later(20), next: [] },
      { type: 'call.consult-ended', legId: 'l4', why: 'nobody' },
      added('l5', { role: 'colleague', agentId: ben.id }),
      { type: 'call.consult-began', legId: 'l5' },
      reported('l5', 'live'),
      moved('l5', true),
      { type: 'call.joined-together', legId: 'l5' },
      { type: 'call.agent-lost', agentId: ida.id, rejoinBy: later(30) },
      { type: 'call.agent-back', agentId: ida.id },
      { type: 'call.handed-over', legId: 'l5', from: ida.id, agentId: ben.id, queueId: otherId },
      { type: 'call.requeued', why: 'transferred', from: ben.id, queueId, toAgentId: ida.id, ask: 2 },
      { type: 'call.hung-up' },
      reported('l1', 'completed'),
      { type: 'call.left', outcome: 'answered', isOver: false, wrapUpEndsAt: later(60) },
      { type: 'call.wrap-up-set', disposition: 'Solved', endsAt: later(90) },
      { type: 'call.wrapped', agentId: ida.id, why: 'done' },
      { type: 'call.recording-reported', recordingId: 'RE1', state: 'ready', seconds: 9, reportedAt: later(0) },
      { type: 'call.recording-missed', recordingId: 'RE1', nextAt: later(5) },
      { type: 'call.recording-kept', recordingId: 'RE1', fileId: 'sound', mime: 'audio/wav', bytes: 9 },
      { type: 'call.recording-erased', recordingId: 'RE1', why: 'retention' },
    ] satisfies CallChange[]
  },
  'back to the menu, and outside': () => [
    { type: 'call.arrived', carrierId: 'CA-l1', ...inbound(), interactionId: 'second' },
    { type: 'call.queued', ask: 1, queueId, skills: {}, priority },
    { type: 'call.accepted', workId: 'none', agentId: ida.id, joinBy: later(20) },
    added('l2', { agentId: ida.id }),
    { type: 'call.answered', agentId: ida.id, waitedMs: 10, told: null },
    added('l3', { role: 'outside', way: 'carrier' }),
    { type: 'call.sent-out', legId: 'l3', from: ida.id, wrapUpEndsAt: later(60) },
    { type: 'call.sent-back', from: null, wrapUpEndsAt: null },
    { type: 'call.rated', name: 'after', rating: 4 },
    { type: 'call.connected-outside', legId: 'l3' },
    { type: 'call.turned-away', why: 'closed' },
    { type: 'call.voicemail-left', ask: 2, queueId, recordingId: 'RE9', seconds: 7 },
    { type: 'call.callback-known', callId: 'another', queueId },
    { type: 'call.left', outcome: 'voicemail', isOver: true, wrapUpEndsAt: null },
  ],
  'asked to be called back': () => [
    { type: 'call.arrived', carrierId: 'CA-l1', ...inbound(), interactionId: 'third' },
    { type: 'call.queued', ask: 1, queueId, skills: {}, priority },
    { type: 'call.callback-asked', queueId, expiresAt: later(3600) },
    { type: 'call.callback-renewed', expiresAt: later(7200) },
    { type: 'call.callback-held', why: 'calling-hours', until: later(600) },
    { type: 'call.callback-due', ask: 2, queueId },
    { type: 'call.accepted', workId: 'none', agentId: ida.id, joinBy: later(20) },
    added('l2', { agentId: ida.id }),
    reported('l2', 'live'),
    { type: 'call.callback-missed', why: 'busy', nextAt: later(900) },
    { type: 'call.left', outcome: 'callback', isOver: false, wrapUpEndsAt: later(60) },
    { type: 'call.wrapped', agentId: ida.id, why: 'time' },
    { type: 'call.callback-cancelled', dueAt: later(900) },
    { type: 'call.left', outcome: 'callback', isOver: true, wrapUpEndsAt: null },
    { type: 'call.callback-restored', dueAt: later(900) },
    { type: 'call.callback-due', ask: 3, queueId },
    { type: 'call.accepted', workId: 'none', agentId: ben.id, joinBy: later(20) },
    added('l4', { agentId: ben.id }),
    { type: 'call.callback-held' },
    { type: 'call.callback-cancelled', why: 'emergency' },
  ],
  'arranged for an hour': () => [
    {
      type: 'call.callback-arranged',
      ...toNobody('fourth'),
      priority,
      forAgentId: ida.id,
      dueAt: later(3600),
      expiresAt: later(7200),
    },
    { type: 'call.callback-moved', dueAt: later(1800), expiresAt: later(5400) },
    { type: 'call.callback-due', ask: 1, queueId },
    { type: 'call.accepted', workId: 'none', agentId: ida.id, joinBy: later(20) },
    { type: 'call.released', agentId: ida.id, why: 'at-limit', until: later(60) },
  ],
  'from one of ours to a colleague': () => [
    {
      type: 'call.started',
      ...toNobody('fifth'),
      agentId: ida.id,
      customerId: null,
      joinBy: later(20),
      toAgent: { id: ben.id, dialBy: later(20) },
    },
    reported('l1', 'live'),
    reported('l2', 'no-answer'),
    { type: 'call.left', outcome: 'failed', isOver: true, wrapUpEndsAt: null },
  ],
}

describe('what can happen to a call', () => {
  const lived = new Set<string>()

  it.each(Object.entries(lives))('%s', async (name, life) => {
    const callId = `call-${Object.keys(lives).indexOf(name)}`
    for await (const change of life()) {
      mirrored.heard.clear()
      await ledger.commit(callId, commandId(), by.id, () => change)
      expect(mirrored.heard).toContain(change.type)
      await mirrored.check().catch((error) => {
        throw new Error(`after ${change.type}: ${error.message}`)
      })
      lived.add(change.type)
    }
  })

  it('stands in one of these lives', () => {
    const entries = readFileSync(join(import.meta.dirname, '../../server/calls/entries.ts'), 'utf8')
    const all = new Set([...entries.matchAll(/type: '(call\.[\w-]+)'/g)].map((found) => found[1] ?? ''))
    expect(all.size).toBeGreaterThan(60)
    expect([...all].filter((one) => !lived.has(one))).toEqual([])
  })
})
