import { afterEach, beforeEach, expect, it } from 'vitest'
import { AppError } from '../../server/platform/errors.ts'
import type { Jobs } from '../../server/platform/jobs/index.ts'
import { waitFor } from '../wait-for.ts'

const away = () => new AppError('away', 'unavailable', 'Away.')

/** Holds for every implementation of the port. `open` gives a fresh, empty one; what it logs as an error is collected in `failures`. */
export const jobsContract = (open: (failures: object[]) => Promise<Jobs>): void => {
  let jobs: Jobs
  let failures: object[]
  const seen: unknown[] = []
  const see = async (data: object): Promise<void> => void seen.push(data)

  beforeEach(async () => {
    seen.length = 0
    failures = []
    jobs = await open(failures)
  })
  afterEach(() => jobs.stop())

  it('runs what is added, with its data', async () => {
    jobs.process('greet', see)
    await jobs.add('greet', { to: 'ada', at: [1, null] })
    await waitFor(() => seen.length === 1)
    expect(seen).toEqual([{ to: 'ada', at: [1, null] }])
  })

  it('keeps jobs for a handler that comes later', async () => {
    await jobs.add('late', { n: 1 })
    jobs.process('late', see)
    await waitFor(() => seen.length === 1)
  })

  it('keeps names apart', async () => {
    jobs.process('one', async () => see({ from: 'one' }))
    jobs.process('two', async () => see({ from: 'two' }))
    await jobs.add('two', {})
    await waitFor(() => seen.length === 1)
    expect(seen).toEqual([{ from: 'two' }])
  })

  it('takes a second job of the same id for the first while that waits, and not afterwards', async () => {
    await jobs.add('send', { n: 1 }, { id: 'm1', delayMs: 50 })
    await jobs.add('send', { n: 2 }, { id: 'm1' })
    await jobs.add('send', { n: 3 }, { id: 'm2' })
    jobs.process('send', see)
    await waitFor(() => seen.length === 2)
    expect(seen).toEqual([{ n: 3 }, { n: 1 }])
    await waitFor(async () => {
      await jobs.add('send', { n: 4 }, { id: 'm1' })
      return seen.length >= 3
    })
    expect(seen[2]).toEqual({ n: 4 })
  })

  it.each(['a:b', '42', ''])('refuses the id %j', async (id) => {
    await expect(jobs.add('send', {}, { id })).rejects.toMatchObject({ code: 'job-id', kind: 'invalid' })
  })

  it('waits out a delay', async () => {
    jobs.process('send', async (data) => see({ ...data, at: Date.now() }))
    const began = Date.now()
    await jobs.add('send', { n: 'later' }, { delayMs: 200 })
    await jobs.add('send', { n: 'now' })
    await waitFor(() => seen.length === 2)
    expect(seen).toMatchObject([{ n: 'now' }, { n: 'later' }])
    expect((seen[1] as { at: number }).at - began).toBeGreaterThanOrEqual(195)
  })

  it('forgets a removed job, and does not mind if there is none', async () => {
    await jobs.add('send', { n: 1 }, { id: 'gone', delayMs: 30 })
    await jobs.add('send', { n: 2 }, { id: 'gone-at-once' })
    await jobs.remove('send', 'gone')
    await jobs.remove('send', 'gone-at-once')
    await jobs.remove('send', 'never-was')
    jobs.process('send', see)
    await jobs.add('send', { n: 3 }, { delayMs: 120 })
    await waitFor(() => seen.length > 0)
    expect(seen).toEqual([{ n: 3 }])
  })

  it('tries again when the outside world is away, with growing pauses, and counts', async () => {
    const tries: { attempt: number; at: number }[] = []
    jobs.process('send', async (_data, { attempt }) => {
      tries.push({ attempt, at: Date.now() })
      if (attempt < 3) throw away()
    })
    await jobs.add('send', {}, { attempts: 5, backoffMs: 40 })
    await waitFor(() => tries.length === 3)
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect(tries[1]!.at - tries[0]!.at).toBeGreaterThanOrEqual(38)
    expect(tries[2]!.at - tries[1]!.at).toBeGreaterThanOrEqual(76)
    expect(failures).toEqual([])
  })

  it('gives up after its attempts, and says so once', async () => {
    let tries = 0
    jobs.process('send', async () => {
      tries += 1
      throw away()
    })
    await jobs.add('send', {}, { attempts: 2, backoffMs: 5 })
    await waitFor(() => failures.length === 1)
    expect(tries).toBe(2)
    expect(failures[0]).toMatchObject({ job: 'send', attempt: 2 })
  })

  it.each([new TypeError('a bug'), new AppError('no', 'forbidden', 'No.')])('does not try again after %s', async (error) => {
    let tries = 0
    jobs.process('send', async () => {
      tries += 1
      throw error
    })
    await jobs.add('send', {}, { attempts: 5, backoffMs: 1 })
    await waitFor(() => failures.length === 1)
    await jobs.add('send', {})
    await waitFor(() => failures.length === 2)
    expect(tries).toBe(2)
  })

  it('runs at most as many at once as it may', async () => {
    let now = 0
    let most = 0
    let done = 0
    jobs.process(
      'send',
      async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise((resolve) => setTimeout(resolve, 15))
        now -= 1
        done += 1
      },
      { concurrency: 3 },
    )
    await Promise.all(Array.from({ length: 12 }, (_one, n) => jobs.add('send', { n })))
    await waitFor(() => done === 12)
    expect(most).toBe(3)
  })

  it('repeats, never twice at once, also after a failure', async () => {
    let now = 0
    let runs = 0
    jobs.repeat('sweep', 5, async () => {
      now += 1
      expect(now).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 12))
      now -= 1
      runs += 1
      if (runs === 1) throw new Error('once')
    })
    await waitFor(() => runs >= 3)
  })

  it('lets running jobs end when it stops, and begins no other', async () => {
    let ended = false
    let begun = 0
    jobs.process('send', async () => {
      begun += 1
      await new Promise((resolve) => setTimeout(resolve, 60))
      ended = true
    })
    await jobs.add('send', {})
    await jobs.add('send', {})
    await waitFor(() => begun === 1)
    await jobs.stop()
    expect(ended).toBe(true)
    expect(begun).toBe(1)
  })
}
