/** How many letters must change to make one word of the other (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_one, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}

/** The one of some words that somebody may have meant by a word that is none of them. */
export const nearestOf = (word: string, words: readonly string[]): string | undefined => {
  const [best] = words.map((one) => ({ one, far: distance(one, word) })).sort((a, b) => a.far - b.far)
  return best && best.far <= Math.max(2, Math.floor(word.length / 4)) ? best.one : undefined
}
