import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { AppError } from '../../server/platform/errors.ts'
import { answerErrors, mountRoutes, type Route, route } from '../../server/platform/routes.ts'
import { limitBy } from '../setup/limit-by.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

let desk: TestPlatform
const servers: Server[] = []
const bases: string[] = []
/** What each run of a verb is to wait for, and how often it ran. */
const runs: string[] = []
let hold: Promise<void> = Promise.resolve()
let refusals = 0

const body = z.object({ name: z.string() })
const run = async (_actor: string, { name }: { name: string }) => {
  runs.push(name)
  const mine = runs.length
  await hold
  if (refusals-- > 0) throw new AppError('not-now', 'conflict', 'Not now.')
  return { mine }
}
const doors: Route<string>[] = [
  route({ method: 'post', path: '/things', summary: 'Makes one.', may: 'x', body, run }),
  route({ method: 'post', path: '/secrets', summary: 'Makes a secret.', may: 'x', body, secretAnswer: true, run }),
]
beforeAll(async () => {
  desk = await openTestPlatform()
  // Two processes over one store, as far as the doors can tell.
  for (let count = 0; count < 2; count++) {
    const app = express()
    const { connection, log } = desk.platform
    app.use(
      mountRoutes(doors, {
        connection,
        log,
        authenticate: async () => 'ana',
        actorId: (id) => id,
        allow: () => {},
        limit: limitBy(),
      }),
    )
    app.use(answerErrors(log))
    const server = createServer(app).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    servers.push(server)
    bases.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  }
})
afterAll(async () => {
  for (const server of servers) server.close()
  await desk?.close()
})

const post = async (path: string, key: string, at = 0) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const answer = await fetch(`${bases[at]}${path}`, { method: 'POST', headers, body: JSON.stringify({ name: key }) })
  return { status: answer.status, body: (await answer.json()) as { mine?: number; error?: { code: string } } }
}
const timesOf = (key: string): number => runs.filter((one) => one === key).length
/** Holds the verbs until the given is done. */
const whileHeld = async <T>(what: () => Promise<T>): Promise<T> => {
  let letGo = (): void => {}
  hold = new Promise((resolve) => {
    letGo = resolve
  })
  return what().finally(letGo)
}

test('three at once with one key are one, and all are given its answer', async () => {
  const answers = await Promise.all([post('/things', 'k1'), post('/things', 'k1'), post('/things', 'k1')])
  expect(timesOf('k1')).toBe(1)
  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
})

test('of three at once a secret is told one', async () => {
  const answers = await Promise.all([post('/secrets', 'k2'), post('/secrets', 'k2'), post('/secrets', 'k2')])
  expect(timesOf('k2')).toBe(1)
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
})

test('what was refused is tried again, at once by whoever waited', async () => {
  refusals = 1
  const answers = await Promise.all([post('/secrets', 'k3'), post('/secrets', 'k3')])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(timesOf('k3')).toBe(2)
  refusals = 1
  expect((await post('/secrets', 'k4')).status).toBe(409)
  expect((await post('/secrets', 'k4', 1)).status).toBe(200)
})

test('a secret that another process is making is under way', async () => {
  const [first, second] = await (async () => {
    let one: ReturnType<typeof post> | undefined
    const two = await whileHeld(async () => {
      one = post('/secrets', 'k5')
      await expect.poll(() => timesOf('k5')).toBe(1)
      return post('/secrets', 'k5', 1)
    })
    return [await one, two] as const
  })()
  expect([first?.status, second.status, second.body.error?.code]).toEqual([200, 409, 'under-way'])
  expect(timesOf('k5')).toBe(1)
})
