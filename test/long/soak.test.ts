import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { openLightPhone } from '../bench/many-phones.ts'
import { OUR_NUMBER } from '../bench/phone-agent.ts'
import { askSocket, connectSocket, signInAs } from '../bench/staff-socket.ts'
import { demoFolder, startDesk } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { waitFor } from '../wait-for.ts'
import { checkLedger } from './check-ledger.ts'
import { type Person, type World, writeByApi, writeByChat, writeByMail } from './crash-people.ts'

const WAVES = 10
/** Caches fill and code is compiled in the first ones. */
const WARM_WAVES = 4
const PEOPLE = { api: 60, email: 4, chat: 5, both: 3, callers: 4 }
const EACH = 4
/**
 * What the desk may keep of each message once all garbage is collected: it knows customers and cases of late by heart, some kilobytes each, up to bounds
 * that a soak of minutes does not reach.
 */
const MOST_PER_MESSAGE = 5_000
/** A file that is read just then. */
const SPARE_FILES = 4

/** Open files of a process; sockets are counted by kind, and the pool of connections to the store may grow. */
const openFiles = (pid: number): number =>
  readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return !readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:')
    } catch {
      return false
    }
  }).length

/** What must not be left of a call or a visitor. */
const OVER = ['Timeout', 'TCPSocketWrap']

interface Heap {
  bytes: number
  /** What keeps the process alive, by kind: sockets, timers, requests under way. */
  resources: Record<string, number>
}

it('keeps no memory, sockets or files of what is over', async () => {
  const probe = join(root, 'test/long/heap-probe.mjs')
  const dataDir = await demoFolder()
  const to = join(dataDir, 'heap.json')
  const desk = await startDesk({
    dataDir,
    env: { NODE_OPTIONS: `--import=${pathToFileURL(probe).href}`, HEAP_PROBE: to, FLOWS_DIR: join(root, 'ivr-flows') },
  })
  const { url, sandbox, pid } = desk
  const token = await signInAs(sandbox, 'supervisor')
  const ask = async <T>(method: string, path: string, body?: object, bearer = token): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const isQuiet = (): Promise<unknown> =>
    waitFor(async () => (await ask<{ parts: { unfiled: number } }>('GET', '/healthz')).parts.unfiled === 0, {
      timeoutMs: 120_000,
      what: 'all messages filed',
    })
  const heap = async (): Promise<Heap & { files: number }> => {
    rmSync(to, { force: true })
    process.kill(pid, 'SIGUSR2')
    await waitFor(() => existsSync(to), { timeoutMs: 60_000, what: 'the heap' })
    return { ...(JSON.parse(readFileSync(to, 'utf8')) as Heap), files: openFiles(pid) }
  }

  let heard = 0
  const world: World = {
    desk: () => desk,
    isOver: () => false,
    isGivenUp: () => false,
    heard: () => {
      heard += 1
    },
    count: () => heard,
    random: () => 0.5,
  }
  const call = async (n: number): Promise<void> => {
    const phone = await openLightPhone(url, { number: `+1202555${1_000 + n}` })
    const said = phone.hears()
    await phone.dial(OUR_NUMBER)
    await said
    await phone.until(({ gather }) => gather !== null)
    await phone.press('1')
    await phone.hangUp()
    await phone.until(({ state }) => state === 'ended')
    phone.leave()
  }
  /** New people with a matter each; somebody looks at each of those by the API, and closes it. */
  const wave = async (nth: number): Promise<void> => {
    const some = (kind: keyof typeof PEOPLE): Person[] =>
      Array.from({ length: PEOPLE[kind] }, (_, n) => ({ name: `w${nth}${kind}${n}`, sent: [] }))
    const byApi = some('api')
    await Promise.all([
      ...byApi.map((person) => writeByApi(world, person, EACH)),
      ...some('email').map((person) => writeByMail(world, person, EACH)),
      ...some('chat').map((person) => writeByChat(world, person, EACH)),
      ...some('both').map((person) => Promise.all([writeByMail(world, person, 2), writeByApi(world, person, 2)])),
      ...some('callers').map((_, n) => call(nth * PEOPLE.callers + n)),
    ])
    await isQuiet()
    const socket = await connectSocket(url, '/staff', token)
    for (const { sent } of byApi) {
      const [first] = sent
      const found = await ask<{ items: { caseId: string }[] }>(
        'GET',
        `/api/v1/messages?${new URLSearchParams({ channel: 'api', externalId: first?.externalId ?? '', limit: '1' })}`,
        undefined,
        sandbox.apiKey,
      )
      const caseId = found.items[0]?.caseId ?? ''
      await askSocket(socket, 'watch', { topic: `case:${caseId}` })
      await ask('POST', `/api/v1/cases/${caseId}/close`, { disposition: 'Answered' })
      await askSocket(socket, 'unwatch', { topic: `case:${caseId}` })
    }
    socket.disconnect()
  }

  try {
    const idle = await heap()
    /** The heap once what is kept for a minute (a telephone's last call, a rate limit) is over too. */
    const settled = async (): Promise<{ messages: number; bytes: number; files: number }> => {
      const { bytes, files } = await waitFor(
        async () => {
          const now = await heap()
          const more = OVER.filter((kind) => (now.resources[kind] ?? 0) > (idle.resources[kind] ?? 0) + 2)
          if (more.length > 0) throw new Error(`more than before: ${JSON.stringify({ before: idle.resources, now: now.resources })}`)
          return now
        },
        { timeoutMs: 150_000, everyMs: 2_000, what: 'only the timers and sockets of an idle desk' },
      )
      return { messages: heard, bytes, files }
    }
    for (let nth = 0; nth < WARM_WAVES; nth++) await wave(nth)
    const warm = await settled()
    for (let nth = WARM_WAVES; nth < WAVES; nth++) await wave(nth)
    const last = await settled()
    const perMessage = (last.bytes - warm.bytes) / (last.messages - warm.messages)
    process.stdout.write(`${heard} messages; ${perMessage.toFixed(0)} bytes of each kept\n`)
    expect(perMessage).toBeLessThan(MOST_PER_MESSAGE)
    expect(last.files).toBeLessThanOrEqual(warm.files + SPARE_FILES)
  } finally {
    await desk.end()
  }
  expect(checkLedger(dataDir)).toContain(': no difference.')
  rmSync(dataDir, { recursive: true, force: true })
})
