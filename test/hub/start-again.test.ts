import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { expect, test } from 'vitest'
import { checkCases } from '../../server/cases/index.ts'
import type { InboundMessage } from '../../server/hub/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { disown } from '../../server/platform/db/backup/restore-backup.ts'
import { storeFolder } from '../../server/platform/db/start-embedded.ts'
import { intercept, type StoreCall } from '../setup/intercept.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'

const event: InboundMessage = {
  type: 'message',
  channel: 'test',
  account: 'a',
  externalId: 'first',
  from: { channel: 'email', address: 'marta@rivet.example', trust: 'claimed' },
  text: 'Hello',
  threadKeys: [],
  ownThreadKey: 'test:marta',
  receivedBy: ['inbox'],
}

const openDesk = async (dataDir: string, through = (connection: Connection): Connection => connection) => {
  const desk = await openTestPlatform({ dataDir })
  const rooms = composeRooms({ ...desk.platform, connection: through(desk.platform.connection) })
  rooms.hub.addChannel(recordingChannel().channel)
  const start = () => desk.start(...Object.values(rooms).map(({ parts }) => parts as never))
  return { ...desk, ...rooms, start }
}
const startDesk = async (dataDir: string) => {
  const desk = await openDesk(dataDir)
  await desk.start()
  return desk
}

test('a desk that begins again files what was cut off in the order it came', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-again-'))
  const before = await startDesk(dataDir)
  const { messageId } = await before.hub.intake(event)
  await before.hub.settled()
  const messages = before.platform.connection.collection<{ _id: string }>('messages')
  const first = await messages.findOne({ _id: messageId })
  // As a power cut leaves what was acknowledged: stored, and filed nowhere. The ids run against the time.
  const order = ['d', 'c', 'b', 'a'].map((letter) => `msg_${letter}`)
  const cutOff = {
    ...first,
    state: 'new',
    caseId: '',
    customerId: '',
    interactionId: '',
    attempts: 0,
    dueAt: new Date(Date.now() + 60_000),
  }
  await messages.insertMany(
    order.map((_id, index) => ({ ...cutOff, _id, externalId: _id, ownThreadKey: 'test:marta', receivedAt: new Date(Date.now() + index) })),
  )
  await before.close()

  const after = await startDesk(dataDir)
  await after.hub.sweep()
  await after.hub.settled()
  const { caseId } = (await after.platform.connection.collection('messages').findOne({ _id: messageId as never })) as unknown as {
    caseId: string
  }
  const filed = (await after.cases.entriesOf(caseId)).flatMap(({ change }) =>
    change.type === 'case.message-filed' ? [change.messageId] : [],
  )
  await after.close()
  await rm(dataDir, { recursive: true, force: true })
  expect(filed).toEqual([messageId, ...order])
})

const NAMES = ['entries', 'cases', 'customers', 'identities', 'profiles', 'threads', 'open_slots', 'case_numbers', 'case_contents']
/** What there is by its ids, and of each message where it was filed. */
const contentsOf = async (connection: Connection): Promise<Record<string, unknown>> => {
  const fields = { projection: { state: 1, caseId: 1, customerId: 1, interactionId: 1 } }
  const messages = await connection.collection('messages').find({}, fields).toArray()
  const ids = NAMES.map(async (name) => [name, (await connection.collection(name).find().toArray()).map(({ _id }) => String(_id)).sort()])
  return { ...Object.fromEntries(await Promise.all(ids)), messages }
}

/** The desk as a power cut would leave it: each time a write was answered before it was there, if the disk then lacks anything that was answered. */
const powerCuts = (dataDir: string) => {
  const folders = new Map<string, string>()
  const answered: string[] = []
  const cut = async ({ collection, method, args, run }: StoreCall): Promise<unknown> => {
    const result = await run()
    if (!JSON.stringify(args.at(-1))?.includes('"j":false')) return result
    // What is not compared afterwards may be missing without a difference.
    if (method === 'insertMany' && [...NAMES, 'messages'].includes(collection))
      answered.push(...(args[0] as { _id: unknown }[]).map(({ _id }) => String(_id)))
    const disk = readFileSync(join(storeFolder(dataDir), 'data.mdb'))
    const hash = createHash('sha256').update(disk).digest('hex')
    if (folders.has(hash) || answered.every((id) => disk.includes(id))) return result
    const folder = join(dataDir, `cut-${folders.size}`)
    mkdirSync(storeFolder(folder), { recursive: true })
    writeFileSync(join(storeFolder(folder), 'data.mdb'), disk)
    copyFileSync(join(dataDir, 'secret.key'), join(folder, 'secret.key'))
    folders.set(hash, folder)
    return result
  }
  const through = (connection: Connection): Connection =>
    intercept(connection, (call) => (/^(insert|update|replace|bulk)/.test(call.method) ? cut(call) : call.run()))
  return { folders, through }
}

test('what a power cut takes of a message that was acknowledged is made again from it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-cut-'))
  const { folders, through } = powerCuts(dataDir)
  const desk = await openDesk(dataDir, through)
  await desk.start()
  // On a busy machine all that one message leaves may be on disk before it is looked at.
  for (let nth = 0; folders.size === 0 && nth < 50; nth++) {
    const address = `marta${nth}@rivet.example`
    await desk.hub.intake({ ...event, externalId: address, ownThreadKey: address, from: { ...event.from, address } })
    await desk.hub.settled()
  }
  const whole = await contentsOf(desk.platform.connection)
  await desk.close()
  expect(folders.size).toBeGreaterThan(0)
  for (const folder of folders.values()) {
    await disown(storeFolder(folder))
    const again = await openDesk(folder)
    const { connection, ledgers } = again.platform
    const left = await contentsOf(connection)
    expect(left.messages).toHaveLength((whole.messages as unknown[]).length)
    expect(left).not.toEqual(whole)
    await again.start()
    await again.hub.sweep()
    await again.hub.settled()
    expect(await contentsOf(connection)).toEqual(whole)
    expect((await checkLedger({ connection, kinds: ledgers.kinds }, [checkCases()])).differences).toEqual([])
    await again.close()
  }
  await rm(dataDir, { recursive: true, force: true })
})
