import { describe, expect, it } from 'vitest'
import { peaksOf } from '../../agent-console/calls/peaks.ts'

describe('the waveform of a recording', () => {
  it('shows the loudest moment of each bar, either way, against the loudest of all', () => {
    expect(peaksOf(Float32Array.of(0.25, -0.5, 0, 0.125, -0.25, 0), 3)).toEqual([1, 0.25, 0.5])
  })
  it('is flat where nothing is to be heard', () => {
    expect(peaksOf(new Float32Array(100).fill(0.004), 4)).toEqual([0, 0, 0, 0])
    expect(peaksOf(new Float32Array(0), 2)).toEqual([0, 0])
  })
  it('has as many bars as were asked for, also of a sound shorter than they are', () => {
    expect(peaksOf(Float32Array.of(0.5, 0.5), 5)).toEqual([1, 1, 0, 0, 0])
  })
})
