import { loudness } from './loudness.ts'

/** Reads how loud a node is at this moment. */
export const createMeter = (node: AudioNode): (() => number) => {
  const analyser = node.context.createAnalyser()
  analyser.fftSize = 1024
  node.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return () => {
    analyser.getFloatTimeDomainData(samples)
    return loudness(samples)
  }
}
