import type { FlowEvent } from './face.ts'
import type { FlowSet } from './flow-set.ts'
import { fits, LONGEST_VALUE } from './look-up.ts'

type LookedUp = Extract<FlowEvent, { type: 'looked-up' }>

/**
 * Where to ask a look-up of a flow. Host and path are the file's own and the arguments encoded query values, so that none of them can change either
 * (SECURITY P11). Null when an argument does not look as it must, or there is no such look-up. `record` is what it asks about, and may find nothing only
 * `missesPerDay` times in all calls of a day (SECURITY P5): whoever asks counts that.
 */
export const lookupRequest = (
  { lookups }: FlowSet,
  name: string,
  given: Readonly<Record<string, string>>,
  desk: string,
): { url: string; timeoutMs: number; record: string; missesPerDay: number } | null => {
  const lookup = lookups[name]
  if (!lookup || !fits(lookup, given)) return null
  const query = new URLSearchParams(given).toString()
  return {
    url: `${lookup.url.replace('{desk}', () => desk)}${query === '' ? '' : `?${query}`}`,
    timeoutMs: lookup.timeoutSeconds * 1000,
    record: given[Object.keys(lookup.arguments)[0] ?? ''] ?? '',
    missesPerDay: lookup.missesPerDay,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const failed: LookedUp = { type: 'looked-up', outcome: 'failed', values: {} }

/** What an answer means to the flow: the fields it may use, as short text. 404 is missing; everything else but a JSON object with 200 has failed. */
export const readLookup = ({ lookups }: FlowSet, name: string, answer: { status: number; body: string }): LookedUp => {
  if (answer.status === 404) return { ...failed, outcome: 'missing' }
  const lookup = lookups[name]
  if (answer.status !== 200 || !lookup) return failed
  let body: unknown
  try {
    body = JSON.parse(answer.body)
  } catch {
    // Not JSON, so not the system that was meant.
    return failed
  }
  if (!isObject(body)) return failed
  const found = Object.entries(lookup.values).flatMap(([key, field]) => {
    const value = field
      .split('.')
      .reduce<unknown>((here, one) => (isObject(here) && Object.hasOwn(here, one) ? here[one] : undefined), body)
    return ['string', 'number', 'boolean'].includes(typeof value) ? [[key, String(value).slice(0, LONGEST_VALUE)] as const] : []
  })
  return { type: 'looked-up', outcome: 'found', values: Object.fromEntries(found) }
}
