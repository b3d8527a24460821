import * as z from 'zod'
import { NAME } from './flow.ts'

const lookup = z.strictObject({
  title: z.string().min(1).max(60).optional(),
  url: z
    .string()
    .regex(/^(https:\/\/|\{desk\}\/)[^\s?#]*$/, 'is to be an address that begins with https:// or {desk}/ and has no ? in it')
    .describe('Asked by GET; the arguments are put behind it as query values. {desk} is the desk’s own address'),
  timeoutSeconds: z.int().min(1).max(8).default(3).describe('After that it has failed'),
  arguments: z
    .record(
      z.string().regex(NAME, 'small letters, digits and hyphens'),
      z
        .string()
        .min(1)
        .max(200)
        .refine((pattern) => isPattern(pattern), 'is no pattern')
        .describe('What a value must look like as a whole, such as [0-9]{5}'),
    )
    .default({}),
  values: z
    .record(
      z.string().regex(NAME, 'small letters, digits and hyphens'),
      z.string().regex(/^[\w-]+(\.[\w-]+){0,5}$/, 'is to be a field such as order.state'),
    )
    .default({})
    .describe('What the flow remembers of the answer: { state: order.state }'),
  misses: z.int().min(1).max(20).default(3).describe('How often in a call it may find nothing; after that it is not asked'),
  missesPerDay: z.int().min(1).max(1000).default(10).describe('The same for one value of the first argument in a day, over all calls'),
})

const isPattern = (pattern: string): boolean => {
  try {
    new RegExp(`^(?:${pattern})$`)
    return true
  } catch {
    // There is no other way to ask whether it is one.
    return false
  }
}

/** Of `lookups.yaml`. */
export const lookupsFile = z.strictObject({
  lookups: z.record(z.string().regex(NAME, 'small letters, digits and hyphens'), lookup),
})

export type Lookup = z.infer<typeof lookup>

export const LONGEST_VALUE = 100

/** Whether every argument is there and looks as it must. What does not is never sent anywhere (SECURITY P11). */
export const fits = ({ arguments: patterns }: Lookup, given: Readonly<Record<string, string>>): boolean =>
  Object.keys(given).every((name) => Object.hasOwn(patterns, name)) &&
  Object.entries(patterns).every(
    ([name, pattern]) => (given[name]?.length ?? Infinity) <= LONGEST_VALUE && new RegExp(`^(?:${pattern})$`).test(given[name] ?? ''),
  )
