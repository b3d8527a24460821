import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCases } from '../../server/cases/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { openDatabase } from '../../server/platform/db/connect.ts'
import { exportDatabase } from '../../server/platform/db/dump/export-database.ts'
import { importDatabase } from '../../server/platform/db/dump/import-database.ts'
import { MIGRATIONS } from '../../server/platform/db/migrate.ts'
import { AppError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLog } from '../../server/platform/log.ts'
import { createRestore } from '../../server/restore/index.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { npmCommand } from '../setup/npm-command.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'

const { BSON } = mongoose.mongo
const log = createLog({ level: 'silent', secrets: [] })
const folder = mkdtempSync(join(tmpdir(), 'patchbay-export-'))
const at = (name: string): string => join(folder, name)
const dump = at('dump')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One of each kind of value whose type a careless copy loses. */
const KINDS = {
  _id: 'kinds',
  fileId: 'a-file',
  whole: new BSON.Int32(1),
  double: new BSON.Double(1),
  long: BSON.Long.fromString('9007199254740993'),
  decimal: BSON.Decimal128.fromString('0.10'),
  bytes: new BSON.Binary(Buffer.from([0, 1, 255])),
  uuid: new BSON.UUID('6f1ed002-ab5e-4f0e-8c1d-5d1a5c5a0d3e'),
  objectId: new BSON.ObjectId('656565656565656565656565'),
  date: new Date(0),
  expression: new BSON.BSONRegExp('^a', 'i'),
  timestamp: new BSON.Timestamp({ t: 1, i: 2 }),
  nothing: null,
  list: [[], {}, ''],
}

const open = async (dataDir: string, isAway = false) => {
  const machine = await openTestPlatform({ dataDir })
  const rooms = composeRooms(machine.platform)
  const restore = createRestore(machine.platform)
  const { channel, sent } = recordingChannel()
  if (isAway)
    channel.send = () => {
      throw new AppError('away', 'unavailable', 'The channel is away.')
    }
  rooms.hub.addChannel(channel)
  await machine.start(rooms.staff.parts, rooms.queues.parts, rooms.customers.parts, rooms.cases.parts, restore.parts, rooms.hub.parts)
  return { ...machine, ...rooms, sent, restore }
}

/** Every file of a dump by its name, but for the one row that says when it was imported. */
const contents = (of: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(of, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(of, name)).isFile() && !name.includes('restored.'))
      .sort()
      .map((name) => [name, readFileSync(join(of, name), 'base64')]),
  )

const exportStore = async (dataDir: string, name: string): Promise<Record<string, string>> => {
  await exportDatabase({ dataDir, target: at(name), log })
  return contents(at(name))
}

beforeAll(async () => {
  const desk = await open(at('first'), true)
  const { id } = await desk.staff.addUser(system('test'), { name: 'Ada', email: 'ada@larkfield.example', role: 'agent', commandId: 'ada' })
  const { messageId } = await desk.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'shop',
    externalId: 'one',
    from: { channel: 'email', address: 'marta@rivet.example', trust: 'claimed' },
    text: 'Hello',
    threadKeys: ['test:one'],
    ownThreadKey: 'test:one',
    receivedBy: [],
  })
  await desk.hub.settled()
  const { caseId } = await desk.hub.getMessage(system('test'), messageId)
  const answer = { caseId, text: 'Waits.', attachments: [], status: 'waiting' as const, commandId: newId() }
  await desk.hub.sendReply((await desk.staff.actorOf(id)) as StaffActor, answer)
  const rows = desk.platform.connection.db!.collection<{ _id: unknown }>('rows')
  await rows.insertMany([KINDS, ...Array.from({ length: 1500 }, (_, i) => ({ _id: i, text: `row ${i}` }))])
  await rows.createIndex({ text: 1 }, { unique: true, partialFilterExpression: { text: { $gt: '' } } })
  await desk.platform.files.put('a-file', Buffer.alloc(100_000, 7), { maxBytes: 100_000 })
  await desk.platform.files.put('of-nobody', Buffer.from('left'), { maxBytes: 100 })
  const said = await npmCommand('export', [dump], { env: { DATA_DIR: at('first'), SANDBOX: 'off' } })
  expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/rows: 1501 documents\n.*2 files; not encrypted.*secret\.key/s) })
  await desk.close()
}, 60_000)

describe('an export of a desk that runs', () => {
  it('lies as mongodump lays it out, for its owner alone', () => {
    const rows = readFileSync(join(dump, 'patchbay', 'rows.bson'))
    const last = Buffer.from(BSON.serialize(KINDS))
    expect(rows.subarray(-last.length).equals(last)).toBe(true)
    expect(JSON.parse(readFileSync(join(dump, 'patchbay', 'rows.metadata.json'), 'utf8'))).toMatchObject({
      collectionName: 'rows',
      type: 'collection',
      indexes: [
        { v: { $numberInt: '2' }, key: { _id: { $numberInt: '1' } }, name: '_id_' },
        { key: { text: { $numberInt: '1' } }, name: 'text_1', unique: true, partialFilterExpression: { text: { $gt: '' } } },
      ],
    })
    for (const name of ['', 'patchbay', 'patchbay/rows.bson', 'files']) expect(statSync(join(dump, name)).mode & 0o077, name).toBe(0)
    expect(existsSync(join(dump, 'secret.key'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['dump', 'first'])
  })

  it('comes back byte for byte, sends nothing by itself, and only takes the place of documents when told to', async () => {
    const dataDir = at('second')
    expect(await importDatabase({ dataDir, source: dump, replace: false, log })).toMatchObject({ files: 2, kept: undefined })
    expect(await exportStore(dataDir, 'again')).toEqual(contents(dump))

    const desk = await open(dataDir)
    await desk.advance(3_600_000)
    await desk.hub.sweep()
    expect(desk.sent).toEqual([])
    expect((await desk.restore.readSending(system('test'))).pausedSince).toMatch(/^\d{4}-/)
    const { connection, ledgers, files } = desk.platform
    const { entries, differences } = await checkLedger({ connection, kinds: ledgers.kinds }, [checkCases()])
    expect(entries).toBeGreaterThan(5)
    expect(differences).toEqual([])
    expect(await connection.collection('rows').indexExists('text_1')).toBe(true)
    expect((await buffer(await files.open('a-file'))).equals(Buffer.alloc(100_000, 7))).toBe(true)
    await connection.collection('rows').insertOne({ text: 'Written since.' })
    await expect(importDatabase({ dataDir, source: dump, replace: true, log })).rejects.toMatchObject({ code: 'store-in-use' })
    await desk.restore.confirm(system('test'))
    await desk.hub.sweep()
    expect(desk.sent).toHaveLength(1)
    await desk.close()

    await expect(importDatabase({ dataDir, source: dump, replace: false, log })).rejects.toMatchObject({ code: 'import-not-empty' })
    const command = await npmCommand('import', [dump, '--drop'], { env: { DATA_DIR: dataDir, SANDBOX: 'off' } })
    expect(command).toMatchObject({ code: 0, out: expect.stringMatching(/What was there before is in .*npm run db:confirm/s) })
    expect(await exportStore(dataDir, 'replaced')).toEqual(contents(dump))
  }, 60_000)

  it('goes to a server and back, its files by way of GridFS; there, too, nothing makes way unless told to', async () => {
    const server = await openDatabase({ dataDir: at('server'), log, minFreeBytes: 0 })
    try {
      const there = { dataDir: at('third'), mongodbUrl: server.uri, source: dump, log }
      expect(await importDatabase({ ...there, replace: false })).toMatchObject({ files: 1, unnamed: 1 })
      expect(await server.connection.collection('files.files').distinct('filename')).toEqual(['a-file'])
      await expect(importDatabase({ ...there, replace: false })).rejects.toMatchObject({ code: 'import-not-empty' })
      await exportDatabase({ dataDir: at('third'), mongodbUrl: server.uri, target: at('back'), log })
      const [back, whole] = [contents(at('back')), contents(dump)]
      const ofNobody = Object.keys(whole).filter((name) => !(name in back))
      expect(ofNobody).toEqual([expect.stringMatching(/^files\//)])
      expect({ ...back, [ofNobody[0]!]: whole[ofNobody[0]!] }).toEqual(whole)

      await server.connection.collection('rows').insertOne({ text: 'Written since.' })
      await server.connection.collection('restored').updateOne({}, { $set: { at: new Date(0) } })
      await importDatabase({ ...there, source: at('back'), replace: true })
      expect(await server.connection.collection('rows').countDocuments()).toBe(1501)
      expect(await server.connection.collection('restored').find().toArray()).toEqual([{ _id: 'restored', at: expect.any(Date) }])
      expect(await server.connection.collection('restored').countDocuments({ at: { $gt: new Date(0) } })).toBe(1)
    } finally {
      await server.close()
    }
  }, 60_000)
})

describe('a dump that is not whole', () => {
  const cut = (bytes: number) => (file: string) => writeFileSync(file, readFileSync(file).subarray(0, -bytes))
  const spoil = (file: string): void => {
    const bytes = readFileSync(file)
    bytes[bytes.length - 2]! ^= 1
    writeFileSync(file, bytes)
  }
  const asOf = (version: number) => (file: string) => {
    writeFileSync(file, BSON.serialize({ _id: 'schema', version }))
    writeFileSync(file.replace('.bson', '.metadata.json'), '{"indexes":[]}')
  }
  it.each<[string, string, (file: string) => void, string, RegExp]>([
    ['cut off in a document', 'rows.bson', cut(3), 'import-damaged', /rows\.bson is damaged.*in the middle.*Nothing was changed/],
    ['cut off between two', 'rows.bson', cut(BSON.calculateObjectSize(KINDS)), 'import-damaged', /rows\.bson .* 1500 .* 1501 were/],
    ['with a byte changed', 'rows.bson', spoil, 'import-damaged', /rows\.bson is damaged/],
    ['without the indexes of a collection', 'rows.metadata.json', rmSync, 'import-damaged', /rows\.metadata\.json .* missing/],
    ['without the documents of a collection', 'rows.bson', rmSync, 'import-damaged', /rows\.bson .* missing/],
    ['with other metadata', 'rows.metadata.json', (file) => writeFileSync(file, '{"indexes":'), 'import-damaged', /rows\.metadata\.json/],
    ['compressed', 'rows.bson.gz', (file) => writeFileSync(file, ''), 'import-unknown', /gunzip/],
    ['of no desk', 'schema_version.metadata.json', rmSync, 'import-unknown', /no database of a desk/],
    ['of a newer version', 'schema_version.bson', asOf(99), 'schema-too-new', /schema version 99/],
  ])('%s is refused before anything is written', async (name, file, change, code, words) => {
    const source = at(`not-whole ${name}`)
    cpSync(dump, source, { recursive: true })
    change(join(source, 'patchbay', file))
    const dataDir = at('untouched')
    const refused = await importDatabase({ dataDir, source, replace: true, log }).catch((error) => error)
    expect(refused).toMatchObject({ code, message: expect.stringMatching(words) })
    expect(existsSync(dataDir)).toBe(false)
  })

  it('of an older version is taken: the next start brings it forward', async () => {
    const source = at('older')
    cpSync(dump, source, { recursive: true })
    asOf(0)(join(source, 'patchbay', 'schema_version.bson'))
    await importDatabase({ dataDir: at('old'), source, replace: false, log })
    const desk = await open(at('old'))
    expect(await desk.platform.connection.collection('schema_version').findOne()).toMatchObject({ version: MIGRATIONS.length })
    await desk.close()
  }, 60_000)
})
