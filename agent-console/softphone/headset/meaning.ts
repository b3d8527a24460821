import type { Press } from './buttons.ts'
import type { Lamps } from './lamps.ts'

/** What a headset needs to know of the softphone. */
export interface PhoneNow {
  isRinging: boolean
  isInCall: boolean
  isMuted: boolean
  /** It was answered at the headset, and the line is not open yet. */
  isAnswering: boolean
}

/**
 * Pure: what a press asks for. Headsets repeat what they were told (a call answered on the screen lifts their hook too), so what is so already asks for
 * nothing.
 */
export const meaningOf = (
  { button, to }: Press,
  { isRinging, isInCall, isMuted }: PhoneNow,
): 'answer' | 'hang-up' | 'mute' | 'unmute' | null => {
  if (button === 'hook') {
    if (isInCall) return to === 'on' ? null : 'hang-up'
    return isRinging && to !== 'off' ? 'answer' : null
  }
  if (!isInCall || (to === 'toggle' ? null : to === 'on') === isMuted) return null
  return isMuted ? 'unmute' : 'mute'
}

/** Pure: off the hook as soon as it is answered there: a headset that gets no answer to its button within two seconds takes the press back. */
export const lampsOf = ({ isRinging, isInCall, isMuted, isAnswering }: PhoneNow): Lamps => ({
  isRinging: isRinging && !isInCall && !isAnswering,
  isOffHook: isInCall || isAnswering,
  isMuted: isInCall && isMuted,
})

/**
 * Pure: whether what was answered at the headset may still come. The ring ends before the line opens, and the light must not go out in between.
 * `answered`: what rang then; what rings only since is another call.
 */
export const mayStillCome = <T>(answered: readonly T[] | null, rings: readonly T[]): boolean =>
  answered?.length ? rings.every((one) => answered.includes(one)) : false
