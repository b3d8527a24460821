import * as z from 'zod'
import { flowFile } from './flow.ts'
import { lookupsFile } from './look-up.ts'
import { scenarioFile } from './scenario.ts'

/** As JSON Schema of the draft that editors know best. */
export const publishSchema = (title: string, schema: z.ZodType): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) }, null, 2)}\n`

/** What editors complete and check the files by, under the names that the files point at. */
export const publishedSchemas = (): Record<string, string> => ({
  'flow.json': publishSchema('A phone menu', flowFile),
  'lookups.json': publishSchema('Look-ups of phone menus', lookupsFile),
  'scenario.json': publishSchema('A call to try phone menus with', scenarioFile),
})
