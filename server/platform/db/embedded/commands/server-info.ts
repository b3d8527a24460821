import { type Doc, isDocument } from '../bson.ts'
import { notSupported } from '../errors.ts'
import { toDocument } from '../find.ts'
import { ID_INDEX } from '../indexes.ts'
import { planQuery } from '../planner.ts'
import { parseSort } from '../sort.ts'
import { LONGEST_MESSAGE } from '../wire.ts'
import type { Command } from './command.ts'

const VERSION = '8.0.0'
const ok: Command['run'] = () => ({ ok: 1 })

/**
 * A standalone: no set name, so drivers use neither transactions nor retryable writes. It promises no sessions either, so they put none into each
 * command. Wire version 25 is MongoDB 8.0.
 */
const sayHello = (): Doc => ({
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: LONGEST_MESSAGE,
  // Fewer than mongod allows, so that one command does not hold the writer for long.
  maxWriteBatchSize: 10_000,
  localTime: new Date(),
  connectionId: 1,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
  ok: 1,
})

export const hello: Command = {
  fields: [
    'helloOk',
    'client',
    'compression',
    'topologyVersion',
    'maxAwaitTimeMS',
    'loadBalanced',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'backpressure',
  ],
  run: sayHello,
}
export const ping: Command = { fields: [], run: ok }
export const endSessions: Command = { fields: [], run: ok }

export const buildInfo: Command = {
  fields: [],
  run: () => ({
    version: VERSION,
    versionArray: [8, 0, 0, 0],
    gitVersion: 'embedded',
    modules: [],
    storageEngines: ['embedded'],
    bits: 64,
    maxBsonObjectSize: 16 * 1024 * 1024,
    ok: 1,
  }),
}

export const connectionStatus: Command = {
  fields: ['showPrivileges'],
  run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 }),
}

export const explain: Command = {
  fields: ['verbosity'],
  run: (store, { db, command }) => {
    const inner = command.explain
    if (!isDocument(inner) || typeof inner.find !== 'string') throw notSupported('explaining anything but a find')
    const collection = store.catalog.find(`${db}.${inner.find}`)
    if (!collection) return { queryPlanner: { winningPlan: { stage: 'EOF' } }, ok: 1 }
    const { index, sorted, whole, ranges } = planQuery(collection, toDocument(inner.filter, 'filter'), parseSort(inner.sort), inner.hint)
    const scan =
      whole && index.id === ID_INDEX
        ? { stage: 'COLLSCAN' }
        : { stage: 'IXSCAN', indexName: index.name, keyPattern: index.spec.key, ranges: ranges.length }
    return { queryPlanner: { winningPlan: sorted ? scan : { stage: 'SORT', inputStage: scan } }, ok: 1 }
  },
}
