import type { HidItem, HidReport } from './hid.ts'

/** One field of a report: where it lies, and what it may mean. */
export interface Field {
  reportId: number
  /** From the first bit of the data; bits count from the lowest of each byte (HID 1.11, section 8.4). */
  bit: number
  size: number
  isAbsolute: boolean
  minimum: number
  /** A variable field is one control; a field of an array holds the place of one that is asserted among these. */
  usages: readonly number[]
  isArray: boolean
}

/** Far more than any array of a headset; whoever describes himself with more is not read. */
const MOST_USAGES = 1024

const usagesOf = ({ isRange, usages = [], usageMinimum = 0, usageMaximum = -1 }: HidItem): readonly number[] =>
  isRange
    ? Array.from({ length: Math.min(MOST_USAGES, Math.max(0, usageMaximum - usageMinimum + 1)) }, (_, at) => usageMinimum + at)
    : usages

/** Pure: the fields of some reports and how long each report is in bits. Items of one report follow each other without gaps. */
export const fieldsOf = (reports: readonly HidReport[]): { fields: Field[]; bits: ReadonlyMap<number, number> } => {
  const bits = new Map<number, number>()
  const fields: Field[] = []
  for (const { reportId, items } of reports)
    for (const item of items) {
      const begins = bits.get(reportId) ?? 0
      const { reportSize: size, reportCount, isAbsolute, isArray, logicalMinimum: minimum } = item
      bits.set(reportId, begins + size * reportCount)
      const usages = usagesOf(item)
      if (item.isConstant || usages.length === 0 || size < 1 || size > 32) continue
      for (let at = 0; at < reportCount; at++) {
        // More fields than usages: the last one is that of all the others (HID 1.11, section 6.2.2.8).
        const own = isArray ? usages : [usages[Math.min(at, usages.length - 1)] as number]
        fields.push({ reportId, bit: begins + at * size, size, isAbsolute, minimum, usages: own, isArray })
      }
    }
  return { fields, bits }
}

/** Undefined when the data is too short. Signed where the field may be negative. */
export const readField = (data: DataView, { bit, size, minimum }: Field): number | undefined => {
  if (bit + size > data.byteLength * 8) return undefined
  let value = 0
  for (let at = 0; at < size; at++) if ((data.getUint8((bit + at) >> 3) >> ((bit + at) & 7)) & 1) value += 2 ** at
  return minimum < 0 && value >= 2 ** (size - 1) ? value - 2 ** size : value
}

export const writeField = (data: Uint8Array, { bit, size }: Field, value: number): void => {
  const raw = value < 0 ? value + 2 ** size : value
  for (let at = 0; at < size; at++) {
    const [byte, mask] = [(bit + at) >> 3, 1 << ((bit + at) & 7)]
    const isSet = Math.floor(raw / 2 ** at) % 2 === 1
    data[byte] = isSet ? (data[byte] ?? 0) | mask : (data[byte] ?? 0) & ~mask
  }
}
