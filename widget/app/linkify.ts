export type Piece = { text: string; href?: string }

const LINK =
  /\bhttps?:\/\/[^\s<>"'`]{1,2000}|\bmailto:[^\s<>"'`]{3,300}|\b[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\b/gi
/** What ends a sentence is no part of the address in it. */
const TAIL = /[.,;:!?)\]}]+$/

/** Pure. Text stays text; only http, https and mailto become links, checked once more as parsed (SECURITY G4). */
export const linkify = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(LINK)) {
    const shown = match[0].replace(TAIL, '')
    const href = shown.includes('@') && !/^(https?|mailto):/i.test(shown) ? `mailto:${shown}` : shown
    if (!isSafe(href)) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push({ text: shown, href })
    from = match.index + shown.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

const isSafe = (href: string): boolean => {
  try {
    return ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol)
  } catch {
    return false
  }
}
