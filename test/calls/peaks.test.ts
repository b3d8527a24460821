import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPeaks, PEAKS } from '../../server/calls/recordings/peaks.ts'
import { wavHeader } from '../../server/sandbox/carrier/wav.ts'

const pcm = (samples: readonly number[]): Buffer => Buffer.from(Int16Array.from(samples).buffer)
const wavOf = (samples: readonly number[], channels: 1 | 2 = 1): Buffer =>
  Buffer.concat([wavHeader(Math.floor(samples.length / channels), channels), pcm(samples)])
const read = (...chunks: Uint8Array[]): number[] | null => {
  const peaks = createPeaks()
  for (const chunk of chunks) peaks.add(chunk)
  return peaks.read()
}
/** Cut at the given places, wherever they are. */
const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const borders = [0, ...places.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return borders.slice(1).map((to, at) => bytes.subarray(borders[at], to))
}
const sample = fc.integer({ min: -32_768, max: 32_767 })
const places = fc.array(fc.nat(), { maxLength: 12 })

describe('the shape of a recording', () => {
  it('is flat in silence, however long, and of what nobody would hear', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: -163, max: 163 }), (length, level) => {
        expect(read(wavOf(Array(length).fill(level)))).toEqual(Array(PEAKS).fill(0))
      }),
      { numRuns: 30 },
    )
  })

  it('is full at full scale, either way, however long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom(-32_768, 32_767, 400), (length, level) => {
        expect(read(wavOf(Array(length).fill(level)))).toEqual(Array(PEAKS).fill(100))
      }),
      { numRuns: 30 },
    )
  })

  it('has its loudest moment at its place, and is of numbers from 0 to 100', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9_000, max: 9_000 }), { minLength: PEAKS, maxLength: 30_000 }), fc.nat(), (samples, seed) => {
        const at = seed % samples.length
        const bars = read(wavOf(samples.with(at, -32_768))) ?? []
        expect(bars).toHaveLength(PEAKS)
        expect(bars.every((one) => Number.isInteger(one) && one >= 0 && one <= 100)).toBe(true)
        const place = bars.indexOf(100)
        expect(bars.filter((one) => one === 100)).toHaveLength(1)
        expect(Math.abs(place - (at / samples.length) * PEAKS)).toBeLessThan(2)
      }),
      { numRuns: 50 },
    )
  })

  it('shows the louder of two channels', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sample, sample), { minLength: 1, maxLength: 2_000 }), (frames) => {
        const louder = frames.map(([a, b]) => Math.min(32_767, Math.max(Math.abs(a), Math.abs(b))))
        const both = frames.map(([a, b]) => [Math.max(a, -32_767), Math.max(b, -32_767)])
        expect(read(wavOf(both.flat(), 2))).toEqual(read(wavOf(louder)))
      }),
    )
  })

  it('is the same wherever the file is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 3_000 }), fc.constantFrom(1, 2), places, (samples, channels, at) => {
        const file = wavOf(samples, channels as 1 | 2)
        expect(read(...cut(file, at))).toEqual(read(file))
      }),
    )
  })

  it('needs no length, and takes what stands before and after the sound for none', () => {
    const samples = Array.from({ length: 999 }, (_, at) => at * 30)
    const file = wavOf(samples)
    const [unknown, endless] = [Buffer.from(file), Buffer.from(file)]
    unknown.writeUInt32LE(0, 40)
    endless.writeUInt32LE(0xffff_ffff, 40)
    const odd = Buffer.concat([Buffer.from('LIST\x03\0\0\0abc\0', 'latin1'), file.subarray(12)])
    const around = Buffer.concat([file.subarray(0, 12), odd, Buffer.from('LIST\x04\0\0\0\xff\x7f\xff\x7f', 'latin1')])
    expect(read(unknown)).toEqual(read(file))
    expect(read(endless)).toEqual(read(file))
    expect(read(around)).toEqual(read(file))
    expect(read(around.subarray(0, 12), ...cut(around.subarray(12), [1, 2, 3, 20, 21]))).toEqual(read(file))
  })

  it('is that of what came of a file that breaks off', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 10, maxLength: 500 }), fc.nat(), (samples, seed) => {
        const file = wavOf(samples)
        const there = 46 + (seed % (file.length - 46))
        expect(read(file.subarray(0, there))).toEqual(read(wavOf(samples.slice(0, Math.floor((there - 44) / 2)))))
      }),
    )
  })
})

describe('what is no such file', () => {
  const file = wavOf([1_000, 2_000])
  const changed = (at: number, bytes: number[]): Buffer => {
    const copy = Buffer.from(file)
    copy.set(bytes, at)
    return copy
  }

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another kind of file', Buffer.from('ID3\x04 and so on, as an MP3 begins')],
    ['a header that breaks off', file.subarray(0, 43)],
    ['a header without sound', file.subarray(0, 44)],
    ['a sound before its format', Buffer.concat([file.subarray(0, 12), file.subarray(36)])],
    ['two formats', Buffer.concat([file.subarray(0, 36), file.subarray(12)])],
    ['another coding', changed(20, [7, 0])],
    ['no channel', changed(22, [0, 0])],
    ['six channels', changed(22, [6, 0])],
    ['samples of eight bits', changed(34, [8, 0])],
    ['a format as long as four gigabytes', changed(16, [0xff, 0xff, 0xff, 0xff])],
    ['a format that is too short', changed(16, [2, 0, 0, 0])],
  ])('has no shape: %s', (_what, bytes) => {
    expect(read(bytes)).toBeNull()
    expect(read(...cut(bytes, [1, 13, 17, 23, 40]))).toBeNull()
  })

  it('never throws, whatever comes in whatever pieces, nor holds what it cannot read', () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.tuple(fc.nat(file.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 })).map(([at, bytes]) => {
        const copy = Buffer.concat([file, Buffer.alloc(20)])
        copy.set(bytes, at)
        return copy
      }),
      fc
        .array(fc.tuple(fc.constantFrom('fmt ', 'data', 'LIST', 'RIFF'), fc.integer({ min: 0, max: 0xffff_ffff })), { maxLength: 20 })
        .map((heads) => {
          const written = heads.map(([name, bytes]) => {
            const head = Buffer.from(`${name}\0\0\0\0`, 'latin1')
            head.writeUInt32LE(bytes, 4)
            return head
          })
          return Buffer.concat([file.subarray(0, 12), ...written])
        }),
    )
    fc.assert(
      fc.property(hostile, places, (bytes, at) => {
        const bars = read(...cut(Buffer.from(bytes), at))
        expect(bars === null || (bars.length === PEAKS && bars.every((one) => one >= 0 && one <= 100))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
