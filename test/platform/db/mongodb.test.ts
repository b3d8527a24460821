import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Database, openDatabase } from '../../../server/platform/db/connect.ts'
import { storeContract } from '../../contracts/store.ts'
import { silent } from './silent.ts'

// The one place where a test reads the environment itself: the server to test against is the caller's choice.
const mongodbUrl = process.env.MONGODB_URL

describe('MongoDB', () => {
  if (!mongodbUrl) {
    it.skip('needs MONGODB_URL: names a server whose database may be filled by tests')
    return
  }
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ mongodbUrl, dataDir: '', log: silent })
  })
  afterAll(() => database.close())
  storeContract(() => database.connection)
})
