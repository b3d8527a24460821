import { afterAll, expect, it } from 'vitest'
import { connectSocket } from '../bench/staff-socket.ts'
import { freePort } from '../console/desk-page.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { waitFor } from '../wait-for.ts'

let desk: RunningDesk | undefined
afterAll(() => desk?.stop())

it('a desk that is starting signs nobody out: who comes before everybody is known comes again', { timeout: 180_000 }, async () => {
  const port = String(await freePort())
  desk = await startDesk({ env: { PORT: port } })
  const { url, sandbox, dataDir } = desk
  const post = (path: string, body: object, cookie = '') =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie },
      body: JSON.stringify(body),
    })
  const link = sandbox.personas.find(({ role }) => role === 'agent')?.signInUrl ?? ''
  const entrance = await post('/sign-in/link', { token: link.slice(link.indexOf('#link=') + 6) })
  const { accessToken } = (await entrance.json()) as { accessToken: string }
  const cookie = entrance.headers
    .getSetCookie()
    .find((one) => one.startsWith('refresh='))
    ?.split(';')[0]
  await desk.kill()

  const statuses = new Set<number>()
  const refusals = new Set<string>()
  const renewed = waitFor(
    async () => {
      const { status } = await post('/refresh', {}, cookie)
      statuses.add(status)
      return status !== 503
    },
    { timeoutMs: 120_000, what: 'a renewed sign-in' },
  )
  const stands = waitFor(
    async () => {
      try {
        return await connectSocket(url, '/staff', accessToken)
      } catch (error) {
        // What the desk says in words ends socket.io's own attempts; without any it tries again.
        const { data } = error as { data?: { error: { code: string } } }
        if (data) refusals.add(data.error.code)
        return undefined
      }
    },
    { timeoutMs: 120_000, everyMs: 2, what: 'the line' },
  )
  ;[desk] = await Promise.all([startDesk({ dataDir, env: { PORT: port } }), renewed, stands])
  expect([...statuses].filter((one) => one !== 503)).toEqual([200])
  expect([...refusals]).toEqual([])
  ;(await stands).close()
})
