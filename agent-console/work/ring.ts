import { settings } from '../frame/settings.ts'

const EVERY_MS = 3000
const notes = [392, 587.33]

/** Two soft notes, G4 and D5. Silent until the page has been touched once: browsers ask for that. */
const play = (context: AudioContext, gainDb: number): void => {
  notes.forEach((frequency, at) => {
    const begins = context.currentTime + at * 0.2
    const gain = context.createGain()
    gain.gain.setValueAtTime(0, begins)
    gain.gain.linearRampToValueAtTime(10 ** (gainDb / 20), begins + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0001, begins + 0.38)
    const tone = context.createOscillator()
    tone.type = 'sine'
    tone.frequency.value = frequency
    tone.connect(gain).connect(context.destination)
    tone.start(begins)
    tone.stop(begins + 0.4)
  })
}

const start = (): (() => void) => {
  if (!settings.get().hasSounds || typeof AudioContext === 'undefined' || !navigator.userActivation?.hasBeenActive) return () => {}
  const context = new AudioContext()
  const beganMs = Date.now()
  const turn = () => play(context, -18 + Math.min(1, (Date.now() - beganMs) / 12_000) * 9)
  turn()
  const timer = setInterval(turn, EVERY_MS)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

export const ring = { start }
