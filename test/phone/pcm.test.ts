import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPcmFramer } from '../../agent-console/softphone/media/pcm.ts'

/** Everything a framer gives for these blocks, at the end flushed. */
const framed = ({ inRate = 48_000, outRate = 8000, chunkFrames = 400 }, blocks: [Float32Array, Float32Array][]) => {
  const chunks: { chunk: Int16Array; frames: number }[] = []
  const framer = createPcmFramer({ inRate, outRate, chunkFrames, emit: (chunk, frames) => chunks.push({ chunk, frames }) })
  for (const [left, right] of blocks) framer.push(left, right)
  framer.flush()
  const all = chunks.flatMap(({ chunk }) => [...chunk])
  return { chunks, left: all.filter((_, at) => at % 2 === 0), right: all.filter((_, at) => at % 2 === 1) }
}

const constant = (length: number, value: number): Float32Array => new Float32Array(length).fill(value)

describe('sound as a carrier keeps it', () => {
  it.each([
    ['silence', 0, 0],
    ['half', 0.5, 16384],
    ['full scale', 1, 32767],
    ['full scale below', -1, -32768],
    ['louder than loud is cut', 3, 32767],
    ['so is below', -3, -32768],
  ])('%s', (_name, value, expected) => {
    expect(new Set(framed({}, [[constant(960, value), constant(960, 0)]]).left)).toEqual(new Set([expected]))
  })

  it('keeps both sides apart', () => {
    const { left, right } = framed({}, [[constant(960, 0.25), constant(960, -0.5)]])
    expect([new Set(left), new Set(right)]).toEqual([new Set([8192]), new Set([-16384])])
  })

  it('is as long as what was heard, in whatever blocks and from whatever rate it comes', () => {
    const blocks = fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 12 })
    fc.assert(
      fc.property(blocks, fc.constantFrom(8000, 16_000, 22_050, 44_100, 48_000, 96_000), (lengths, inRate) => {
        const { left } = framed(
          { inRate, outRate: 8000 },
          lengths.map((length) => [constant(length, 0.5), constant(length, 0.5)]),
        )
        const heard = lengths.reduce((sum, one) => sum + one, 0)
        expect(left.length).toBe(Math.floor((heard * 8000) / inRate))
        expect(left.every((sample) => sample === 16384)).toBe(true)
      }),
    )
  })

  it('says the same however it is cut into blocks', () => {
    const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 200, maxLength: 800 })
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 199 }), (values, cut) => {
        const whole = Float32Array.from(values)
        const one = framed({ inRate: 44_100 }, [[whole, whole]])
        const two = framed({ inRate: 44_100 }, [
          [whole.slice(0, cut), whole.slice(0, cut)],
          [whole.slice(cut), whole.slice(cut)],
        ])
        expect(two.left).toEqual(one.left)
      }),
    )
  })

  it('gives whole chunks, then the rest, and says how far each is from the beginning', () => {
    const { chunks } = framed({ chunkFrames: 100 }, [[constant(1500, 0.1), constant(1500, 0.1)]])
    expect(chunks.map(({ chunk, frames }) => [chunk.length / 2, frames])).toEqual([
      [100, 0],
      [100, 100],
      [50, 200],
    ])
  })

  it('keeps a tone of speech and drops one that 8 kHz cannot hold', () => {
    const tone = (hertz: number): Float32Array =>
      Float32Array.from({ length: 48_000 }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / 48_000))
    const power = (hertz: number): number => {
      const { left } = framed({}, [[tone(hertz), tone(hertz)]])
      return Math.sqrt(left.reduce((sum, sample) => sum + sample ** 2, 0) / left.length) / 32767
    }
    expect(power(440)).toBeGreaterThan(0.65)
    expect(power(8000)).toBeLessThan(0.05)
  })
})
