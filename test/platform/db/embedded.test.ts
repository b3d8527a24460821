import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../../server/platform/db/connect.ts'
import { storeContract } from '../../contracts/store.ts'
import { silent } from './silent.ts'

describe('the embedded store', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-store-'))
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ dataDir, log: silent, minFreeBytes: 0 })
  })
  afterAll(async () => {
    await database.close()
    rmSync(dataDir, { recursive: true })
  })
  storeContract(() => database.connection)
})
