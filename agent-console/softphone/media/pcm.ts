/** Interleaved 16-bit samples of two channels at `outRate`, cut into chunks of `chunkFrames`. */
export interface PcmFramer {
  /** Two channels of the same length at the rate of the audio graph. */
  push(left: Float32Array, right: Float32Array): void
  /** Emits what is left, however short. */
  flush(): void
}

interface FramerOptions {
  inRate: number
  outRate: number
  chunkFrames: number
  /** `frames`: how many come before this chunk, at `outRate`. */
  emit(chunk: Int16Array<ArrayBuffer>, frames: number): void
}

const toInt16 = (sample: number): number => {
  const within = Math.max(-1, Math.min(1, sample))
  return Math.round(within < 0 ? within * 0x8000 : within * 0x7fff)
}

/**
 * Each sample out is the mean of the time it covers: a plain low-pass that speech at 8 kHz can live with. Time is counted in whole units of
 * 1 / (inRate · outRate) seconds, so that nothing drifts however long the call is.
 */
export const createPcmFramer = ({ inRate, outRate, chunkFrames, emit }: FramerOptions): PcmFramer => {
  let chunk = new Int16Array(chunkFrames * 2)
  let written = 0
  let emitted = 0
  let filled = 0
  let [sumLeft, sumRight] = [0, 0]

  const give = (): void => {
    if (written === 0) return
    emit(chunk.slice(0, written * 2), emitted)
    emitted += written
    written = 0
    chunk = new Int16Array(chunkFrames * 2)
  }
  const write = (): void => {
    chunk[written * 2] = toInt16(sumLeft / inRate)
    chunk[written * 2 + 1] = toInt16(sumRight / inRate)
    written += 1
    if (written === chunkFrames) give()
  }
  return {
    push: (left, right) => {
      for (let at = 0; at < left.length; at++) {
        const [one, other] = [left[at] ?? 0, right[at] ?? 0]
        let rest = outRate
        while (filled + rest >= inRate) {
          const taken = inRate - filled
          sumLeft += one * taken
          sumRight += other * taken
          write()
          rest -= taken
          filled = 0
          sumLeft = 0
          sumRight = 0
        }
        filled += rest
        sumLeft += one * rest
        sumRight += other * rest
      }
    },
    flush: give,
  }
}
