import { type Doc, decodePromoted, encode, isDocument, type Raw } from './bson.ts'
import { badValue, failedToParse, StoreError } from './errors.ts'
import { type FindRequest, type Position, parseFind, runFind, type Sight, sourceOf, toDocument } from './find.ts'
import { compileStage, type Stage } from './stages.ts'

/** Results of a pipeline that must be complete before the first is known wait in memory; this bounds them. */
const MOST_BYTES = 64 * 1024 * 1024
const CHUNK = 1000

interface Pipeline {
  source: FindRequest
  stages: Stage[]
}

const nameOf = (stage: unknown): string => {
  const names = isDocument(stage) ? Object.keys(stage) : []
  if (names.length !== 1)
    throw new StoreError(40323, 'Location40323', 'A pipeline stage specification object must contain exactly one field.')
  return names[0]!
}

/** Leading $match, $sort, $skip and $limit become a find, which can use indexes. */
export const parsePipeline = (sight: Sight, ns: string, command: Doc, now: Date): Pipeline => {
  if (!Array.isArray(command.pipeline)) throw failedToParse("'pipeline' must be an array")
  const pipeline = command.pipeline as Doc[]
  const variables = toDocument(command.let, 'let')
  const filters: Doc[] = []
  const find: Doc = { let: command.let, hint: command.hint }
  let at = 0
  for (; at < pipeline.length; at++) {
    const stage = pipeline[at]!
    const name = nameOf(stage)
    if (name === '$match' && !find.sort && !find.skip && !find.limit) filters.push(toDocument(stage.$match, '$match'))
    else if (name === '$sort' && !find.sort && !find.skip && !find.limit) find.sort = stage.$sort
    else if (name === '$skip' && !find.skip && !find.limit) find.skip = stage.$skip
    else if (name === '$limit' && !find.limit) find.limit = stage.$limit
    else break
  }
  const filter = filters.length === 1 ? filters[0]! : filters.length > 1 ? { $and: filters } : {}
  if (find.limit !== undefined && Number(String(find.limit)) <= 0) throw badValue('the limit must be positive')
  const db = ns.slice(0, ns.indexOf('.'))
  const stages = pipeline.slice(at).map((stage) => {
    const name = nameOf(stage)
    return compileStage(name, stage[name], { sight, db, variables, now, where: 'reader' })
  })
  return { source: parseFind(ns, { ...find, filter }), stages }
}

const encodeAll = (docs: Iterable<Doc>, most: number): Raw[] => {
  const out: Raw[] = []
  let bytes = 0
  for (const doc of docs) {
    const raw = encode(doc)
    bytes += raw.length
    if (bytes > most)
      throw new StoreError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', 'The result of the aggregation exceeds the memory limit.')
    out.push(raw)
  }
  return out
}

/**
 * Runs a pipeline. One that works document by document gives its results in parts, each from where the last ended; another
 * gives all at once.
 */
export const runAggregate = (
  sight: Sight,
  ns: string,
  command: Doc,
  position: Position | null,
  now: Date,
): { docs: Raw[]; position: Position | null } => {
  const { source, stages } = parsePipeline(sight, ns, command, now)
  if (stages.length === 0) return runFind(sight, source, position, { batchSize: CHUNK })
  if (stages.every((stage) => stage.streams)) {
    const batch = runFind(sight, source, position, { batchSize: CHUNK })
    let docs: Iterable<Doc> = batch.docs.map(decodePromoted)
    for (const stage of stages) docs = stage.run(docs)
    return { docs: encodeAll(docs, MOST_BYTES), position: batch.position }
  }
  let docs: Iterable<Doc> = sourceOf(sight, source)
  for (const stage of stages) docs = stage.run(docs)
  return { docs: encodeAll(docs, MOST_BYTES), position: null }
}
