import { expect, test } from 'vitest'
import { type Article, articleSuggestions, readArticle } from '../../server/knowledge/index.ts'

const article = (id: string, title: string, body: string, short?: string): Article => {
  const front = `---\ntitle: ${title}\ntopic: ${id.split('/')[0]}\nupdated: 2026-11-20\n${short ? `short: ${short}\n` : ''}---\n\n`
  const { article: read } = readArticle(`${id}.md`, front + body)
  if (!read) throw new Error(`the article ${id} is not in order`)
  return read
}
const all = [
  article('returns/refund-time', 'How long a refund takes', 'Cards: three to five working days after we sent it.', 'Three to five days.'),
  article('returns/send-back', 'Send something back', 'Print the label. The money is refunded when the parcel arrives.'),
  article('battery/cold', 'Less range in the cold', 'A battery of a bike loses a third of its range at zero degrees.'),
  article('brakes/squeal', 'Squealing brakes', 'Clean the rotor. A bike that stood in the rain squeals.'),
  article('care/belt', 'Belt tension', 'A belt of a bike needs little. Check it at the first service.'),
]
const suggest = articleSuggestions(all)
const words = (text: string, from = 'Chosen on the menu', weight = 2) => [{ text, from, weight }]
const ids = (found: { id: string }[]): string[] => found.map((one) => one.id)

test.each<[string, string, string[]]>([
  ['a word of the title before one of the text', 'refund', ['returns/refund-time', 'returns/send-back']],
  ['other endings of a word', 'refunds', ['returns/refund-time', 'returns/send-back']],
  ['nothing by words no article has', 'elephants', []],
  ['nothing by one ordinary word of a text', 'bike', []],
  ['by what is said in a sentence', 'my brakes are squealing since it rained', ['brakes/squeal']],
])('finds %s', (_what, text, expected) => expect(ids(suggest({ heard: [], words: words(text) }, 3))).toEqual(expected))

test('what was heard comes first and once, whatever else is known', () => {
  const found = suggest({ heard: ['battery/cold', 'not/there'], words: words('battery refund') }, 3)
  expect(ids(found)).toEqual(['battery/cold', 'returns/refund-time', 'returns/send-back'])
  expect(found[0]).toMatchObject({ why: 'The caller heard it', short: 'A battery of a bike loses a third of its range at zero degrees.' })
})

test('says which clue brought it up, and gives no more than asked', () => {
  const clues = [...words('belt', 'As in “Belt came off”', 1), ...words('refund')]
  expect(suggest({ heard: [], words: clues }, 3).find((one) => one.id === 'care/belt')?.why).toBe('As in “Belt came off”')
  expect(suggest({ heard: [], words: clues }, 1)).toEqual([
    {
      id: 'returns/refund-time',
      title: 'How long a refund takes',
      topic: 'returns',
      short: 'Three to five days.',
      why: 'Chosen on the menu',
    },
  ])
})
