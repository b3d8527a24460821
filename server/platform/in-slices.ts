import { performance } from 'node:perf_hooks'
import { AppError } from './errors.ts'

/** So much at a time: what else the desk has to do waits no longer. */
const SLICE_MS = 8

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Runs a long computation to its end without holding the event loop: it yields where it may be interrupted. Throws unavailable when it takes longer
 * than `longestMs`.
 */
export const inSlices = async <T>(
  run: Generator<void, T>,
  { longestMs, now = () => performance.now() }: { longestMs: number; now?: () => number },
): Promise<T> => {
  const end = now() + longestMs
  let sliceEnd = now() + SLICE_MS
  for (;;) {
    const { done, value } = run.next()
    if (done) return value
    const at = now()
    if (at >= end) throw new AppError('takes-too-long', 'unavailable', 'This takes longer than the desk can spare. Try a shorter time.')
    if (at < sliceEnd) continue
    await turnOfLoop()
    sliceEnd = now() + SLICE_MS
  }
}
