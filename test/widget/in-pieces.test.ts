import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TEXT } from '../../server/channels/chat/wire.ts'
import { inPieces } from '../../widget/app/in-pieces.ts'

describe('what a visitor pastes', () => {
  it('goes whole, as messages that the desk takes', () => {
    const text = fc.array(fc.oneof(fc.string(), fc.constantFrom('\n', ' ', '👋', 'x'.repeat(3_000), '👋'.repeat(2_500))), { maxLength: 12 })
    fc.assert(
      fc.property(text, (parts) => {
        const given = parts.join('').trim()
        const pieces = inPieces(given)
        expect(pieces.every((one) => one.length > 0 && one.length <= MAX_TEXT && !/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(one))).toBe(true)
        expect(pieces.join('').replace(/\s/g, '')).toBe(given.replace(/\s/g, ''))
      }),
    )
  })
  it('is cut where a line ends, else where a word does', () => {
    const [line, word] = ['x'.repeat(5_000), 'y'.repeat(4_000)]
    expect(inPieces(`${line}\n${word}`)).toEqual([line, word])
    expect(inPieces(`${line} ${word}`)).toEqual([line, word])
    expect(inPieces('short')).toEqual(['short'])
  })
})
