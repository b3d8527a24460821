import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../../server/platform/db/connect.ts'
import type { Files } from '../../../server/platform/files/files.ts'
import { createGridfsFiles } from '../../../server/platform/files/gridfs-files.ts'
import { filesContract } from '../../contracts/store-files.ts'
import { silent } from '../db/silent.ts'

// GridFS is collections like any other, so the embedded store holds it too where no other server is named.
const mongodbUrl = process.env.MONGODB_URL

describe('in GridFS', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-gridfs-'))
  let database: Database
  let files: Files
  beforeAll(async () => {
    database = await openDatabase({ mongodbUrl, dataDir, log: silent, minFreeBytes: 0 })
    files = createGridfsFiles(database.connection)
  })
  afterAll(async () => {
    await database.close()
    rmSync(dataDir, { recursive: true })
  })
  filesContract(() => files)
})
