import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCalls, noCarrier } from '../../server/calls/index.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { createLog } from '../../server/platform/log.ts'
import { openPlatform } from '../../server/platform/open-platform.ts'
import { createRouting } from '../../server/routing/index.ts'
import { createPastClock } from '../../server/sandbox/demo/past-clock.ts'
import { createSearch } from '../../server/search/index.ts'
import { limitBy } from '../setup/limit-by.ts'
import { composeRooms } from '../setup/rooms.ts'

/** The rooms the demo is written through, on a clock that can be set back. `listen` starts the reactions, as a desk does after the past is written. */
export const openDemo = async (given?: string) => {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'patchbay-demo-')))
  const past = createPastClock(systemClock)
  const machine = await openPlatform({
    mongodbUrl: undefined,
    redisUrl: undefined,
    dataDir,
    secretKey: undefined,
    log: createLog({ level: 'silent', secrets: [] }),
    clock: past,
    publicUrl: () => 'http://127.0.0.1:3000',
    limit: () => limitBy(),
  })
  const { platform } = machine
  const { staff, queues, customers, cases, hub } = composeRooms(platform)
  const search = createSearch(platform, { queues, customers, cases, hub })
  const routing = createRouting(platform, { staff, queues, cases, hub })
  const calls = createCalls(platform, {
    staff,
    queues,
    customers,
    cases,
    hub,
    routing,
    control: noCarrier,
    flowsDir: join(import.meta.dirname, '../../ivr-flows'),
    articles: () => ({}),
    isSandbox: true,
  })
  const first = [staff, queues]
  const later = [customers, cases, routing, calls, search]
  const rooms = [...first, ...later]
  await machine.prepare([...rooms, hub].flatMap((one) => [...(one.parts.indexes ?? [])]))
  const abort = new AbortController()
  for (const one of first) await one.parts.start?.(abort.signal)
  return {
    platform,
    past,
    dataDir,
    calls,
    faces: { staff, queues, customers, cases, hub, search, phone: { past: calls.past, flows: calls.flows, number: '+12025550100' } },
    listen: async (): Promise<void> => {
      for (const one of later) await one.parts.start?.(abort.signal)
      for (const one of rooms) for (const reaction of one.parts.reactions ?? []) machine.reactions.add(reaction as never)
      await machine.start()
    },
    close: async (): Promise<void> => {
      abort.abort()
      await hub.settled()
      for (const one of rooms) await one.parts.stop?.()
      await machine.stop()
      if (!given) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
