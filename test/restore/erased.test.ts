import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomers } from '../../server/customers/index.ts'
import { makeBackup } from '../../server/platform/db/backup/make-backup.ts'
import { restoreBackup } from '../../server/platform/db/backup/restore-backup.ts'
import { openDatabase } from '../../server/platform/db/connect.ts'
import { exportDatabase } from '../../server/platform/db/dump/export-database.ts'
import { importDatabase } from '../../server/platform/db/dump/import-database.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLog } from '../../server/platform/log.ts'
import { createTombstones, TOMBSTONES } from '../../server/platform/tombstones.ts'
import { system } from '../../server/staff/index.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { composeRooms } from '../setup/rooms.ts'

const log = createLog({ level: 'silent', secrets: [] })
const folder = mkdtempSync(join(tmpdir(), 'patchbay-erased-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const open = async (dataDir: string) => {
  const machine = await openTestPlatform({ dataDir })
  const { staff, queues, customers, cases, hub } = composeRooms(machine.platform)
  await machine.start(staff.parts, queues.parts, customers.parts, cases.parts, hub.parts)
  const write = async (address: string): Promise<string> => {
    const { messageId } = await hub.intake({
      type: 'message',
      channel: 'test',
      account: 'shop',
      externalId: newId(),
      from: { channel: 'email', address, trust: 'claimed' },
      text: 'Hello',
      threadKeys: [`test:${address}`],
      ownThreadKey: `test:${address}`,
      receivedBy: [],
    })
    await hub.settled()
    return (await hub.getMessage(system('test'), messageId)).customerId
  }
  return { ...machine, customers, write }
}

/** How a desk is kept, and how it is put in the place of another. */
const ways = {
  backup: {
    keep: (dataDir: string, target: string): Promise<unknown> => makeBackup({ dataDir, target }),
    put: (source: string, dataDir: string): Promise<unknown> => restoreBackup({ dataDir, source, log }),
  },
  export: {
    keep: (dataDir: string, target: string): Promise<unknown> => exportDatabase({ dataDir, target, log }),
    put: (source: string, dataDir: string): Promise<unknown> => importDatabase({ dataDir, source, replace: true, log }),
  },
}
type Way = keyof typeof ways

let erased: string
let stays: string
beforeAll(async () => {
  const desk = await open(at('first'))
  const keep = async (when: string): Promise<void> => {
    for (const [name, way] of Object.entries(ways)) await way.keep(at('first'), at(`${name}-${when}`))
  }
  ;[erased, stays] = [await desk.write('marta@rivet.example'), await desk.write('kenji@rivet.example')]
  await keep('before')
  await desk.customers.eraseCustomer(system('test'), { customerId: erased, commandId: 'erase' })
  await keep('after')
  await desk.close()
}, 60_000)

it('the list of who was erased outlives a line that a crash cut off', async () => {
  const list = createTombstones(at('torn'))
  await list.add(['one'])
  appendFileSync(join(at('torn'), TOMBSTONES), 'tw')
  await list.add(['two', 'one'])
  await list.add(['three'])
  expect(await list.all()).toEqual(['one', 'tw', 'two', 'three'])
})

it('the list of who was erased is not read to add nobody to it, as each host asks every second', async () => {
  mkdirSync(join(at('unread'), TOMBSTONES), { recursive: true })
  const list = createTombstones(at('unread'))
  await expect(list.add(['one'])).rejects.toThrow('EISDIR')
  await list.add([])
})

describe('who was erased stays so (SECURITY R5)', { timeout: 60_000 }, () => {
  const pairs = (Object.keys(ways) as Way[]).flatMap((newer) => (Object.keys(ways) as Way[]).map((older) => ({ newer, older })))

  it.each(pairs)('on another machine that got a newer $newer, and then an older $older', async ({ newer, older }) => {
    const dataDir = at(`${newer}-${older}`)
    await createTombstones(dataDir).add(['known-here'])
    await ways[newer].put(at(`${newer}-after`), dataDir)
    await ways[older].put(at(`${older}-before`), dataDir)
    const desk = await open(dataDir)
    expect(await desk.customers.erasedAt(erased)).toBeInstanceOf(Date)
    expect(await desk.customers.erasedAt(stays)).toBeNull()
    expect((await desk.platform.tombstones.all()).sort()).toEqual([erased, 'known-here'].sort())
    await desk.close()
  })

  it.each(Object.entries(ways))('and whoever writes from the address after an older %s is somebody else, who stays', async (name, way) => {
    const [dataDir, kept] = [at(`${name}-again`), at(`${name}-unborn`)]
    const opened = async <T>(use: (desk: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> => {
      const desk = await open(dataDir)
      return use(desk).finally(desk.close)
    }
    const writes = (): Promise<string> => opened((desk) => desk.write('marta@rivet.example'))
    await opened(() => way.keep(dataDir, kept))
    const gone: string[] = []
    for (const times of [1, 2]) {
      gone.push(
        await opened(async (desk) => {
          const id = await desk.write('marta@rivet.example')
          await desk.customers.eraseCustomer(system('test'), { customerId: id, commandId: `erase${times}` })
          return id
        }),
      )
      await way.put(kept, dataDir)
    }
    const living = await writes()
    expect(new Set([...gone, living]).size).toBe(3)
    for (const _restart of [1, 2])
      await opened(async (desk) => {
        expect(await Promise.all([...gone, living].map((id) => desk.customers.erasedAt(id)))).toEqual([
          expect.any(Date),
          expect.any(Date),
          null,
        ])
        expect(await desk.write('marta@rivet.example')).toBe(living)
      })
  })

  it('on every host of one database, each of which keeps a list of its own', async () => {
    const desk = await openTestPlatform({ isOnlyProcess: false })
    const { staff, queues, customers, cases, hub } = composeRooms(desk.platform)
    await desk.start(staff.parts, queues.parts, customers.parts, cases.parts, hub.parts)
    const erase = async (address: string): Promise<string> => {
      const { customerId } = await customers.resolveIdentity({ channel: 'email', address, trust: 'claimed' })
      await customers.eraseCustomer(system('test'), { customerId, commandId: address })
      return customerId
    }
    const looks: (() => Promise<void>)[] = []
    const tombstones = createTombstones(at('second-host'))
    const second = createCustomers(
      { ...desk.platform, tombstones, followOthers: (_name, look) => void looks.push(look) },
      { isSandbox: true, mergeOpenCases: async () => 0, unmergeCases: async () => undefined },
    )
    const before = await erase('marta@rivet.example')
    await second.parts.start?.(new AbortController().signal)
    expect(await tombstones.all()).toEqual([before])
    const meanwhile = await erase('kenji@rivet.example')
    for (const look of looks) await look()
    expect(await tombstones.all()).toEqual([before, meanwhile])
    await desk.close()
  })

  it('by an export that goes to a server, and by one of a server', async () => {
    const server = await openDatabase({ dataDir: at('server'), log, minFreeBytes: 0 })
    try {
      const there = { mongodbUrl: server.uri, dataDir: at('beside'), log }
      await importDatabase({ ...there, source: at('export-after'), replace: false })
      // Of another host, whose own list is empty.
      await exportDatabase({ ...there, dataDir: at('other-host'), target: at('of-server') })
    } finally {
      await server.close()
    }
    await ways.export.put(at('of-server'), at('back'))
    expect(await createTombstones(at('back')).all()).toEqual([erased])
  })
})
