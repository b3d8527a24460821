import { settings } from '../frame/settings.ts'
import { deviceChoice } from '../softphone/device-choice.ts'
import { inCall } from '../softphone/in-call.ts'
import { playRingTone } from '../softphone/media/ring-tone.ts'
import { chooseSink } from '../softphone/media/sink.ts'

const EVERY_MS = 3000
/** The offer's ring: it swells for twelve seconds, and is silent until the page has been touched once and while its softphone is in a call. */
const start = (): (() => void) => {
  if (!settings.get().hasSounds || typeof AudioContext === 'undefined' || !navigator.userActivation?.hasBeenActive) return () => {}
  const context = new AudioContext()
  const beganMs = Date.now()
  void chooseSink(context, deviceChoice.get().ringId).catch(() => {
    // The chosen one is unplugged: better a ring from the wrong speaker than none.
  })
  const turn = () => {
    if (!inCall.get()) playRingTone(context.destination, -18 + Math.min(1, (Date.now() - beganMs) / 12_000) * 9)
  }
  turn()
  const timer = setInterval(turn, EVERY_MS)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

/** One tone before a line opens by itself: heard with the ring switched off too, because somebody is about to speak. */
const beep = (): (() => void) => {
  if (typeof AudioContext === 'undefined' || !navigator.userActivation?.hasBeenActive) return () => {}
  const context = new AudioContext()
  void chooseSink(context, deviceChoice.get().speakerId).catch(() => {
    // As above.
  })
  playRingTone(context.destination, -12)
  return () => void context.close()
}

export const ring = { start, beep }
