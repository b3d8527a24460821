import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from 'mongoose'
import { AppError } from '../errors.ts'
import { isDuplicateKey, isMissing } from './database-errors.ts'

/** One step forward. `up` may run again after a crash, so it must come to the same end from half-way. */
export interface Migration {
  version: number
  name: string
  up(connection: Connection): Promise<void>
}

interface SchemaRow {
  _id: 'schema'
  version: number
  /** The process that migrates, and until when it may be thought alive. */
  holder?: string
  until?: Date
}

export interface MigrateOptions {
  migrations?: readonly Migration[]
  /** How long a holder is believed without renewing. */
  leaseMs?: number
}

const LEASE_MS = 30_000
const RETRY_MS = 100

/** Drops indexes by name, for others that take their place. What is not there is dropped already. */
const withoutIndexes =
  (gone: Readonly<Record<string, readonly string[]>>): Migration['up'] =>
  async (connection) => {
    for (const [collection, names] of Object.entries(gone)) {
      const found = await connection
        .collection(collection)
        .indexes()
        .catch((error) => {
          if (isMissing(error)) return []
          throw error
        })
      for (const { name } of found) if (name && names.includes(name)) await connection.collection(collection).dropIndex(name)
    }
  }

/** What stood before the Message-ID in the external id of a mail, which no script could know. */
const HASH_BEFORE = /^[0-9a-f]{64}(?=<)/
const AT_ONCE = 500

const findMailsByMessageId: Migration['up'] = async (connection) => {
  const messages = connection.collection<{ _id: string; channel?: string; externalId?: string }>('messages')
  for (let upTo = ''; ; ) {
    const page = await messages
      .find({ _id: { $gt: upTo } }, { projection: { channel: 1, externalId: 1 } })
      .sort({ _id: 1 })
      .limit(AT_ONCE)
      .toArray()
    const old = page.filter(({ channel, externalId = '' }) => channel === 'email' && HASH_BEFORE.test(externalId))
    if (old.length > 0)
      await messages.bulkWrite(
        old.map(({ _id, externalId = '' }) => ({
          updateOne: { filter: { _id }, update: { $set: { externalId: externalId.replace(HASH_BEFORE, '') } } },
        })),
        { ordered: false },
      )
    const last = page.at(-1)
    if (!last) return
    upTo = last._id
  }
}

/** The first version has nothing to change; later ones are added here and never edited. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'first release', up: async () => undefined },
  {
    version: 2,
    name: 'indexes that a message in a known thread need not touch',
    up: withoutIndexes({
      messages: ['caseId_1_receivedAt_1', 'interactionId_1_receivedAt_1', 'state_1_receivedAt_-1'],
      cases: ['customerId_1_updatedAt_-1', 'status_1_updatedAt_-1'],
      search: ['terms_1'],
    }),
  },
  { version: 3, name: 'mails are found by their Message-ID', up: findMailsByMessageId },
]

const tooNew = (found: number, known: number): AppError =>
  new AppError(
    'schema-too-new',
    'unavailable',
    `The database has schema version ${found}; this version of the desk knows up to ${known}. Start the newer version, or restore a backup from before the update.`,
  )

const newestOf = (migrations: readonly Migration[]): number => Math.max(0, ...migrations.map(({ version }) => version))

/** Throws `schema-too-new`; what is older, the next start brings forward. */
export const assertKnownSchema = (version: number): void => {
  if (version > newestOf(MIGRATIONS)) throw tooNew(version, newestOf(MIGRATIONS))
}

/** Brings the database to the newest version, one process at a time; returns that version. Throws `schema-too-new`. */
export const migrate = async (
  connection: Connection,
  { migrations = MIGRATIONS, leaseMs = LEASE_MS }: MigrateOptions = {},
): Promise<number> => {
  const rows = connection.collection<SchemaRow>('schema_version')
  const newest = newestOf(migrations)
  const holder = randomUUID()
  await rows.insertOne({ _id: 'schema', version: 0 }).catch((error) => {
    if (!isDuplicateKey(error)) throw error
  })

  const renew = async (free: object): Promise<SchemaRow | null> =>
    rows.findOneAndUpdate(
      { _id: 'schema', ...free },
      { $set: { holder, until: new Date(Date.now() + leaseMs) } },
      { returnDocument: 'after' },
    )
  const acquire = async (): Promise<SchemaRow> => {
    for (;;) {
      const row = await rows.findOne({ _id: 'schema' })
      if (row && row.version > newest) throw tooNew(row.version, newest)
      if (row && row.version === newest) return row
      const held = await renew({ $or: [{ holder: null }, { until: { $lt: new Date() } }] })
      if (held) return held
      await wait(RETRY_MS)
    }
  }

  const start = await acquire()
  if (start.version === newest) {
    if (start.holder === holder) await rows.updateOne({ _id: 'schema', holder }, { $unset: { holder: 1, until: 1 } })
    return newest
  }
  const renewal = setInterval(() => void renew({ holder }).catch(() => undefined), leaseMs / 3)
  try {
    for (const migration of [...migrations].sort((a, b) => a.version - b.version)) {
      if (migration.version <= start.version) continue
      await migration.up(connection)
      const { matchedCount } = await rows.updateOne({ _id: 'schema', holder }, { $set: { version: migration.version } })
      if (matchedCount === 0)
        throw new AppError('schema-lease-lost', 'unavailable', 'Another process took over the migration of the database.')
    }
  } finally {
    clearInterval(renewal)
    await rows.updateOne({ _id: 'schema', holder }, { $unset: { holder: 1, until: 1 } })
  }
  return newest
}
