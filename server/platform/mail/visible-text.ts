const MARKS = [
  'original message',
  'ursprüngliche nachricht',
  'message d’origine',
  "message d'origine",
  'mensaje original',
  'messaggio originale',
]
const FROM = ['from:', 'von:', 'de :', 'de:', 'da:', 'van:']
const ABOUT = [
  'sent:',
  'date:',
  'to:',
  'subject:',
  'gesendet:',
  'datum:',
  'an:',
  'betreff:',
  'envoyé',
  'objet',
  'enviado:',
  'para:',
  'asunto:',
]

/**
 * What the sender wrote, without the history their program quoted below. Looks at each line a fixed number of times and at the shape of quotes
 * rather than at phrases, so it knows no language; when in doubt nothing is left out. A text that is all quote is given whole.
 */
export const visibleText = (text: string): string => {
  const lines = text.split('\n')
  const cut = lines.findIndex((_line, at) => isDivider(lines, at))
  const kept = trimQuote(cut < 0 ? lines : withoutRule(lines.slice(0, cut)))
  const visible = kept.join('\n').trimEnd()
  return visible.trim() === '' ? text : visible
}

/** The lines with which mail programs begin a history they do not mark with `>`. */
const isDivider = (lines: readonly string[], at: number): boolean => {
  const line = (lines[at] ?? '').slice(0, 200).trim().toLowerCase()
  if (line.startsWith('---') && line.endsWith('---') && MARKS.some((mark) => line.includes(mark))) return true
  const bare = line.replaceAll('*', '')
  if (!FROM.some((word) => bare.startsWith(word))) return false
  const below = lines.slice(at + 1, at + 6).map((one) => one.slice(0, 40).replaceAll('*', '').trim().toLowerCase())
  return ABOUT.filter((word) => below.some((one) => one.startsWith(word))).length >= 2
}

/** Takes away the line drawn above a history, with or without words: it says nothing, and of a mail that was only passed on it would be all. */
const withoutRule = (lines: readonly string[]): readonly string[] => {
  let end = lines.length
  while (end > 0 && /^\s*([-_]{5,}(.{0,80}[-_]{5,})?)?\s*$/.test((lines[end - 1] as string).slice(0, 200))) end--
  return lines.slice(0, end)
}

/** Takes away a quoted block at the end and the line above that says whose it is ("On Monday, Bo wrote:"). An answer between quotes stays whole. */
const trimQuote = (lines: readonly string[]): readonly string[] => {
  let end = lines.length
  let quoted = 0
  while (end > 0 && isQuoteOrBlank(lines[end - 1] as string)) {
    if ((lines[end - 1] as string).startsWith('>')) quoted++
    end--
  }
  if (quoted === 0) return lines
  if (!(lines[end - 1] ?? '').trimEnd().endsWith(':')) return lines.slice(0, end)
  let start = end - 1
  while (start > 0 && end - start < 3 && (lines[start - 1] as string).trim() !== '') start--
  const attribution = lines.slice(start, end).join(' ')
  const named = attribution.length < 400 && (attribution.includes('@') || /\d/.test(attribution))
  return lines.slice(0, named ? start : end)
}

const isQuoteOrBlank = (line: string): boolean => line.startsWith('>') || line.trim() === ''
