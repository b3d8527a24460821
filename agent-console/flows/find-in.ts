export interface Found {
  from: number
  to: number
}

/** Pure: where some words stand in a text, in order, whatever their case. */
export const findIn = (text: string, words: string): Found[] => {
  if (words === '') return []
  const pattern = new RegExp(words.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'giu')
  return [...text.matchAll(pattern)].map(({ index, 0: hit }) => ({ from: index, to: index + hit.length }))
}
