import { pairOf } from './key-pairs.ts'

/** Plays frequencies together for a moment, with soft edges. */
export const playTones = (to: AudioNode, frequencies: readonly number[], { seconds = 0.14, gain = 0.08, after = 0 } = {}): void => {
  const { context } = to
  const begins = context.currentTime + after
  const soft = context.createGain()
  soft.gain.setValueAtTime(0, begins)
  soft.gain.linearRampToValueAtTime(gain, begins + 0.01)
  soft.gain.setValueAtTime(gain, begins + seconds - 0.02)
  soft.gain.linearRampToValueAtTime(0, begins + seconds)
  soft.connect(to)
  for (const frequency of frequencies) {
    const tone = context.createOscillator()
    tone.frequency.value = frequency
    tone.connect(soft)
    tone.start(begins)
    tone.stop(begins + seconds)
    tone.onended = () => soft.disconnect()
  }
}

/** What a pressed key sounds like to who pressed it. */
export const playKey = (to: AudioNode, key: string): void => {
  const pair = pairOf(key)
  if (pair) playTones(to, pair)
}

/** A tone that comes again and again until it is stopped. */
const repeat = (play: () => void, everyMs: number): (() => void) => {
  play()
  const timer = setInterval(play, everyMs)
  return () => clearInterval(timer)
}

/** What a caller hears while it rings at the other end: one second in five, as most of the world's networks do. */
export const startRingback = (to: AudioNode): (() => void) => repeat(() => playTones(to, [425], { seconds: 1, gain: 0.05 }), 5000)

/** What a telephone does when it is called. */
export const startRinging = (to: AudioNode): (() => void) =>
  repeat(() => {
    for (let at = 0; at < 10; at++) playTones(to, [at % 2 ? 880 : 740], { seconds: 0.09, gain: 0.06, after: at * 0.09 })
  }, 3000)
