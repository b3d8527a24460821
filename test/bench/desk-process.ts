import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Actor } from '../../server/staff/index.ts'
import { root } from '../setup/plan.ts'
import type { Work, WorkDone } from './child.ts'
import { inboundOf } from './turns.ts'

// The built desk, as `npm start` runs it, but with every door's rate limit out of the way: one address plays a thousand visitors here.
const built = <T>(path: string): Promise<T> => import(pathToFileURL(join(root, 'dist/server', path)).href) as Promise<T>
const { createApp } = await built<typeof import('../../server/app.ts')>('app.js')
const { loadConfig } = await built<typeof import('../../server/config.ts')>('config.js')
const { limits } = await built<typeof import('../../server/limits.ts')>('limits.js')
const { openAccount } = await built<typeof import('../../server/sandbox/carrier/account.ts')>('sandbox/carrier/account.js')
const { createLog } = await built<typeof import('../../server/platform/log.ts')>('platform/log.js')
for (const row of Object.values(limits)) Object.assign(row, { points: 1_000_000_000, atOnce: undefined })

const config = loadConfig({
  ...process.env,
  PORT: '0',
  SMTP_PORT: '0',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  FLOWS_DIR: join(root, 'ivr-flows'),
})
const log = createLog({ level: 'warn', secrets: [], to: process.stderr })
const app = await createApp({ config, log, version: 'bench', dist: join(root, 'dist') })
const { url } = await app.start()

const { connection } = app.inside.platform
const messages = connection.collection('messages')
const inbound = app.inside.routes.find(({ method, path }) => method === 'post' && path === '/inbound')
const key: Actor = { type: 'key', id: 'bench', name: 'Bench', scopes: ['message.inbound'], role: 'admin', teams: [], source: 'bench' }

/** Several at once, as a webhook's provider would. */
const inParallel = async (count: number, width: number, run: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await run(n)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

const isFiled = async (): Promise<void> => {
  while ((await messages.countDocuments({ state: 'new' })) > 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

const work = async ({ run, tag, count, width, perCustomer }: Work): Promise<WorkDone> => {
  const plain = connection.collection('bench_plain')
  const begun = performance.now()
  let taken = 0
  if (run === 'plain') {
    await inParallel(count, width, (n) =>
      plain.insertOne({ _id: `${tag}-${n}` as never, from: `p${n}@rivet.example`, text: 'The left brake squeals again.', at: new Date() }),
    )
    taken = performance.now() - begun
  } else {
    await inParallel(count, width, (n) => {
      return inbound?.run(key, inboundOf(tag, n, perCustomer), {} as never) ?? Promise.reject(new Error('there is no door for messages'))
    })
    taken = performance.now() - begun
    await isFiled()
  }
  return { ms: performance.now() - begun, takenMs: taken }
}

process.on('message', (given: Work & { nth: number }) => {
  work(given).then(
    (done) => process.send?.({ nth: given.nth, done }),
    (error: Error) => process.send?.({ nth: given.nth, error: error.message }),
  )
})
process.once('disconnect', () => process.exit(1))
process.once('SIGTERM', () => void app.stop().finally(() => process.exit(0)))
const { accountSid, authToken } = openAccount(app.inside.platform.keyFor)
process.send?.({ ready: url, carrier: { accountSid, authToken } })
