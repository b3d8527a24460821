import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { checkLedger } from './check-ledger.ts'
import { type Person, type World, writeByApi, writeByChat, writeByMail } from './crash-people.ts'
import { type FoundMessage, type Remains, readRemains } from './crash-store.ts'

const KILLS = 20
/** Every so many kills one falls into a start, when the desk mends what the one before left. */
const KILL_STARTING_EVERY = 4
const LANES = { chat: 4, email: 4, api: 4, both: 3 }
const PAUSE_MS = 60
const REACTIONS_MS = 6_000
const MOST_HEARD = 12
/** With no acknowledgement at all for so long, nothing goes on any more; while there are some, the test waits however slow the machine is. */
const STANDSTILL_MS = 180_000

/** Each run takes another course; a failing one names its seed. */
const seed = Date.now() % 2_147_483_647
const randomFrom = (start: number) => {
  let state = start || 1
  return (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A desk that never gets to say that it is ready. */
const killWhileStarting = async (dataDir: string, afterMs: number): Promise<void> => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir },
    stdio: 'ignore',
  })
  const gone = once(child, 'exit')
  await pause(afterMs)
  child.kill('SIGKILL')
  await gone
}

it('loses and doubles nothing while it is killed twenty times', async () => {
  const random = randomFrom(seed)
  const course = `seed ${seed}`
  const people: Person[] = []
  let desk: RunningDesk | undefined
  let isOver = false
  let isGivenUp = false
  const heard = { chat: 0, email: 0, api: 0 }
  let lastHeardAt = Date.now()
  const world: World = {
    desk: () => desk,
    isOver: () => isOver,
    isGivenUp: () => isGivenUp,
    heard: (channel) => {
      heard[channel]++
      lastHeardAt = Date.now()
    },
    count: (channel) => heard[channel],
    random,
  }
  const first = await startDesk()
  const { dataDir } = first
  desk = first

  const someone = (kind: string): Person => {
    const person = { name: `${kind}${people.length}`, sent: [] }
    people.push(person)
    return person
  }
  /** One person after another, each with a few messages, until it is over. */
  const lane = async (kind: keyof typeof LANES): Promise<void> => {
    while (!isOver) {
      const person = someone(kind)
      const count = 2 + Math.floor(random() * 6)
      if (kind === 'chat') await writeByChat(world, person, count)
      if (kind === 'email') await writeByMail(world, person, count)
      if (kind === 'api') await writeByApi(world, person, count)
      // The same address by two channels at the same moment: still one customer with one matter.
      if (kind === 'both') await Promise.all([writeByMail(world, person, 3), writeByApi(world, person, 3)])
      await pause(PAUSE_MS * random())
    }
  }
  const lanes = (Object.keys(LANES) as (keyof typeof LANES)[]).flatMap((kind) => Array.from({ length: LANES[kind] }, () => lane(kind)))
  const traffic = Promise.all(lanes)
  // Whoever fails is told when everything has ended.
  let isFailed = false
  traffic.catch(() => {
    isFailed = true
  })
  /** Waits as long as messages are acknowledged, whatever the clock says. */
  const goesOn = async (check: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    lastHeardAt = Date.now()
    while (!(await check()) && !isFailed) {
      if (Date.now() - lastHeardAt > STANDSTILL_MS)
        throw new Error(`${course}: ${what}, and nothing was acknowledged for ${STANDSTILL_MS} ms`)
      await pause(10)
    }
  }

  try {
    for (let kills = 1; kills <= KILLS && !isFailed; kills++) {
      const running = desk!
      // At random in the midst of what goes on, which a busy machine makes slower: after some acknowledgements of one channel. Mail is read by a
      // worker that takes its time to start, so a desk that dies soon takes none.
      const channel = (['chat', 'email', 'api'] as const)[kills % 3] ?? 'email'
      const until = heard[channel] + Math.floor(MOST_HEARD * random())
      await goesOn(() => heard[channel] >= until, `${heard[channel]} of ${until} messages by ${channel}`)
      await pause(30 * random())
      await running.kill()
      desk = undefined
      if (kills % KILL_STARTING_EVERY === 0) {
        await killWhileStarting(dataDir, 200 + 1_500 * random())
        kills += 1
      }
      desk = await startDesk({ dataDir })
    }
    isOver = true
    let isQuiet = false
    const quiet = traffic.then(() => {
      isQuiet = true
    })
    await goesOn(() => isQuiet, 'the last messages')
    await quiet
    const { url, sandbox } = desk
    const ask = async <T>(path: string): Promise<T> => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${sandbox.apiKey}` } })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    }
    let least = Infinity
    await goesOn(async () => {
      const { unfiled } = (await ask<{ parts: { unfiled: number } }>('/healthz')).parts
      if (unfiled < least) lastHeardAt = Date.now()
      least = Math.min(least, unfiled)
      return unfiled === 0
    }, 'what is unfiled')

    // What an outside script sees.
    const some = people.flatMap((one) => one.sent).filter((_, at) => at % 10 === 0)
    for (const { channel, externalId } of some.filter((one) => one.channel !== 'email')) {
      const { items } = await ask<{ items: FoundMessage[] }>(
        `/api/v1/messages?${new URLSearchParams({ channel, externalId, limit: '10' })}`,
      )
      expect(
        items.map((one) => [one.externalId, one.state]),
        course,
      ).toEqual([[externalId, 'filed']])
    }
    // Reactions run after their entry, and a desk that begins runs again what crashes cut off: a slow one needs another while, as long as it gets on.
    const sent = people.flatMap((one) => one.sent)
    const texts = new Set(sent.map((one) => one.text))
    let remains: Remains
    for (let lackedBefore = Infinity; ; ) {
      await pause(REACTIONS_MS)
      await desk.end()
      desk = undefined
      remains = await readRemains(dataDir)
      const { messages, worksOfCase } = remains
      const lacking = messages.filter((one) => texts.has(one.text.trim()) && !worksOfCase.has(one.caseId)).length
      if (lacking === 0 || lacking >= lackedBefore) break
      lackedBefore = lacking
      desk = await startDesk({ dataDir })
    }
    expect(checkLedger(dataDir), course).toContain(': no difference.')
    process.stdout.write(
      `${course}: ${people.length} people, ${sent.length} messages, ${sent.reduce((sum, one) => sum + one.tries, 0)} tries, ${KILLS} kills\n`,
    )
    expect(remains.failedReactions, course).toBe(0)
    expect(
      remains.messages.filter((one) => one.state !== 'filed'),
      course,
    ).toEqual([])
    const byText = new Map<string, FoundMessage[]>()
    for (const one of remains.messages) byText.set(one.text.trim(), [...(byText.get(one.text.trim()) ?? []), one])
    for (const person of people) {
      const found = person.sent.map((one) => byText.get(one.text) ?? [])
      for (const [at, one] of person.sent.entries()) {
        // Each was insisted upon, so each was acknowledged.
        expect(one.acknowledged, `${course}, ${one.text}`).toBeGreaterThan(0)
        expect(found[at]?.length, `${course}, ${one.text}: documents`).toBe(1)
        const { _id = '', caseId } = found[at]?.[0] ?? {}
        expect(remains.casesOf.get(_id), `${course}, ${one.text}: entries`).toEqual([caseId])
      }
      expect(new Set(found.flat().map((one) => one.caseId)).size, `${course}, the cases of ${person.name}`).toBe(person.sent.length ? 1 : 0)
      expect(new Set(found.flat().map((one) => one.customerId)).size, `${course}, ${person.name} as a customer`).toBe(
        person.sent.length ? 1 : 0,
      )
    }
    const ours = new Set(sent.flatMap((one) => byText.get(one.text) ?? []).map((one) => one.caseId))
    const open = remains.cases.filter((one) => ours.has(one._id))
    expect(
      open.filter((one) => !one.isOpen || one.mergedInto !== null),
      course,
    ).toEqual([])
    // Somebody will be offered each of them, once.
    expect(
      open.filter((one) => !remains.worksOfCase.has(one._id)),
      course,
    ).toEqual([])
    expect(
      [...remains.worksOf].filter(([, count]) => count > 1),
      course,
    ).toEqual([])
  } finally {
    isOver = true
    isGivenUp = true
    await desk?.kill()
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 3_000_000)
