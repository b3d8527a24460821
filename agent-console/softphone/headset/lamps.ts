import { type Field, fieldsOf, writeField } from './fields.ts'
import type { HidCollection } from './hid.ts'

/** What the lights of a headset say. */
export interface Lamps {
  isRinging: boolean
  isOffHook: boolean
  isMuted: boolean
}

export const dark: Lamps = { isRinging: false, isOffHook: false, isMuted: false }

/** LED page of the USB HID Usage Tables: ring, off-hook, mute. */
const usageOf = { isRinging: 0x08_0018, isOffHook: 0x08_0017, isMuted: 0x08_0009 } as const

/** An array without a value for "none of them" cannot be dark, so it is left alone. */
const noneOf = ({ minimum, usages, size }: Field): number | undefined => {
  if (minimum > 0) return 0
  const after = minimum + usages.length
  return after < 2 ** size ? after : undefined
}

/** Pure: how a headset's lights are set. Each report is whole: what it holds besides is off. */
export const createLamps = (collections: readonly HidCollection[]) => {
  const wanted = Object.values(usageOf) as number[]
  const { fields, bits } = fieldsOf(collections.flatMap(({ outputReports }) => outputReports))
  const ids = [...new Set(fields.filter(({ usages }) => usages.some((one) => wanted.includes(one))).map(({ reportId }) => reportId))]
  const fill = (data: Uint8Array, all: readonly Field[], lit: readonly number[]): void => {
    // The fields of one array share what is lit among them.
    const rest = [...lit]
    for (const field of all) {
      if (!field.isArray) {
        if (field.usages.some((one) => lit.includes(one))) writeField(data, field, 1)
        continue
      }
      const at = rest.findIndex((one) => field.usages.includes(one))
      const value = at < 0 ? noneOf(field) : field.minimum + field.usages.indexOf(rest.splice(at, 1)[0] as number)
      if (value !== undefined) writeField(data, field, value)
    }
  }
  return {
    has: (lamp: keyof Lamps): boolean => fields.some(({ usages }) => usages.includes(usageOf[lamp])),
    reports: (lamps: Lamps): { reportId: number; data: Uint8Array<ArrayBuffer> }[] =>
      ids.map((reportId) => {
        const data = new Uint8Array(Math.ceil((bits.get(reportId) ?? 0) / 8))
        const lit = (Object.keys(usageOf) as (keyof Lamps)[]).filter((one) => lamps[one]).map((one) => usageOf[one])
        fill(
          data,
          fields.filter((one) => one.reportId === reportId),
          lit,
        )
        return { reportId, data }
      }),
  }
}
