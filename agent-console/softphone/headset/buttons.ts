import { type Field, fieldsOf, readField } from './fields.ts'
import type { HidCollection } from './hid.ts'

/** Telephony page of the USB HID Usage Tables: hook switch and phone mute. */
const usageOf = { hook: 0x0b_0020, mute: 0x0b_002f } as const
export type Button = keyof typeof usageOf

/** `toggle`: a button that knows of no state was pressed. `on`: off the hook, or muted. */
export interface Press {
  button: Button
  to: 'on' | 'off' | 'toggle'
}

const readButton = (data: DataView, field: Field, button: Button): number | undefined => {
  const value = readField(data, field)
  if (value === undefined || !field.isArray) return value
  return field.usages[value - field.minimum] === usageOf[button] ? 1 : 0
}

/** Pure: by field, of which kind the control is (HID Usage Tables, "On/Off Control"). A key of an array tells only that it is held down. */
const pressOf = ({ isAbsolute, isArray, minimum }: Field, before: number, now: number): Press['to'] | null => {
  if (now === before) return null
  if (isAbsolute && !isArray) return now > 0 ? 'on' : 'off'
  if (minimum < 0) return now > 0 ? 'on' : now < 0 ? 'off' : null
  return now > 0 ? 'toggle' : null
}

/** The buttons of a headset, by what it says of itself. They are followed from report to report: only a change is a press. */
export const createButtons = (collections: readonly HidCollection[]) => {
  const { fields } = fieldsOf(collections.flatMap(({ inputReports }) => inputReports))
  const names = Object.keys(usageOf) as Button[]
  const known = names.map((button) => ({ button, fields: fields.filter(({ usages }) => usages.includes(usageOf[button])) }))
  const last = new Map<Button, number>()
  return {
    has: (button: Button): boolean => known.some((one) => one.button === button && one.fields.length > 0),
    read: (reportId: number, data: DataView): Press[] =>
      known.flatMap(({ button, fields: all }) => {
        const told = all
          .filter((one) => one.reportId === reportId)
          .map((field) => ({ field, value: readButton(data, field, button) }))
          .filter((one): one is { field: Field; value: number } => one.value !== undefined)
        // Of an array's fields any may hold it.
        const { field, value } = told.find((one) => one.value !== 0) ?? told[0] ?? {}
        if (!field || value === undefined) return []
        const to = pressOf(field, last.get(button) ?? 0, value)
        last.set(button, value)
        return to ? [{ button, to }] : []
      }),
    /**
     * The desk put the light of this state out. A headset that follows without saying so would else have its next press taken for no change. Never
     * the other way round: a wrong guess there would end a call.
     */
    isOff: (button: Button): void => void last.set(button, 0),
  }
}
