import { type ActName, actNames, signOf } from './keymap.ts'

export interface Press {
  key: string
  ctrl: boolean
  shift: boolean
  alt: boolean
  inField: boolean
}

const specials: Record<string, string> = { Escape: 'Esc', ' ': 'Space' }

/** `G`, `Ctrl+K`, `Shift+F8`. A sign that needs Shift on some keyboards, such as `?`, is named by itself. */
export const nameOf = ({ key, ctrl, shift, alt }: Press): string => {
  const name = specials[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  const isLetter = /^[A-Z]$/.test(name)
  const needsShift = shift && (key.length > 1 || isLetter)
  return [ctrl ? 'Ctrl' : '', alt ? 'Alt' : '', needsShift ? 'Shift' : '', name].filter(Boolean).join('+')
}

const table = actNames.flatMap((act) => {
  const { keys, inField, isLocal } = signOf(act)
  if (keys.length === 0 || isLocal) return []
  return [{ act, inField: inField ?? false, sequence: keys.map((press) => press.join('+')) }]
})

export interface Match {
  act?: ActName
  /** What is waited for after the first press of a sequence; empty when nothing is. */
  pending: string
}

/** Pure: what a press means, given the press before it. Single letters never act inside fields. */
export const matchKey = (press: Press, pending: string): Match => {
  const name = nameOf(press)
  const known = table.filter(({ inField }) => !press.inField || inField)
  const second = known.find(({ sequence }) => sequence.length === 2 && sequence[0] === pending && sequence[1] === name)
  if (second) return { act: second.act, pending: '' }
  const whole = known.find(({ sequence }) => sequence.length === 1 && sequence[0] === name)
  if (whole) return { act: whole.act, pending: '' }
  return { pending: known.some(({ sequence }) => sequence.length === 2 && sequence[0] === name) ? name : '' }
}
