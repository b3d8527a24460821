const FLOOR_DB = -60

/** Loudness as people see it: 0 is silence (or below -60 dB of full scale), 1 is as loud as it goes. */
export const loudness = (samples: Float32Array): number => {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  if (rms === 0) return 0
  return Math.max(0, Math.min(1, 1 - (20 * Math.log10(rms)) / FLOOR_DB))
}
