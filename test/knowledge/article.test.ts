import { describe, expect, it } from 'vitest'
import { readArticle } from '../../server/knowledge/index.ts'

const article = (front: string, body: string) =>
  readArticle('care/oil.md', `---\ntitle: Oil\ntopic: care\nupdated: 2026-11-20\n${front}---\n\n${body}`)
const short = (body: string, front = ''): string | undefined => article(front, body).article?.shortAnswers.en

describe('an article', () => {
  it('is known by its path', () => {
    expect(article('', 'Never.').article).toEqual({
      id: 'care/oil',
      title: 'Oil',
      topic: 'care',
      updated: '2026-11-20',
      language: 'en',
      shortAnswers: { en: 'Never.' },
      body: 'Never.',
    })
  })

  it.each<[string, string, string]>([
    ['its first sentences', 'Never oil a belt. Water is all it needs.', 'Never oil a belt. Water is all it needs.'],
    ['those that fit', `One. ${'A'.repeat(300)}.`, 'One.'],
    ['whole words of a first one that does not', `${'word '.repeat(100)}.`, `${'word '.repeat(59).trim()}…`],
    [
      'what can be spoken',
      '# Head\n\n- **Never** oil [a belt](https://x.example).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. Use `water`.',
      'Never oil a belt. Use water.',
    ],
    ['no picture', '![A belt](belt.png)\nUse water.', 'Use water.'],
    ['nothing of nothing', '', ''],
  ])('reads aloud %s', (_name, body, answer) => expect(short(body)).toBe(answer))

  it('reads what is written for it, by language', () => {
    expect(article('short: Never.\n', 'Long.').article?.shortAnswers).toEqual({ en: 'Never.' })
    expect(article('short:\n  de: Nie.\n', 'Long.').article?.shortAnswers).toEqual({ de: 'Nie.', en: 'Long.' })
    expect(article('language: de\n', 'Lang.').article?.shortAnswers).toEqual({ de: 'Lang.' })
  })

  it('is refused at the line of what is wrong', () => {
    expect(article('short: 7\n', '').faults).toEqual([expect.objectContaining({ file: 'care/oil.md', line: 5 })])
    expect(article(`short: ${'a'.repeat(301)}\n`, '').faults).toEqual([
      expect.objectContaining({ line: 5, reason: '“short” is more than 300 characters.' }),
    ])
    expect(readArticle('a.md', '# No front matter').faults).toEqual([
      expect.objectContaining({ line: 1, reason: expect.stringContaining('front matter') }),
    ])
  })
})
