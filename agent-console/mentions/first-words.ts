const WORDS = 90

/** Pure: how a text begins, on one line and up to a whole word. */
export const firstWords = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > WORDS ? `${line.slice(0, WORDS).replace(/\s\S*$/, '')}…` : line
}
