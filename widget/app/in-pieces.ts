/** As much as the desk takes in one message. */
const LONGEST = 8_000

/** Pure: what is longer than a message may be goes as several, cut where a line or a word ends, so that nothing that was pasted is lost. */
export const inPieces = (text: string): string[] => {
  if (text.length <= LONGEST) return text === '' ? [] : [text]
  const head = text.slice(0, LONGEST)
  const ends = [head.lastIndexOf('\n'), head.lastIndexOf(' '), /[\ud800-\udbff]$/.test(head) ? LONGEST - 1 : LONGEST]
  const end = ends.find((at) => at > LONGEST / 2) ?? LONGEST
  return [head.slice(0, end).trim(), ...inPieces(text.slice(end).trim())]
}
