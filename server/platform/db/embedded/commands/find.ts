import { asNumber, type Doc, encode } from '../bson.ts'
import type { CursorReply, Source } from '../cursors.ts'
import { badValue } from '../errors.ts'
import { type Batch, type FindRequest, type Position, parseFind, runFind } from '../find.ts'
import { HANDOVER } from '../scan.ts'
import type { Store } from '../store.ts'
import { type Command, maxTimeOf, namespaceOf, refuseCollation, toBigInt } from './command.ts'

/** Documents that a read may look at on the writer's thread, some milliseconds; beyond that the reader does it. */
export const READ_BUDGET = 1000

/** Here when it is short, in the reader when it may be long. */
const readBatch = (
  store: Store,
  request: FindRequest,
  command: Doc,
  position: Position | null,
  batchSize: number | undefined,
  maxTimeMs: number | undefined,
): Batch | Promise<Batch> => {
  // The rest of a sorted list is only fetched: whatever was slow about finding it is done.
  const quick = !request.predicate.slow || position?.kind === 'ids'
  if (quick && !(request.projection && usesExpressions(command.projection))) {
    try {
      return runFind(store.sight, request, position, { batchSize, budget: { left: READ_BUDGET } })
    } catch (error) {
      if (error !== HANDOVER) throw error
    }
  }
  return store.reader.run<'find'>({ kind: 'find', ns: request.ns, command: encode(command), position, batchSize }, maxTimeMs)
}

/** More than fields to show or hide: such a projection may take long. */
export const usesExpressions = (projection: unknown): boolean =>
  Object.values((projection ?? {}) as Doc).some((value) => typeof value !== 'boolean' && asNumber(value) === undefined)

const sourceFrom = (store: Store, request: FindRequest, command: Doc, from: Position): Source => {
  let position: Position | null = from
  return async (batchSize, maxTimeMs) => {
    const batch: Batch = await readBatch(store, request, command, position, batchSize, maxTimeMs)
    position = batch.position
    return { docs: batch.docs, done: position === null }
  }
}

const batchSizeOf = (value: unknown): number | undefined => {
  const size = asNumber(value)
  if (size !== undefined && size < 0) throw badValue('batchSize must not be negative')
  return size
}

export const find: Command = {
  fields: [
    'filter',
    'sort',
    'projection',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'hint',
    'let',
    'allowDiskUse',
    'noCursorTimeout',
    'allowPartialResults',
    'collation',
  ],
  run: (store, call) => {
    const { command } = call
    const ns = namespaceOf(call)
    refuseCollation(command.collation)
    const request = parseFind(ns, command)
    const single = command.singleBatch === true
    const maxTimeMs = maxTimeOf(command)
    const finish = ({ docs, position }: Batch): CursorReply =>
      store.cursors.first(ns, docs, single || !position ? null : sourceFrom(store, request, command, position))
    const batch = readBatch(store, request, command, null, batchSizeOf(command.batchSize), maxTimeMs)
    return batch instanceof Promise ? batch.then(finish) : finish(batch)
  },
}

export const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run: (store, { command, db }) =>
    store.cursors.next(
      toBigInt(command.getMore),
      `${db}.${String(command.collection)}`,
      batchSizeOf(command.batchSize) || undefined,
      maxTimeOf(command),
    ),
}

export const killCursors: Command = {
  fields: ['cursors'],
  run: (store, { command }) => {
    const killed: unknown[] = []
    const missing: unknown[] = []
    for (const id of (command.cursors as unknown[]) ?? []) (store.cursors.kill(toBigInt(id)) ? killed : missing).push(id)
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 }
  },
}
