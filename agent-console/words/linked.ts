import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'

export type Part = { text: string } | { href: string; text: string } | { number: string; text: string }

/** Web and mail addresses, phone numbers that are written with their country, and what may be one without. */
const pattern =
  /https?:\/\/[^\s<>"'`]+|mailto:[^\s<>"'`]+|(?<![\w+])\+[1-9](?:[\s().-]{0,2}\d){7,14}(?!\d)|(?<![\w+#/.-])\(?\d[\d ().\u00a0/-]{5,16}\d(?![\w-])/gi
const trailing = /[.,;:!?)\]}]+$/
const groupsOf = (text: string): string => text.match(/\d+/g)?.join(' ') ?? ''

/** A number of the country, if its digits stand in the very groups in which that country writes them: a date or an order number is none. */
const nationalOf = (word: string, home: string | undefined): string | null => {
  const number = home ? parsePhoneNumberFromString(word, home as CountryCode) : undefined
  const written = groupsOf(word)
  if (!number?.isValid() || !written.includes(' ')) return null
  return written === groupsOf(number.formatNational()) ? number.number : null
}

/**
 * Finds web and mail addresses and phone numbers in plain text; `home` is the country whose numbers may stand without its code. Nothing else becomes a
 * link (no javascript:, no data:).
 */
export const linked = (text: string, home?: string): Part[] => {
  const parts: Part[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const isAddress = /^[a-z]/i.test(match[0])
    const word = isAddress ? match[0].replace(trailing, '') : match[0]
    const number = word.startsWith('+') ? `+${word.replace(/\D/g, '')}` : isAddress ? null : nationalOf(word, home)
    if (isAddress ? !URL.canParse(word) : number === null) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    parts.push(number === null ? { href: word, text: word } : { number, text: word })
    from = match.index + word.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
