import { wavHeader } from '../../server/sandbox/carrier/wav.ts'
import { SAMPLE_RATE } from '../../server/sandbox/carrier/wire.ts'

/** A WAV file that lasts so long. */
export const silence = (seconds: number): Buffer =>
  Buffer.concat([wavHeader(seconds * SAMPLE_RATE, 1), Buffer.alloc(seconds * SAMPLE_RATE * 2)])
