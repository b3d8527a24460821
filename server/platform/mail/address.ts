import { domainToASCII } from 'node:url'

export interface MailAddress {
  /** As written, encoded words included. */
  name: string
  /** In lower case, with an ASCII domain. */
  address: string
}

export interface AddressList {
  addresses: MailAddress[]
  hasGroup: boolean
  /** Every element was one strict address; false says that something was left out or is open to two readings. */
  isClean: boolean
}

const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const MAX_CHARS = 64 * 1024

/**
 * One address in the only form we take and send to: a dot-atom and a domain name, no quotes, comments, literals or control characters
 * (SECURITY E9). Null for all else.
 */
export const strictAddress = (text: string): string | null => {
  const at = text.lastIndexOf('@')
  if (at < 1 || text.length > 320) return null
  const local = text.slice(0, at).toLowerCase()
  if (local.length > 64 || !LOCAL.test(local)) return null
  const written = text.slice(at + 1)
  // What reads it as a URL's host would leave a path away, and find letters behind a percent sign.
  const domain = /[/?#\\%]/.test(written) ? '' : domainToASCII(written)
  if (domain === '' || domain.length > 253 || !domain.split('.').every((label) => LABEL.test(label))) return null
  return `${local}@${domain}`
}

/** Reads the value of From, To or Cc (RFC 5322) character by character. Nothing in it is guessed: what is not strict makes the list unclean. */
export const readAddresses = (value: string): AddressList => {
  const list: AddressList = { addresses: [], hasGroup: false, isClean: value.length <= MAX_CHARS }
  let phrase = ''
  let angle: string | null = null
  let comment = ''
  let isQuoted = false
  let hadQuote = false
  let isInAngle = false
  let depth = 0
  const flush = () => {
    if (angle !== null || phrase.trim() !== '') {
      const address = angle === null && hadQuote ? null : strictAddress((angle ?? phrase).trim())
      if (address) list.addresses.push({ name: (angle === null ? comment : phrase).trim(), address })
      else list.isClean = false
    }
    phrase = comment = ''
    angle = null
    hadQuote = false
  }
  const text = value.slice(0, MAX_CHARS)
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (char === '\\' && (isQuoted || depth > 0)) {
      at++
      if (isQuoted) phrase += text[at] ?? ''
    } else if (isQuoted) {
      if (char === '"') isQuoted = false
      else phrase += char
    } else if (depth > 0) {
      if (char === '(') depth++
      else if (char === ')') depth--
      else comment += char
    } else if (char === '(') depth++
    else if (isInAngle) {
      if (char === '>') isInAngle = false
      else angle += char
    } else if (char === '"') isQuoted = hadQuote = true
    else if (char === '<') {
      if (angle !== null) list.isClean = false
      angle = ''
      isInAngle = true
    } else if (char === ':') {
      list.hasGroup = true
      phrase = ''
    } else if (char === ',' || char === ';') flush()
    else {
      if (angle !== null && char !== ' ') list.isClean = false
      phrase += char
    }
  }
  if (isQuoted || isInAngle || depth > 0) list.isClean = false
  flush()
  return list
}
