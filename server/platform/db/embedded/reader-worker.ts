import { parentPort, workerData } from 'node:worker_threads'
import { runAggregate } from './aggregate.ts'
import { type Doc, decode, encode } from './bson.ts'
import { findCandidates } from './candidates.ts'
import { openCatalog } from './catalog.ts'
import { compare } from './compare.ts'
import { StoreError } from './errors.ts'
import { matches, parseFind, runCount, runFind, type Sight } from './find.ts'
import { splitPath, walk } from './paths.ts'
import type { ReaderAnswers, ReaderReply, ReaderTask } from './reader-task.ts'
import { openReader } from './storage.ts'

// The second worker: reads for as long as it may and is ended when that takes too long. It can write nothing.
const reader = openReader((workerData as { folder: string }).folder)
const catalog = openCatalog(reader)
const sight: Sight = { reader, catalog }

const distinct = (ns: string, command: Doc, path: string): Uint8Array => {
  const values: unknown[] = []
  const parts = splitPath(path)
  for (const { doc } of matches(sight, parseFind(ns, command))) {
    walk(doc(), parts, 0, (value) => {
      if (value !== undefined) values.push(...(Array.isArray(value) ? value : [value]))
      return false
    })
  }
  values.sort(compare)
  return encode({ values: values.filter((value, i) => i === 0 || compare(value, values[i - 1]) !== 0) })
}

const run = (task: ReaderTask, timeMs: number): ReaderAnswers[keyof ReaderAnswers] => {
  const command = decode(task.command)
  switch (task.kind) {
    case 'find':
      return runFind(sight, parseFind(task.ns, command), task.position, {
        batchSize: task.batchSize,
        // Of a single batch the rest would be lost.
        ...(command.singleBatch === true ? {} : { batchMs: timeMs / 4 }),
      })
    case 'count':
      return runCount(sight, parseFind(task.ns, command))
    case 'distinct':
      return distinct(task.ns, command, task.path)
    case 'aggregate':
      return runAggregate(sight, task.ns, command, task.position, new Date(task.now))
    case 'candidates':
      return findCandidates(sight, parseFind(task.ns, command), task.ids, task.from)
  }
}

const fail = (id: number, error: unknown): ReaderReply => {
  if (error instanceof StoreError)
    return { id, code: error.code, codeName: error.codeName, message: error.message, extra: encode(error.extra) }
  return {
    id,
    code: 8,
    codeName: 'UnknownError',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    extra: encode({}),
  }
}

parentPort!.on('message', ({ id, task, timeMs }: { id: number; task: ReaderTask; timeMs: number }) => {
  reader.refresh()
  catalog.reload()
  let reply: ReaderReply
  try {
    reply = { id, value: run(task, timeMs) }
  } catch (error) {
    reply = fail(id, error)
  }
  parentPort!.postMessage(reply)
})
parentPort!.postMessage({ ready: true } satisfies { ready: true })
