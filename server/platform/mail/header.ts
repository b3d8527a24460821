import { mailLimits } from './limits.ts'

export interface HeaderField {
  /** In lower case. */
  name: string
  /** Unfolded, not decoded. */
  value: string
}

export interface MailHeader {
  fields: HeaderField[]
  /** Where the body begins. */
  bodyStart: number
}

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9

/**
 * The header of a raw mail as it stands, doubled fields included: what a parser keeps of two From fields is its own affair, how many there are is
 * ours (SECURITY E1). Reads each byte once; what lies beyond the limit is passed over.
 */
export const readHeader = (raw: Uint8Array, maxBytes: number = mailLimits.headerBytes): MailHeader => {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const fields: HeaderField[] = []
  let lines: string[] = []
  const close = () => {
    const [first] = lines
    const colon = first?.indexOf(':') ?? -1
    if (first && colon > 0) {
      const name = first.slice(0, colon).trim().toLowerCase()
      fields.push({
        name,
        value: [first.slice(colon + 1), ...lines.slice(1)]
          .join(' ')
          .replace(/[\r\n\t]/g, ' ')
          .trim(),
      })
    }
    lines = []
  }
  let at = 0
  while (at < bytes.length) {
    const found = bytes.indexOf(LF, at)
    const next = found < 0 ? bytes.length : found + 1
    const end = found > at && bytes[found - 1] === CR ? found - 1 : found < 0 ? bytes.length : found
    if (end === at) {
      close()
      return { fields, bodyStart: next }
    }
    if (at < maxBytes) {
      const isContinued = bytes[at] === SPACE || bytes[at] === TAB
      const line = bytes.toString('utf8', at, Math.min(end, maxBytes))
      if (isContinued) lines.push(line.trimStart())
      else {
        close()
        lines = [line]
      }
    }
    at = next
  }
  close()
  return { fields, bodyStart: bytes.length }
}

export const fieldsOf = (fields: readonly HeaderField[], name: string): string[] =>
  fields.filter((field) => field.name === name).map((field) => field.value)

export const fieldOf = (fields: readonly HeaderField[], name: string): string => fields.find((field) => field.name === name)?.value ?? ''

/** No year before mail and none far ahead: such a date says nothing. */
export const readDate = (value: string): number | null => {
  const at = Date.parse(value)
  return at > 0 && at < Date.now() + 36 * 3_600_000 ? at : null
}
