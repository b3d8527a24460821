import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { createLane } from '../../../server/platform/mail/worker-lane.ts'
import { waitFor } from '../../wait-for.ts'

/** Speaks the lane's language and does what it is told. */
const code = `
const { parentPort } = require('node:worker_threads')
const asked = []
parentPort.on('message', (message) => {
  if ('answerTo' in message) return asked.shift()(message.value ?? message.error)
  const { id, input } = message
  const done = (output) => parentPort.postMessage({ id, output })
  if (input === 'hang') for (;;);
  if (input === 'eat') { const all = []; for (;;) all.push(new Array(1e6).fill(id)) }
  if (input === 'crash') process.exit(3)
  if (input === 'fault') return parentPort.postMessage({ id, fault: 'too deep' })
  if (input === 'ask') { asked.push(done); return parentPort.postMessage({ ask: 1, question: 'who' }) }
  if (input === 'wait') return
  done(input + ' done')
})
parentPort.postMessage({ ready: true })
`

const open = (options: Partial<Parameters<typeof createLane>[0]> = {}) => {
  const begun: Worker[] = []
  const lane = createLane<string, string>({
    start: () => {
      const worker = new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } })
      begun.push(worker)
      return worker
    },
    timeoutMs: 300,
    concurrency: 1,
    ...options,
  })
  return { lane, begun }
}

describe('a lane', () => {
  it('ends what takes too long, and does the work behind it in a new worker', async () => {
    const { lane, begun } = open()
    const [slow, quick] = await Promise.allSettled([lane.run('hang'), lane.run('a')])
    expect(slow).toMatchObject({ status: 'rejected', reason: { code: 'worker-lost', message: 'too slow' } })
    expect(quick).toMatchObject({ value: 'a done' })
    expect(begun).toHaveLength(2)
    await lane.stop()
  })

  it.each([
    ['eats all memory', 'eat', 'out of memory'],
    ['takes the worker down', 'crash', 'ended'],
  ])('survives what %s', async (_what, input, why) => {
    const { lane } = open({ timeoutMs: 20_000 })
    await expect(lane.run(input)).rejects.toMatchObject({ code: 'worker-lost', message: why })
    expect(await lane.run('b')).toBe('b done')
    await lane.stop()
  })

  it('passes on a fault in the worker’s words, and asks and answers', async () => {
    const { lane } = open({ answer: async (question) => `${question}: me` })
    await expect(lane.run('fault')).rejects.toMatchObject({ code: 'mail-fault', message: 'too deep' })
    expect(await lane.run('ask')).toBe('who: me')
    await lane.stop()
  })

  it('tells those who wait when its worker never comes up', async () => {
    const { lane } = open({ start: () => new Worker('throw new Error("no")', { eval: true }) })
    await expect(lane.run('a')).rejects.toMatchObject({ code: 'worker-start', kind: 'unavailable' })
    await lane.stop()
  })

  it('begins with the first work and ends when idle', async () => {
    const { lane, begun } = open({ idleMs: 20 })
    expect(begun).toHaveLength(0)
    await lane.run('a')
    const [first] = begun
    const ended = new Promise((resolve) => first?.once('exit', resolve))
    await ended
    expect(await lane.run('b')).toBe('b done')
    expect(begun).toHaveLength(2)
    await lane.stop()
  })

  it('leaves nobody waiting when it stops', async () => {
    const { lane, begun } = open({ timeoutMs: 20_000 })
    const results = Promise.allSettled([lane.run('wait'), lane.run('a')])
    await waitFor(() => begun.length > 0)
    await lane.stop()
    expect((await results).map((one) => one.status)).toEqual(['rejected', 'rejected'])
    await expect(lane.run('c')).rejects.toMatchObject({ code: 'stopping' })
  })
})
