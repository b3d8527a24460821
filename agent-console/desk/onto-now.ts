import { isSame } from './changed-of.ts'

/** Pure: what somebody made of a list, done to it as it is now: others may have changed the rest meanwhile. */
export const listOntoNow = (begun: readonly string[], wanted: readonly string[], now: readonly string[]): string[] => [
  ...now.filter((one) => wanted.includes(one) || !begun.includes(one)),
  ...wanted.filter((one) => !begun.includes(one) && !now.includes(one)),
]

/** Pure: the same of a map. */
export const mapOntoNow = <T>(
  begun: Readonly<Record<string, T>>,
  wanted: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
): Record<string, T> => {
  const touched = Object.keys({ ...begun, ...wanted }).filter((key) => !isSame(begun[key], wanted[key]))
  const kept = Object.entries(now).filter(([key]) => !touched.includes(key))
  return Object.fromEntries([...kept, ...Object.entries(wanted).filter(([key]) => touched.includes(key))])
}

const isWords = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string')
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const valueOntoNow = (begun: unknown, wanted: unknown, now: unknown): unknown => {
  if (isSame(begun, now)) return wanted
  if (isWords(begun) && isWords(wanted) && isWords(now)) return listOntoNow(begun, wanted, now)
  if (isMap(begun) && isMap(wanted) && isMap(now)) return mapOntoNow(begun, wanted, now)
  return wanted
}

/** Pure: the same of a whole form: of its lists and maps what others changed stays, of the rest the last word counts. */
export const ontoNow = <T extends object>(begun: Partial<T>, wanted: Partial<T>, now: Partial<T>): Partial<T> =>
  Object.fromEntries(
    (Object.keys(wanted) as (keyof T)[]).map((name) => [name, valueOntoNow(begun[name], wanted[name], now[name])]),
  ) as Partial<T>
