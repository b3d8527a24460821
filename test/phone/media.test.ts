import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listFrom } from '../../agent-console/softphone/list-devices.ts'
import { changesOf } from '../../agent-console/softphone/media/changes.ts'
import { pairOf } from '../../agent-console/softphone/media/key-pairs.ts'
import { loudness } from '../../agent-console/softphone/media/loudness.ts'
import { faultOf, faultWords } from '../../agent-console/softphone/media/microphone-fault.ts'
import { type Count, qualityBetween, worstFirst } from '../../agent-console/softphone/media/quality.ts'

describe('a plan applied', () => {
  it('leads from whatever is held to exactly what is wanted', () => {
    const plan = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom('1', '2'))
    fc.assert(
      fc.property(plan, plan, (before, after) => {
        const held = new Map(Object.entries(before))
        const wanted = new Map(Object.entries(after))
        const { open, follow, close } = changesOf(held, wanted, (one, other) => one !== other)
        for (const key of close) expect(held.delete(key)).toBe(true)
        for (const [key, value] of open) {
          expect(held.has(key)).toBe(false)
          held.set(key, value)
        }
        expect(held).toEqual(wanted)
        expect(new Set([...open, ...follow].map(([key]) => key))).toEqual(new Set(wanted.keys()))
      }),
    )
  })
  it('leaves alone what stays the same thing', () => {
    const { open, close, follow } = changesOf(new Map([['a', 1]]), new Map([['a', 2]]), () => false)
    expect({ open, close, follow }).toEqual({ open: [], close: [], follow: [['a', 2]] })
  })
})

describe('how loud it is', () => {
  it.each([
    ['silence', 0, 0],
    ['below what anybody hears', 0.0005, 0],
    ['-40 dB', 0.01, 1 / 3],
    ['-20 dB', 0.1, 2 / 3],
    ['full', 1, 1],
    ['more than full', 4, 1],
  ])('%s', (_name, amplitude, expected) => {
    expect(loudness(new Float32Array(512).fill(amplitude))).toBeCloseTo(expected, 3)
  })
})

describe('what is wrong with a line', () => {
  const fine: Count = { received: 1000, lost: 10, jitterMs: 5, roundTripMs: 20 }
  it.each<[string, Count | undefined, Count, string[]]>([
    ['nothing', fine, { ...fine, received: 1100 }, []],
    ['one word in ten is lost', fine, { ...fine, received: 1090, lost: 20 }, ['loss']],
    ['much was lost long ago', { ...fine, lost: 500 }, { ...fine, lost: 500, received: 1100 }, []],
    ['too little was said to tell', fine, { ...fine, received: 1005, lost: 15 }, []],
    ['the first look counts from nothing', undefined, { received: 60, lost: 40, jitterMs: 5, roundTripMs: 20 }, ['loss']],
    ['it takes long', fine, { ...fine, received: 1100, roundTripMs: 700 }, ['delay']],
    ['nobody knows how long it takes', fine, { ...fine, received: 1100, roundTripMs: null }, []],
    ['it is uneven', fine, { ...fine, received: 1100, jitterMs: 80 }, ['jitter']],
    ['uneven silence is silence', fine, { ...fine, jitterMs: 80 }, []],
    ['packets counted twice are no loss', fine, { ...fine, received: 1100, lost: 2 }, []],
  ])('%s', (_name, before, now, expected) => {
    expect(qualityBetween(before, now)).toEqual(expected)
  })
  it('says the worst first, each once', () => {
    expect(worstFirst(['jitter', 'cut', 'jitter', 'loss'])).toEqual(['cut', 'loss', 'jitter'])
  })
})

describe('devices', () => {
  const named = [
    { deviceId: 'default', kind: 'audioinput', label: 'Default' },
    { deviceId: 'a1', kind: 'audioinput', label: 'Headset' },
    { deviceId: 'b1', kind: 'audiooutput', label: 'Speakers' },
    { deviceId: 'c1', kind: 'videoinput', label: 'Camera' },
  ] as const
  it('are listed by kind, without the one that stands for all', () => {
    expect(listFrom(named, true)).toEqual({
      microphones: [{ id: 'a1', name: 'Headset' }],
      speakers: [{ id: 'b1', name: 'Speakers' }],
      isNamed: true,
      canChooseSpeaker: true,
    })
  })
  it('are not offered where the browser lets nobody choose', () => {
    expect(listFrom(named, false).speakers).toEqual([])
  })
  it('without permission have no names, and no ids to choose by', () => {
    expect(listFrom([{ deviceId: '', kind: 'audioinput', label: '' }], true)).toMatchObject({ microphones: [], isNamed: false })
  })
  it('with ids but no names are counted', () => {
    const nameless = ['x', 'y'].map((deviceId) => ({ deviceId, kind: 'audioinput' as const, label: '' }))
    expect(listFrom(nameless, true).microphones.map(({ name }) => name)).toEqual(['Microphone 1', 'Microphone 2'])
  })
})

describe('a microphone that does not start', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'busy'],
    ['unsafe', 'unsafe'],
    ['SomethingNew', 'failed'],
  ] as const)('%s has words', (name, fault) => {
    expect(faultOf(Object.assign(new Error('x'), { name }))).toBe(fault)
    expect(faultWords[fault]).toMatch(/^[A-Z].*\.$/)
  })
})

describe('keys', () => {
  it.each([
    ['1', [697, 1209]],
    ['5', [770, 1336]],
    ['9', [852, 1477]],
    ['*', [941, 1209]],
    ['0', [941, 1336]],
    ['#', [941, 1477]],
  ] as const)('%s sounds as everywhere', (key, pair) => {
    expect(pairOf(key)).toEqual(pair)
  })
  it.each(['', 'a', '12', ' '])('%j has no sound', (key) => {
    expect(pairOf(key)).toBeUndefined()
  })
})
