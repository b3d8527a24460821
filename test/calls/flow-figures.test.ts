import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CountedCall, cameTo, countFlow, type Walk } from '../../server/calls/flows/flow-figures.ts'
import { AppError } from '../../server/platform/errors.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const ended: CountedCall = { isLive: false, isOnLine: false, phase: 'ended', outcome: 'served-by-menu', answeredAt: null, callback: null }
const second = (seconds: number): Date => new Date(Date.UTC(2026, 10, 25, 10, 0, seconds))
const walk = (call: Partial<CountedCall>, hasEnded: boolean, ...steps: [number, string, string?][]): Walk => ({
  call: { ...ended, ...call },
  hasEnded,
  steps: steps.map(([at, id, on = 'next']) => ({ at: second(at).toISOString(), id: id === '' ? null : id, on })),
})
const graph = {
  nodes: ['ask', 'wait', 'bye'].map((id) => ({ id, title: id, kind: 'say' as const, line: 1, about: '', says: {} })),
  edges: [
    ['ask', 'wait', '0'],
    ['ask', 'ask', '1'],
    ['ask', 'bye', 'otherwise'],
  ].map(([from = '', to = '', on = '']) => ({ from, to, on, label: '', isKey: false, means: '' })),
}
const counted = (...walks: Walk[]) => {
  const { steps, took, ...rest } = countFlow(graph, walks)
  return { ...rest, steps: Object.fromEntries(steps), took: Object.fromEntries(took) }
}
const waiting = { isLive: true, isOnLine: true, phase: 'waiting' as const, outcome: null }
const callback = { state: 'waiting' as const, attempts: 0, dueAt: null, expiresAt: second(60) }

describe('how a call came out', () => {
  it.each([
    ['the menu hung up', walk({}, true), 'served'],
    ['the caller hung up in the menu', walk({}, false), 'hungUp'],
    ['the caller hung up while waiting', walk({ outcome: 'abandoned' }, false), 'hungUp'],
    ['a person answered', walk({ outcome: 'answered', answeredAt: second(9) }, false), 'person'],
    ['a message was left', walk({ outcome: 'voicemail' }, false), 'message'],
    ['a callback is owed', walk({ ...waiting, isOnLine: false, outcome: 'callback', callback }, true), 'message'],
    ['it still goes on', walk(waiting, false), null],
    ['the line failed', walk({ outcome: 'failed' }, false), null],
  ] as const)('%s', (_what, given, outcome) => {
    expect(cameTo(given)).toBe(outcome)
  })
})

describe('figures of a flow', () => {
  it('count a call once for each step and way, however often it came by', () => {
    const figures = counted(walk({}, true, [0, 'ask', ''], [4, 'ask', '1'], [10, 'ask', '1'], [12, 'bye', 'otherwise']))
    expect(figures).toMatchObject({ calls: 1, steps: { ask: { reached: 1, seconds: 4, left: 0 } } })
    expect(figures.took).toEqual({ 'ask 0': 0, 'ask 1': 1, 'ask otherwise': 1 })
  })

  it('say where callers leave, where they are, and how long they wait for a person', () => {
    const figures = counted(
      walk({ outcome: 'abandoned' }, false, [0, 'ask'], [5, 'wait', '0']),
      walk({ outcome: 'answered', answeredAt: second(35) }, false, [0, 'ask'], [5, 'wait', '0']),
      walk(waiting, false, [0, 'ask'], [5, 'wait', '0']),
    )
    expect(figures.steps.wait).toEqual({ reached: 3, left: 1, now: 1, seconds: 30 })
    expect(figures).toMatchObject({ calls: 3, now: 1, outcomes: { person: 1, served: 0, message: 0, hungUp: 1 } })
  })

  it('leave out calls that never came through, and ways that led elsewhere in an older version', () => {
    const figures = counted(walk({}, true, [0, '']), walk({}, true, [0, 'ask'], [2, 'bye', '0'], [3, 'ask', 'x']))
    expect(figures.calls).toBe(1)
    expect(figures.took).toEqual({ 'ask 0': 0, 'ask 1': 0, 'ask otherwise': 0 })
  })
})

describe('figures of real calls', () => {
  let desk: PhoneDesk
  beforeAll(async () => {
    desk = await openPhoneDesk()
  })
  afterAll(() => desk?.close())

  it('are shown to supervisors, and to no agent', async () => {
    const { calls, carrier } = desk
    const vera = await desk.addAgent('Vera', 'supervisor')
    const ida = await desk.addAgent('Ida')
    const gone = await desk.ring('+12025550161')
    await carrier.hangUp(gone)
    const served = await desk.ring('+12025550162')
    await carrier.key(served, '3')
    await carrier.settled()
    await desk.talk(ida, { from: '+12025550163' })
    await desk.ring('+12025550164')
    await carrier.settled()

    const flow = await calls.getFlow(vera, { name: 'main', days: 1 })
    const step = (id: string) => flow.nodes.find((one) => one.id === id)
    expect(flow).toMatchObject({ calls: 4, now: 1, isCut: false, outcomes: { person: 1, served: 1, message: 0, hungUp: 1 } })
    expect(step('main')).toMatchObject({ reached: 4, left: 1, now: 1 })
    expect(step('wait')).toMatchObject({ reached: 1, left: 0, now: 0 })
    expect(flow.edges.filter(({ took }) => took > 0).map(({ from, to, label }) => `${from} ${label} ${to}`)).toEqual([
      'main 1 consent',
      'main 3 bye',
      'consent  wait',
    ])
    expect(calls.listFlows(vera)).toMatchObject([
      {
        name: 'main',
        title: 'Main menu',
        isLive: true,
        faults: [{ file: 'main.flow.yaml', line: 9, level: 'warning' }],
        numbers: [{ number: '+12025550100', label: 'Main' }],
      },
    ])
    expect(() => calls.listFlows(ida)).toThrow(AppError)
    await expect(calls.getFlow(ida, { name: 'main', days: 1 })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(calls.getFlow(vera, { name: 'constructor', days: 7 })).rejects.toMatchObject({ kind: 'not-found' })
  })
})
