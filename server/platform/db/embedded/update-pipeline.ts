import { type Doc, isDocument } from './bson.ts'
import { failedToParse, StoreError } from './errors.ts'
import { perDocument } from './stages-document.ts'

const STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceWith', '$replaceRoot'])

/** An update written as stages; each works on the document alone. */
export const compileUpdatePipeline = (
  pipeline: unknown[],
  options: { now: Date; arrayFilters?: unknown; let?: Doc },
): ((doc: Doc) => Doc) => {
  if (options.arrayFilters !== undefined) throw failedToParse('arrayFilters may not be specified for pipeline-style updates')
  const stages = pipeline.map((stage) => {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined
    if (name === undefined || Object.keys(stage as Doc).length !== 1)
      throw failedToParse('A pipeline stage specification must be an object with one field.')
    if (!STAGES.has(name)) throw new StoreError(9, 'FailedToParse', `${name} is not allowed to be used within an update`)
    return perDocument(name, (stage as Doc)[name], { now: options.now, variables: options.let ?? {}, where: 'writer' })!
  })
  return (doc) => {
    let next = doc
    for (const stage of stages) next = stage(next)
    return next._id === undefined && doc._id !== undefined ? { _id: doc._id, ...next } : next
  }
}
