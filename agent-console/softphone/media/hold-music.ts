const BEAT_S = 0.75
const RATE = 22_050
/** Four bars of broken chords in D, each from its root upwards: C, G, A minor and F moved up a tone. */
const bars = [
  [146.83, 220, 293.66, 369.99, 440, 369.99, 293.66, 220],
  [110, 220, 277.18, 329.63, 440, 329.63, 277.18, 220],
  [123.47, 246.94, 293.66, 369.99, 493.88, 369.99, 293.66, 246.94],
  [98, 196, 246.94, 293.66, 392, 293.66, 246.94, 196],
]

/** The carrier's own hold music, made here: sixteen quiet seconds that end where they begin. Nothing to fetch and nobody's work. */
const render = async (): Promise<AudioBuffer> => {
  const step = BEAT_S / 2
  const seconds = bars.length * 8 * step
  const offline = new OfflineAudioContext(1, Math.round(seconds * RATE), RATE)
  const soft = offline.createBiquadFilter()
  soft.type = 'lowpass'
  soft.frequency.value = 1800
  soft.connect(offline.destination)
  bars.flat().forEach((frequency, at) => {
    const begins = at * step
    const gain = offline.createGain()
    gain.gain.setValueAtTime(0, begins)
    gain.gain.linearRampToValueAtTime(at % 8 === 0 ? 0.16 : 0.09, begins + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0005, begins + step * 2.4)
    const tone = offline.createOscillator()
    tone.type = 'triangle'
    tone.frequency.value = frequency
    tone.connect(gain).connect(soft)
    tone.start(begins)
    tone.stop(begins + step * 2.5)
  })
  return offline.startRendering()
}

let made: Promise<AudioBuffer> | undefined

export const holdMusic = (): Promise<AudioBuffer> => {
  made ??= render()
  return made
}
