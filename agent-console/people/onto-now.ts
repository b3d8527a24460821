import { isSame } from '../desk/changed-of.ts'

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
