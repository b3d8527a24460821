const MOST = 300

/** Markdown as it sounds: no marks, lists as sentences, no tables and no pictures. */
const spoken = (markdown: string): string =>
  markdown
    .split('\n')
    .filter((line) => !/^\s*(#|\||```|!\[|---)/.test(line))
    .map((line) => line.replace(/^\s*([-*>]|\d+\.)\s+/, ''))
    .join('\n')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()

/** The first whole sentences that fit into 300 characters; of a longer first sentence, whole words. */
export const firstSentences = (markdown: string): string => {
  const text = spoken(markdown)
  let answer = ''
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)) {
    if (answer.length + segment.trimEnd().length > MOST) break
    answer += segment
  }
  if (answer.trim() !== '') return answer.trim()
  return text.length <= MOST ? text : `${text.slice(0, MOST - 1).replace(/\s+\S*$/, '')}…`
}
