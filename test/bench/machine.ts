import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** Where figures were measured: without it they say nothing. */
export const describeMachine = () => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  memoryGb: Math.round(totalmem() / 2 ** 30),
  platform: `${type()} ${release()} ${process.arch}`,
  node: process.version,
  /** Above the number of cores, others were at work on this machine and the figures are too bad. */
  loadBefore: loadavg().map((one) => Math.round(one * 10) / 10),
})
