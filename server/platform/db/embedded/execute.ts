import { aggregate, count, distinct } from './commands/aggregate.ts'
import { bulkWrite } from './commands/bulk-write.ts'
import {
  create,
  createIndexes,
  drop,
  dropDatabase,
  dropIndexes,
  listCollections,
  listDatabases,
  listIndexes,
} from './commands/collections.ts'
import { type Command, refuseUnknown } from './commands/command.ts'
import { find, getMore, killCursors } from './commands/find.ts'
import { findAndModify } from './commands/find-and-modify.ts'
import { insert } from './commands/insert.ts'
import { buildInfo, connectionStatus, endSessions, explain, hello, ping } from './commands/server-info.ts'
import { remove, update } from './commands/update.ts'
import { StoreError } from './errors.ts'
import type { Execute } from './server.ts'
import type { Store } from './store.ts'

const COMMANDS: Record<string, Command> = {
  aggregate,
  buildInfo,
  buildinfo: buildInfo,
  bulkWrite,
  connectionStatus,
  count,
  create,
  createIndexes,
  delete: remove,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  endSessions,
  explain,
  find,
  findAndModify,
  findandmodify: findAndModify,
  getMore,
  hello,
  insert,
  isMaster: hello,
  ismaster: hello,
  killCursors,
  listCollections,
  listDatabases,
  listIndexes,
  ping,
  update,
}

/** Runs a command; one that is not known, or a field of it, is refused by name. */
export const openExecutor =
  (store: Store): Execute =>
  ({ command, sequences }) => {
    const name = Object.keys(command)[0] ?? ''
    const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!known) throw new StoreError(59, 'CommandNotFound', `no such command: '${name}'`)
    refuseUnknown(name, command, known.fields)
    return known.run(store, { db: typeof command.$db === 'string' ? command.$db : 'admin', command, subject: command[name], sequences })
  }
