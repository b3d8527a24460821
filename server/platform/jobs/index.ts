import type { Log } from '../log.ts'
import type { Jobs } from './jobs.ts'
import { createLocalJobs } from './local.ts'

export type { AddOptions, JobHandler, Jobs } from './jobs.ts'

/** Over Redis when there is one, otherwise inside this process. BullMQ is loaded only when it is wanted. */
export const createJobs = async ({ redisUrl, log }: { redisUrl: string | undefined; log: Log }): Promise<Jobs> =>
  redisUrl === undefined ? createLocalJobs({ log }) : (await import('./bullmq.ts')).createBullJobs({ redisUrl, log })
