export type Part = { text: string } | { href: string; text: string } | { number: string; text: string }

/** Web and mail addresses, and phone numbers that are written with their country. */
const pattern = /https?:\/\/[^\s<>"'`]+|mailto:[^\s<>"'`]+|(?<![\w+])\+[1-9](?:[\s().-]{0,2}\d){7,14}(?!\d)/gi
const trailing = /[.,;:!?)\]}]+$/

/** Finds web and mail addresses and phone numbers in plain text. Nothing else becomes a link (no javascript:, no data:). */
export const linked = (text: string): Part[] => {
  const parts: Part[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const isNumber = match[0].startsWith('+')
    const word = isNumber ? match[0] : match[0].replace(trailing, '')
    if (!isNumber && !URL.canParse(word)) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    parts.push(isNumber ? { number: `+${word.replace(/\D/g, '')}`, text: word } : { href: word, text: word })
    from = match.index + word.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
