import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createBullJobs } from '../../server/platform/jobs/bullmq.ts'
import { createJobs, type Jobs } from '../../server/platform/jobs/index.ts'
import { createLocalJobs } from '../../server/platform/jobs/local.ts'
import { createLog } from '../../server/platform/log.ts'
import { jobsContract } from '../contracts/jobs.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningRedis, startRedis } from '../setup/redis.ts'
import { waitFor } from '../wait-for.ts'

const failing = (failures: object[]) => ({ error: (facts: object) => void failures.push(facts), warn: () => undefined })
let turn = 0

describe('jobs inside the process', () => jobsContract(async (failures) => createLocalJobs({ log: failing(failures) as never })))

describeWith('redis-server', 'jobs over Redis', () => {
  let redis: RunningRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  const open = (failures: object[] = [], prefix = `test-${turn++}`): Jobs =>
    createBullJobs({ redisUrl: redis.url, log: failing(failures) as never, prefix })

  describe('as every jobs', () => jobsContract(async (failures) => open(failures)))

  describe('in several processes', () => {
    const opened: Jobs[] = []
    const start = (prefix: string): Jobs => {
      const jobs = open([], prefix)
      opened.push(jobs)
      return jobs
    }
    afterEach(() => Promise.all(opened.splice(0).map((jobs) => jobs.stop())))

    it('shares the work, each job once', async () => {
      const [one, two] = [start('shared'), start('shared')]
      const ran: string[] = []
      const slowly = (who: string) => async (data: { n: number }) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        ran.push(`${who}${data.n}`)
      }
      one.process('send', slowly('a'))
      two.process('send', slowly('b'))
      await Promise.all(Array.from({ length: 20 }, (_one, n) => one.add('send', { n }, { id: `m-${n}` })))
      await waitFor(() => ran.length === 20)
      expect(new Set(ran.map((one) => one.slice(1))).size).toBe(20)
      expect(new Set(ran.map((one) => one[0])).size).toBe(2)
    })

    it('runs here what is added while Redis is away, and over Redis when it is back', async () => {
      const jobs = start('away')
      const ran: number[] = []
      jobs.process<{ n: number }>('send', async ({ n }) => void ran.push(n))
      await jobs.add('send', { n: 1 })
      await waitFor(() => ran.includes(1))
      await redis.kill()
      await jobs.add('send', { n: 2 })
      await waitFor(() => ran.includes(2))
      await redis.start()
      await waitFor(
        async () => {
          await jobs.add('send', { n: 3 }, { id: 'again' })
          return ran.includes(3)
        },
        { timeoutMs: 20_000 },
      )
    })
  })

  it('is chosen by the setting', async () => {
    const log = createLog({ level: 'silent', secrets: [] })
    const jobs = await createJobs({ redisUrl: redis.url, log })
    let ran = false
    jobs.process('x', async () => {
      ran = true
    })
    await jobs.add('x', {})
    await waitFor(() => ran)
    await jobs.stop()
  })
})
