export type Part = { text: string } | { href: string; text: string }

const pattern = /https?:\/\/[^\s<>"'`]+|mailto:[^\s<>"'`]+/gi
const trailing = /[.,;:!?)\]}]+$/

/** Finds web and mail addresses in plain text. Nothing else becomes a link (no javascript:, no data:). */
export const linked = (text: string): Part[] => {
  const parts: Part[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    const word = match[0].replace(trailing, '')
    if (!URL.canParse(word)) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index) })
    parts.push({ href: word, text: word })
    from = match.index + word.length
  }
  if (from < text.length) parts.push({ text: text.slice(from) })
  return parts
}
