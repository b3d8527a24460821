import { type Doc, decode, type Raw } from '../bson.ts'
import { failedToParse, notSupported } from '../errors.ts'
import { parseFind, toDocument } from '../find.ts'
import { compileProjection } from '../projection.ts'
import { compileUpdate } from '../update.ts'
import type { WriteSpec } from '../write.ts'
import { write } from '../write-later.ts'
import { type Command, isEarly, maxTimeOf, namespaceOf, refuseCollation } from './command.ts'
import { usesExpressions } from './find.ts'

export const findAndModify: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'let',
    'bypassDocumentValidation',
    'collation',
  ],
  run: async (store, call) => {
    const { command } = call
    if (usesExpressions(command.fields)) throw notSupported('a projection of findAndModify that does more than show or hide fields')
    const ns = namespaceOf(call)
    refuseCollation(command.collation)
    const removes = command.remove === true
    if (removes && (command.update !== undefined || command.upsert || command.new))
      throw failedToParse("Cannot specify both an update and remove=true, nor 'new' or 'upsert' with it")
    if (!removes) store.disk.assertRoom()
    const query = { filter: toDocument(command.query, 'query'), sort: command.sort, hint: command.hint, limit: 1, let: command.let }
    const variables = toDocument(command.let, 'let')
    const change = removes
      ? 'remove'
      : compileUpdate(command.update, { now: new Date(), arrayFilters: command.arrayFilters, let: variables })
    const spec: WriteSpec = { request: parseFind(ns, query), query, change, upsert: command.upsert === true, maxTimeMs: maxTimeOf(command) }
    const result = await write(store, spec, isEarly(command))
    const projection = compileProjection(toDocument(command.fields, 'fields'), query.filter)
    const show = (raw: Raw | undefined): Doc | null => (raw === undefined ? null : projection ? projection(decode(raw)) : decode(raw))
    const status: Doc = { n: result.matched + (result.upserted ? 1 : 0) }
    if (!removes) status.updatedExisting = result.matched > 0
    if (result.upserted) status.upserted = result.upserted.id
    return { lastErrorObject: status, value: show(command.new === true ? result.after : result.before), ok: 1 }
  },
}
