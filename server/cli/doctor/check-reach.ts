import { createServer } from 'node:net'
import { listenFault } from '../../platform/listen-fault.ts'
import { blocker, type Finding, fault, ok } from './finding.ts'

const PATIENCE_MS = 4_000

/** What a connection error says, without the address: that may hold a password. */
const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string }
  const plain: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no such host',
    EAI_AGAIN: 'the name of the host cannot be looked up',
    ETIMEDOUT: 'it does not answer',
  }
  // Some clients hide the code of the system in the middle of a sentence.
  const hidden = Object.keys(plain).find((one) => one === code || message?.includes(one))
  return (
    (hidden && plain[hidden]) ?? (/auth/i.test(message ?? '') ? 'it refuses the user or the password' : 'it does not answer as it should')
  )
}

const reach = async (setting: string, what: string, go: () => Promise<unknown>, wrong = fault): Promise<Finding[]> => {
  try {
    await go()
    return [ok(`${what} answers (${setting}).`)]
  } catch (error) {
    return [wrong(`${what} cannot be reached: ${reasonOf(error)}. Check ${setting}, and whether it runs and lets this machine in.`)]
  }
}

/** Whether the desk could listen there. */
export const checkPort = (hostSetting: string, portSetting: string, host: string, port: number): Promise<Finding[]> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => resolve([blocker(listenFault(error, { host, port, hostSetting, portSetting }).message)]))
    probe.listen(port, host, () =>
      probe.close(() => resolve([ok(`${host}:${port === 0 ? '(any free port)' : port} is free (${portSetting}).`)])),
    )
  })

export const checkDatabase = (url: string): Promise<Finding[]> =>
  reach(
    'MONGODB_URL',
    'MongoDB',
    async () => {
      const { createConnection } = await import('mongoose')
      const connection = createConnection(url, { serverSelectionTimeoutMS: PATIENCE_MS })
      try {
        await connection.asPromise()
        await connection.db?.command({ ping: 1 })
      } finally {
        await connection.close(true)
      }
    },
    blocker,
  )

export const checkRedis = (url: string): Promise<Finding[]> =>
  reach('REDIS_URL', 'Redis', async () => {
    const { connectRedis } = await import('../../platform/redis.ts')
    const redis = connectRedis(url, { lazyConnect: true, connectTimeout: PATIENCE_MS, retryStrategy: () => null })
    let first: unknown
    redis.on('error', (error) => {
      first ??= error
    })
    try {
      await redis.connect()
      await redis.ping()
    } catch (error) {
      throw first ?? error
    } finally {
      redis.disconnect()
    }
  })
