import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ring, ringing } from '../../agent-console/calls/ringing.ts'
import { createButtons, type Press } from '../../agent-console/softphone/headset/buttons.ts'
import { fieldsOf, readField, writeField } from '../../agent-console/softphone/headset/fields.ts'
import { startHeadsets } from '../../agent-console/softphone/headset/headsets.ts'
import type { Hid, HidCollection, HidDevice, HidItem, HidReport } from '../../agent-console/softphone/headset/hid.ts'
import { createLamps, dark, type Lamps } from '../../agent-console/softphone/headset/lamps.ts'
import { lampsOf, mayStillCome, meaningOf, type PhoneNow } from '../../agent-console/softphone/headset/meaning.ts'

const [HOOK, FLASH, REDIAL, MUTE] = [0x0b0020, 0x0b0021, 0x0b0024, 0x0b002f]
const [LED_MUTE, LED_OFF_HOOK, LED_RING, LED_HOLD] = [0x080009, 0x080017, 0x080018, 0x080020]

const item = (usages: number[], given: Partial<HidItem> = {}): HidItem => ({
  isAbsolute: true,
  isArray: false,
  isConstant: false,
  isRange: false,
  usages,
  reportSize: 1,
  reportCount: usages.length,
  logicalMinimum: 0,
  ...given,
})
const gap = (reportCount: number): HidItem => item([], { isConstant: true, reportCount })
const input = (reportId: number, ...items: HidItem[]): HidCollection => ({
  usagePage: 0x0b,
  inputReports: [{ reportId, items }],
  outputReports: [],
})
const data = (...bytes: number[]): DataView => new DataView(Uint8Array.from(bytes).buffer)
const told = ({ button, to }: Press): string => `${button} ${to}`

describe('the buttons of a headset', () => {
  const relative = { isAbsolute: false }
  it.each<[string, HidCollection, [id: number, ...bytes: number[]][], string[][]]>([
    [
      'a switch beside one-shot buttons, after a gap, in one report',
      input(2, item([HOOK]), gap(1), item([FLASH, REDIAL, MUTE], relative), gap(3)),
      [
        [2, 0b00001],
        [2, 0b10001],
        [2, 0b00001],
        [2, 0b00101],
        [2, 0b00000],
      ],
      [['hook on'], ['mute toggle'], [], [], ['hook off']],
    ],
    [
      'a mute switch that keeps its state',
      input(1, item([HOOK, MUTE]), gap(6)),
      [
        [1, 0b10],
        [1, 0b10],
        [1, 0b00],
      ],
      [['mute on'], [], ['mute off']],
    ],
    [
      'a hook that is a single push button',
      input(5, item([HOOK], relative), gap(7)),
      [
        [5, 1],
        [5, 0],
        [5, 1],
      ],
      [['hook toggle'], [], ['hook toggle']],
    ],
    [
      'a hook of two buttons, on and off, as two bits with a sign',
      input(5, gap(3), item([HOOK], { ...relative, reportSize: 2, logicalMinimum: -1 }), gap(3)),
      [
        [5, 0b01000],
        [5, 0b00000],
        [5, 0b11000],
        [5, 0b00000],
      ],
      [['hook on'], [], ['hook off'], []],
    ],
    [
      'keys of an array: which of these are held down',
      input(3, item([HOOK, REDIAL, MUTE], { isArray: true, reportSize: 4, reportCount: 2, logicalMinimum: 1 })),
      [
        [3, 0x01],
        [3, 0x31],
        [3, 0x03],
        [3, 0x00],
        [3, 0x0f],
      ],
      [['hook toggle'], ['mute toggle'], [], [], []],
    ],
    [
      'keys of an array that goes over a range of usages, across a byte',
      input(
        3,
        gap(4),
        item([], {
          isArray: true,
          isRange: true,
          usageMinimum: HOOK,
          usageMaximum: 0x0b0030,
          reportSize: 8,
          reportCount: 1,
          logicalMinimum: 1,
        }),
        gap(4),
      ),
      [
        [3, 0x10, 0x00],
        [3, 0x00, 0x00],
        [3, 0x00, 0x01],
      ],
      [['hook toggle'], [], ['mute toggle']],
    ],
    [
      'another report, and one that is cut short',
      input(2, gap(12), item([HOOK])),
      [
        [9, 0xff, 0xff],
        [2, 0xff],
        [2, 0, 0x10],
      ],
      [[], [], ['hook on']],
    ],
  ])('are told from %s', (_name, collection, reports, expected) => {
    const buttons = createButtons([collection])
    expect(reports.map(([id, ...bytes]) => buttons.read(id, data(...bytes)).map(told))).toEqual(expected)
  })

  it('are those that it has: volume keys alone are none', () => {
    const buttons = createButtons([input(1, item([0x0c00e9, 0x0c00ea]))])
    expect([buttons.has('hook'), buttons.has('mute')]).toEqual([false, false])
    expect(createButtons([input(1, item([MUTE]))]).has('mute')).toBe(true)
  })

  it('count in reports that two collections share, one after the other', () => {
    const buttons = createButtons([input(0, item([0x0c00e9, 0x0c00ea])), input(0, item([HOOK]))])
    expect(buttons.read(0, data(0b100)).map(told)).toEqual(['hook on'])
  })

  it('are heard again after the desk put the light out, also by a headset that followed in silence', () => {
    const buttons = createButtons([input(1, item([HOOK]))])
    expect(buttons.read(1, data(1)).map(told)).toEqual(['hook on'])
    buttons.isOff('hook')
    expect(buttons.read(1, data(1)).map(told)).toEqual(['hook on'])
  })
})

const lampSets: Lamps[] = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ isRinging: (n & 1) > 0, isOffHook: (n & 2) > 0, isMuted: (n & 4) > 0 }))
const output = (...outputReports: HidReport[]): HidCollection => ({ usagePage: 0x0b, inputReports: [], outputReports })
const hexOf = (collections: HidCollection[], lamps: Partial<Lamps>): string[] =>
  createLamps(collections)
    .reports({ ...dark, ...lamps })
    .map(({ reportId, data: bytes }) => `${reportId}:${Buffer.from(bytes).toString('hex')}`)

describe('the lights of a headset', () => {
  const bits = output({ reportId: 2, items: [item([LED_OFF_HOOK, LED_MUTE, LED_HOLD, LED_RING]), gap(12)] })
  const apart = output(
    { reportId: 9, items: [gap(8), item([LED_MUTE])] },
    { reportId: 4, items: [item([LED_RING], { reportSize: 8 })] },
    { reportId: 7, items: [item([LED_HOLD])] },
  )
  const array = output({
    reportId: 3,
    items: [item([LED_RING, LED_OFF_HOOK, LED_MUTE], { isArray: true, reportSize: 8, reportCount: 2, logicalMinimum: 1 })],
  })
  it.each<[string, HidCollection, Partial<Lamps>, string[]]>([
    ['dark', bits, {}, ['2:0000']],
    ['ring', bits, { isRinging: true }, ['2:0800']],
    ['in a call and muted', bits, { isOffHook: true, isMuted: true }, ['2:0300']],
    ['a report each', apart, { isMuted: true, isRinging: true }, ['9:0001', '4:01']],
    ['the places of an array', array, { isOffHook: true, isMuted: true }, ['3:0203']],
    ['none of an array', array, {}, ['3:0000']],
    ['none at all', input(1, item([HOOK])), { isRinging: true }, []],
  ])('%s', (_name, collection, lamps, expected) => {
    expect(hexOf([collection], lamps)).toEqual(expected)
  })

  it('come back from the report as they went in, wherever they lie, and nothing else is lit', () => {
    const used = [LED_MUTE, LED_OFF_HOOK, LED_RING]
    const piece = fc.oneof(
      fc.record({ gap: fc.integer({ min: 1, max: 13 }) }),
      fc.record({ other: fc.constantFrom(LED_HOLD, 0x08002a, 0x0b009e), size: fc.constantFrom(1, 2, 8) }),
    )
    const layout = fc.record({
      order: fc.shuffledSubarray(used, { minLength: 3 }),
      sizes: fc.array(fc.constantFrom(1, 2, 3, 8, 16), { minLength: 3, maxLength: 3 }),
      before: fc.array(fc.array(piece, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
      ids: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
      lamps: fc.constantFrom(...lampSets),
    })
    fc.assert(
      fc.property(layout, ({ order, sizes, before, ids, lamps }) => {
        const reports = new Map<number, HidItem[]>()
        for (const [at, usage] of order.entries()) {
          const items = reports.get(ids[at] as number) ?? []
          for (const one of before[at] ?? []) items.push('gap' in one ? gap(one.gap) : item([one.other], { reportSize: one.size }))
          items.push(item([usage], { reportSize: sizes[at] as number }))
          reports.set(ids[at] as number, items)
        }
        const collection = output(...[...reports].map(([reportId, items]) => ({ reportId, items })))
        const built = createLamps([collection]).reports(lamps)
        expect(new Set(built.map(({ reportId }) => reportId))).toEqual(new Set(reports.keys()))
        const lit = built.flatMap(({ reportId, data: bytes }) =>
          fieldsOf(collection.outputReports)
            .fields.filter((field) => field.reportId === reportId && readField(new DataView(bytes.buffer), field) !== 0)
            .flatMap(({ usages }) => usages),
        )
        const wanted = [lamps.isMuted && LED_MUTE, lamps.isOffHook && LED_OFF_HOOK, lamps.isRinging && LED_RING].filter(
          (one) => one !== false,
        )
        expect(lit.sort()).toEqual(wanted.sort())
      }),
    )
  })
  it('write a value of any size and sign beside others without touching them', () => {
    const place = fc.record({
      bit: fc.integer({ min: 0, max: 40 }),
      size: fc.integer({ min: 1, max: 32 }),
      isSigned: fc.boolean(),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(place, fc.uint8Array({ minLength: 10, maxLength: 10 }), ({ bit, size, isSigned, part }, noise) => {
        const least = isSigned ? -(2 ** (size - 1)) : 0
        const value = least + Math.floor(part * (2 ** size - 1))
        const field = { reportId: 0, bit, size, isAbsolute: true, minimum: least, usages: [], isArray: false }
        const bytes = Uint8Array.from(noise)
        writeField(bytes, field, value)
        expect(readField(new DataView(bytes.buffer), field)).toBe(value)
        for (let at = 0; at < 80; at++)
          if (at < bit || at >= bit + size) expect(((bytes[at >> 3] ?? 0) >> (at & 7)) & 1).toBe(((noise[at >> 3] ?? 0) >> (at & 7)) & 1)
      }),
    )
  })
})

describe('what a press means', () => {
  const idle: PhoneNow = { isRinging: false, isInCall: false, isMuted: false, isAnswering: false }
  const rings = { ...idle, isRinging: true }
  const talks = { ...idle, isInCall: true }
  const muted = { ...talks, isMuted: true }
  it.each<[string, Press['button'], Press['to'], PhoneNow, ReturnType<typeof meaningOf>]>([
    ['lifted while it rings', 'hook', 'on', rings, 'answer'],
    ['pushed while it rings', 'hook', 'toggle', rings, 'answer'],
    ['put down while it rings', 'hook', 'off', rings, null],
    ['lifted because the call was answered on the screen', 'hook', 'on', talks, null],
    ['put down in a call', 'hook', 'off', talks, 'hang-up'],
    ['pushed in a call', 'hook', 'toggle', talks, 'hang-up'],
    ['put down because the call ended on the screen', 'hook', 'off', idle, null],
    ['pushed for nothing', 'hook', 'toggle', idle, null],
    ['mute pushed', 'mute', 'toggle', talks, 'mute'],
    ['mute pushed again', 'mute', 'toggle', muted, 'unmute'],
    ['mute switched on', 'mute', 'on', talks, 'mute'],
    ['mute switched on because it is on the screen', 'mute', 'on', muted, null],
    ['mute switched off', 'mute', 'off', muted, 'unmute'],
    ['mute without a call', 'mute', 'toggle', idle, null],
  ])('%s', (_name, button, to, now, expected) => {
    expect(meaningOf({ button, to }, now)).toBe(expected)
  })
  it('is answered without a gap: the light is on from the press until the line is open, and another ring is another call', () => {
    const [one, two, later] = [{}, {}, {}]
    const rung = [one, two]
    expect([rung, [two], []].map((rings) => mayStillCome(rung, rings))).toEqual([true, true, true])
    expect([[later], [two, later]].map((rings) => mayStillCome(rung, rings))).toEqual([false, false])
    expect([mayStillCome(null, []), mayStillCome(null, [one]), mayStillCome([], [])]).toEqual([false, false, false])
  })
  it('is about what rings longest, and goes on with what still rings', () => {
    const answered: string[] = []
    const [endOne, endTwo] = ['one', 'two'].map((name) => ring({ answer: () => void answered.push(name) }))
    ringing.get()[0]?.answer()
    endTwo?.()
    expect(ringing.get()).toHaveLength(1)
    ring({ answer: () => void answered.push('three') })
    endOne?.()
    ringing.get()[0]?.answer()
    expect(answered).toEqual(['one', 'three'])
  })
  it('is shown by the lights: off the hook at once, and mute with its call alone', () => {
    expect(lampsOf(rings)).toEqual({ ...dark, isRinging: true })
    expect(lampsOf({ ...rings, isAnswering: true })).toEqual({ ...dark, isOffHook: true })
    expect(lampsOf(muted)).toEqual({ ...dark, isOffHook: true, isMuted: true })
    expect(lampsOf({ ...idle, isMuted: true })).toEqual(dark)
  })
})

/** A headset as WebHID shows one, with a hook switch, a mute button, and its three lights in one byte. */
const headset = (name: string, { opens = true, usages = [HOOK, MUTE] } = {}) => {
  const sent: number[] = []
  const device: HidDevice & { sent: number[]; report(byte: number): void } = Object.assign(new EventTarget(), {
    productName: name,
    opened: false,
    collections: [
      {
        usagePage: 0x0b,
        inputReports: [{ reportId: 1, items: [item(usages)] }],
        outputReports: [{ reportId: 1, items: [item([LED_RING, LED_OFF_HOOK, LED_MUTE])] }],
      },
    ],
    open: async () => {
      if (!opens) throw new Error('in use')
      device.opened = true
    },
    close: async () => {
      device.opened = false
    },
    sendReport: async (_id: number, bytes: Uint8Array) => void sent.push(bytes[0] ?? -1),
    sent,
    report: (byte: number) => void device.dispatchEvent(Object.assign(new Event('inputreport'), { reportId: 1, data: data(byte) })),
  })
  return device
}
const hidWith = (allowed: HidDevice[], chosen: HidDevice[] = []) => {
  const hid = Object.assign(new EventTarget(), { getDevices: async () => allowed, requestDevice: async () => chosen })
  const tell = (what: 'connect' | 'disconnect', device: HidDevice) => hid.dispatchEvent(Object.assign(new Event(what), { device }))
  return { hid: hid as Hid, tell }
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the headsets of a page', () => {
  const start = async (...[allowed, chosen]: Parameters<typeof hidWith>) => {
    const { hid, tell } = hidWith(allowed, chosen)
    const presses: string[] = []
    const started = startHeadsets(hid, (press) => presses.push(told(press)))
    await settled()
    return { ...started, presses, tell, names: () => started.state.get().all.map(({ name }) => name) }
  }

  it('are those that were allowed before, and say what they do', async () => {
    const [both, muteOnly, speaker] = [headset('One'), headset('Two', { usages: [MUTE] }), headset('Three', { usages: [0x0c00e9] })]
    const page = await start([both, muteOnly, speaker])
    expect(page.state.get().all).toMatchObject([
      { name: 'One', hasHook: true, hasMute: true },
      { name: 'Two', hasHook: false, hasMute: true },
    ])
    expect(speaker.opened).toBe(false)
    both.report(0b01)
    muteOnly.report(0b1)
    expect(page.presses).toEqual(['hook on', 'mute on'])
    page.stop()
  })
  it('go and come back with their plug, and the light of the moment with them', async () => {
    const one = headset('One')
    const page = await start([one])
    page.light({ ...dark, isOffHook: true })
    await settled()
    page.tell('disconnect', one)
    expect(page.names()).toEqual([])
    one.report(0b01)
    expect(page.presses).toEqual([])
    one.opened = false
    const again = headset('One')
    page.tell('connect', again)
    await settled()
    expect(page.names()).toEqual(['One'])
    expect([one.sent, again.sent]).toEqual([[0, 0b010], [0b010]])
    page.stop()
  })
  it('are told what changes and nothing twice, and are dark and closed when the page is left', async () => {
    const one = headset('One')
    const page = await start([one])
    page.light({ ...dark, isRinging: true })
    page.light({ ...dark, isRinging: true })
    page.light({ ...dark, isOffHook: true })
    await settled()
    expect(one.sent).toEqual([0, 0b001, 0b010])
    page.stop()
    await settled()
    expect([one.sent.at(-1), one.opened]).toEqual([0, false])
    one.report(0b01)
    expect(page.presses).toEqual([])
  })
  it('are asked for, and words say what is wrong with the one chosen', async () => {
    const taken = await start([], [headset('One')])
    await taken.connect()
    expect(taken.state.get()).toMatchObject({ all: [{ name: 'One' }], trouble: null })
    const busy = await start([], [headset('One', { opens: false })])
    await busy.connect()
    expect(busy.state.get()).toMatchObject({ all: [], trouble: expect.stringMatching(/^One did not open/) })
    const other = await start([], [headset('Lamp', { usages: [0x0c00e9] })])
    await other.connect()
    expect(other.state.get()).toMatchObject({ all: [], trouble: expect.stringMatching(/^Lamp has no button/) })
    const none = await start([], [])
    await none.connect()
    expect(none.state.get()).toEqual({ all: [], trouble: null })
    for (const page of [taken, busy, other, none]) page.stop()
  })
  it('are forgotten on request', async () => {
    const one = headset('One')
    const page = await start([one])
    const [first] = page.state.get().all
    if (first) await page.forget(first)
    expect([page.names(), one.opened]).toEqual([[], false])
    page.stop()
  })
})
