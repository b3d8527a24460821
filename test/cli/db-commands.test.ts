import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../server/platform/db/connect.ts'
import type { CommandResult } from '../setup/npm-command.ts'
import { root } from '../setup/plan.ts'

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
const folder = mkdtempSync(join(tmpdir(), 'patchbay-db-commands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** What `npm run <name> -- <args>` runs, in the folder of the project and with no setting but those given. */
const npmRun = (name: string, args: readonly string[], env: Record<string, string>): Promise<CommandResult> => {
  const [program = '', ...words] = (scripts[name] ?? '').split(' ')
  expect(program).toBe('node')
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [...words, ...args],
      { cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    ),
  )
}
const open = (dataDir: string) => openDatabase({ dataDir, log: silent, minFreeBytes: 0 })
const rowsIn = async (dataDir: string): Promise<unknown[]> => {
  const database = await open(dataDir)
  const found = await database.connection.collection('rows').find().sort({ _id: 1 }).toArray()
  await database.close()
  return found
}

describe('npm run db:url', { timeout: 60_000 }, () => {
  it('prints the address at which other tools reach the database of a desk that runs, and nothing else', async () => {
    const dataDir = join(folder, 'url')
    const database = await open(dataDir)
    await database.connection.collection('rows').insertOne({ _id: 1 as never })
    const { code, out, err } = await npmRun('db:url', [], { DATA_DIR: dataDir })
    expect({ code, err }).toEqual({ code: 0, err: 'It answers while the desk runs.\n' })
    const other = await mongoose.createConnection(out.trim(), { serverSelectionTimeoutMS: 5_000 }).asPromise()
    expect(await other.collection('rows').find().toArray()).toEqual([{ _id: 1 }])
    await other.close()
    await database.close()
  })

  it('keeps the password of a server to itself, unless it is asked for', async () => {
    const env = { MONGODB_URL: 'mongodb://desk:canary@db.example:27017/patchbay', SECRET_KEY: 'a'.repeat(64) }
    expect(await npmRun('db:url', [], env)).toEqual({ code: 0, out: 'mongodb://***@db.example:27017/patchbay\n', err: '' })
    expect((await npmRun('db:url', ['--show'], env)).out).toBe(`${env.MONGODB_URL}\n`)
  })
})

describe('npm run db:backup and db:restore', { timeout: 60_000 }, () => {
  const rows = [{ _id: 1, text: 'first' }]

  it.each<[string, Record<string, string>, string]>([
    ['as it is', {}, 'not encrypted'],
    ['encrypted', { BACKUP_KEY: 'a key that is plainly made up' }, 'encrypted with BACKUP_KEY'],
  ])('bring back what a running desk held when it was copied, %s', async (how, key, said) => {
    const [dataDir, file] = [join(folder, how), join(folder, `${how}.patchbay`)]
    const database = await open(dataDir)
    const collection = database.connection.collection<{ _id: number; text: string }>('rows')
    await collection.insertMany(rows)
    const backup = await npmRun('db:backup', [file], { DATA_DIR: dataDir, ...key })
    expect(backup).toMatchObject({ code: 0, out: expect.stringContaining(said), err: '' })
    expect(readFileSync(file).includes('first')).toBe(how === 'as it is')

    await collection.updateOne({ _id: 1 }, { $set: { text: 'later' } })
    const inUse = await npmRun('db:restore', [file], { DATA_DIR: dataDir, ...key })
    expect(inUse).toMatchObject({ code: 1, out: '', err: expect.stringContaining('in use') })
    await database.close()

    const restored = await npmRun('db:restore', [file], { DATA_DIR: dataDir, ...key })
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(await rowsIn(dataDir)).toEqual(rows)
    const kept = /What was there before is in (.+)\.\n/.exec(restored.out)?.[1] ?? ''
    expect(await rowsIn(kept)).toEqual([{ _id: 1, text: 'later' }])
  })

  it('say how they are used, and where they are of no use', async () => {
    const env = { DATA_DIR: join(folder, 'none') }
    const elsewhere = { ...env, MONGODB_URL: 'mongodb://db.example/patchbay' }
    const table: [string, string[], Record<string, string>, number, RegExp][] = [
      ['db:restore', [], env, 2, /^usage: npm run db:restore -- FILE$/m],
      ['db:backup', ['--all'], env, 2, /^usage: npm run db:backup \[-- FILE\]$/m],
      ['db:restore', [join(folder, 'nothing')], env, 1, /There is no file/],
      ['db:backup', [], elsewhere, 1, /mongodump/],
      ['db:restore', [join(folder, 'nothing')], elsewhere, 1, /mongorestore/],
    ]
    for (const [name, args, given, code, words] of table)
      expect(await npmRun(name, args, given)).toMatchObject({ code, out: '', err: expect.stringMatching(words) })
  })
})
