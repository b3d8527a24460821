import { describe, expect, it } from 'vitest'
import { MIGRATIONS, type Migration, migrate } from '../../../server/platform/db/migrate.ts'
import { newStore } from './with-store.ts'

const step = (version: number, did: number[], fails = false): Migration => ({
  version,
  name: `step ${version}`,
  up: async () => {
    did.push(version)
    if (fails) throw new Error('cut off')
  },
})

describe('migrations', () => {
  it('run once each, in order, from where the database is', async () => {
    const { connection } = await newStore()
    const did: number[] = []
    expect(await migrate(connection, { migrations: [step(2, did), step(1, did)] })).toBe(2)
    expect(await migrate(connection, { migrations: [step(1, did), step(2, did)] })).toBe(2)
    expect(await migrate(connection, { migrations: [step(1, did), step(2, did), step(3, did)] })).toBe(3)
    expect(did).toEqual([1, 2, 3])
  })

  it('run by one of several processes, while the others wait', async () => {
    const { connection } = await newStore()
    const did: number[] = []
    let running = 0
    const slow: Migration = {
      version: 1,
      name: 'slow',
      up: async (open) => {
        expect(++running).toBe(1)
        for (let i = 0; i < 20; i++) await open.collection('marks').insertOne({ i })
        did.push(1)
        running--
      },
    }
    const versions = await Promise.all(Array.from({ length: 5 }, () => migrate(connection, { migrations: [slow] })))
    expect(versions).toEqual([1, 1, 1, 1, 1])
    expect(did).toEqual([1])
  })

  it('go on where one failed', async () => {
    const { connection } = await newStore()
    const did: number[] = []
    await expect(migrate(connection, { migrations: [step(1, did), step(2, did, true)] })).rejects.toThrow('cut off')
    expect(await migrate(connection, { migrations: [step(1, did), step(2, did)] })).toBe(2)
    expect(did).toEqual([1, 2, 2])
  })

  it('take over from a process that died in the middle', async () => {
    const { connection } = await newStore()
    const did: number[] = []
    await connection
      .collection<{ _id: string }>('schema_version')
      .insertOne({ _id: 'schema', version: 0, holder: 'dead', until: new Date(Date.now() + 300) } as never)
    expect(await migrate(connection, { migrations: [step(1, did)] })).toBe(1)
    expect(did).toEqual([1])
  })

  it('refuse a database from a newer version, in plain words', async () => {
    const { connection } = await newStore()
    await migrate(connection, { migrations: [step(1, []), step(2, [])] })
    await expect(migrate(connection, { migrations: [step(1, [])] })).rejects.toMatchObject({
      code: 'schema-too-new',
      message: expect.stringMatching(/version 2.*up to 1/s),
    })
  })

  it('drop the indexes that others take the place of, where there are any', async () => {
    const { connection } = await newStore()
    const search = connection.collection('search')
    await search.createIndexes([{ key: { terms: 1 } }, { key: { caseId: 1 } }])
    await migrate(connection)
    expect((await search.indexes()).map(({ name }) => name)).toEqual(['_id_', 'caseId_1'])
  })

  it('give mails of an older version the Message-ID they are asked for by, also where a start was cut off in the middle', async () => {
    const { connection } = await newStore()
    await migrate(connection, { migrations: MIGRATIONS.slice(0, 2) })
    const messages = connection.collection<{ _id: string; channel: string; externalId: string }>('messages')
    const hash = (nth: number): string => nth.toString(16).padStart(64, 'af0')
    const id = (nth: number): string => `<${nth}@rivet.example>`
    // The first of them were done before.
    const mails = Array.from({ length: 1_100 }, (_, nth) => ({
      _id: `m_${String(nth).padStart(5, '0')}`,
      channel: 'email',
      externalId: (nth < 3 ? '' : hash(nth)) + id(nth),
    }))
    const others = [
      { _id: 'm_a', channel: 'email', externalId: hash(1) },
      { _id: 'm_b', channel: 'email', externalId: `<${hash(1)}<odd@rivet.example>` },
      { _id: 'm_c', channel: 'api', externalId: `${hash(1)}<theirs@rivet.example>` },
      { _id: 'm_d', state: 'erased' } as never,
    ]
    await messages.insertMany([...mails, ...others])
    expect(await migrate(connection)).toBe(MIGRATIONS.length)
    const found = await messages.find().sort({ _id: 1 }).toArray()
    expect(found).toEqual([...mails.map((one, nth) => ({ ...one, externalId: id(nth) })), ...others])
  })

  it('have versions that count up from 1', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1))
  })
})
