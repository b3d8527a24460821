const notes = [392, 587.33]

/** Two soft notes, G4 and D5. */
export const playRingTone = (to: AudioNode, gainDb: number): void => {
  const { context } = to
  notes.forEach((frequency, at) => {
    const begins = context.currentTime + at * 0.2
    const gain = context.createGain()
    gain.gain.setValueAtTime(0, begins)
    gain.gain.linearRampToValueAtTime(10 ** (gainDb / 20), begins + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0001, begins + 0.38)
    const tone = context.createOscillator()
    tone.type = 'sine'
    tone.frequency.value = frequency
    tone.connect(gain).connect(to)
    tone.start(begins)
    tone.stop(begins + 0.4)
    tone.onended = () => gain.disconnect()
  })
}
