/** Pure: how loud a recording is over time, as `count` bars from 0 to 1; the loudest is 1. Silence stays flat. */
export const peaksOf = (samples: Float32Array, count: number): number[] => {
  const size = Math.max(1, Math.floor(samples.length / count))
  const bars = Array.from({ length: count }, (_, at) => {
    let most = 0
    const end = Math.min(samples.length, (at + 1) * size)
    for (let i = at * size; i < end; i++) most = Math.max(most, Math.abs(samples[i] ?? 0))
    return most
  })
  const loudest = Math.max(...bars)
  return loudest < 0.005 ? bars.map(() => 0) : bars.map((one) => one / loudest)
}
