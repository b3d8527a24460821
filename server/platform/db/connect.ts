import { join } from 'node:path'
import mongoose, { type Connection } from 'mongoose'
import type { Files } from '../files/files.ts'
import { createFolderFiles } from '../files/folder-files.ts'
import { createGridfsFiles } from '../files/gridfs-files.ts'
import { socketUri } from './socket-path.ts'
import { DATABASE, type Embedded, type EmbeddedOptions, type StoreLog, startEmbedded } from './start-embedded.ts'

export interface DatabaseOptions extends Omit<EmbeddedOptions, 'log'> {
  /** A real MongoDB. Without it the embedded store runs on `dataDir`. */
  mongodbUrl?: string | undefined
  log: StoreLog
}

export interface Database {
  connection: Connection
  kind: 'embedded' | 'mongodb'
  uri: string
  files: Files
  health(): Promise<{ ok: boolean; detail: string }>
  close(): Promise<void>
}

const PING_MS = 2000

/** SECURITY A3: no operator from outside gets into a filter, and what a schema does not name is an error. */
const strictly = (connection: Connection): Connection => {
  connection.set('sanitizeFilter', true)
  // A connection has no strictness of its own; its schemas do.
  connection.plugin((schema) => {
    schema.set('strict', 'throw')
    schema.set('strictQuery', 'throw')
  })
  return connection
}

const connect = async (uri: string, pool: { maxPoolSize: number; serverSelectionTimeoutMS: number }): Promise<Connection> => {
  const connection = strictly(mongoose.createConnection())
  const concern = uri.startsWith('mongodb+srv:') || !uri.includes('.sock') ? { writeConcern: { w: 'majority', j: true } as const } : {}
  await connection.openUri(uri, { ...pool, ...concern, autoIndex: false, autoCreate: false })
  return connection
}

const healthOf = (connection: Connection, kind: Database['kind'], embedded: Embedded | undefined) => async () => {
  if (embedded && !embedded.isRunning()) return { ok: false, detail: 'the embedded store has ended or lost its folder to another process' }
  try {
    const started = Date.now()
    await connection.db!.command({ ping: 1 }, { timeoutMS: PING_MS })
    return { ok: true, detail: `${kind}, answers in ${Date.now() - started} ms` }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

export { isDiskFull, isDuplicateKey } from './database-errors.ts'

/** Opens MONGODB_URL, or starts the embedded store in a worker thread on `dataDir` and connects the official driver to its Unix socket. */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const kind = options.mongodbUrl ? 'mongodb' : 'embedded'
  const embedded = options.mongodbUrl ? undefined : await startEmbedded(options)
  const uri = options.mongodbUrl || socketUri(embedded!.socketPath, DATABASE)
  const connection = await connect(uri, { maxPoolSize: 64, serverSelectionTimeoutMS: embedded ? 5000 : 15_000 }).catch(async (error) => {
    await embedded?.stop()
    throw error
  })
  return {
    connection,
    kind,
    uri,
    files: embedded ? createFolderFiles(join(options.dataDir, 'files'), options.minFreeBytes) : createGridfsFiles(connection),
    health: healthOf(connection, kind, embedded),
    close: async () => {
      await connection.close()
      await embedded?.stop()
    },
  }
}
