import { AppError } from '../platform/errors.ts'
import type { CallControl } from './ports.ts'

const off = async (): Promise<never> => {
  throw new AppError('phone-off', 'conflict', 'The phone is not set up on this desk.')
}

/** Of a desk without a phone: it has no live lines and no numbers, and whoever wants one is told why there is none. */
export const noCarrier: CallControl = {
  kind: 'none',
  dial: off,
  redirect: off,
  hangUp: async () => false,
  conferenceOf: async () => null,
  hold: off,
  mute: off,
  coach: off,
  remove: off,
  startRecording: off,
  pauseRecording: off,
  stopRecording: off,
  fetchRecording: off,
  readRecording: off,
  deleteRecording: async () => false,
  liveLegs: async () => [],
  stateOf: async () => null,
  numbers: async () => [],
  softphoneToken: () => {
    throw new AppError('phone-off', 'conflict', 'The phone is not set up on this desk.')
  },
}
