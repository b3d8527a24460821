import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkify } from '../../widget/app/linkify.ts'

describe('links in what is said (SECURITY G4)', () => {
  it.each([
    ['see https://shop.example/a?b=1#c.', 'https://shop.example/a?b=1#c'],
    ['(http://shop.example)', 'http://shop.example'],
    ['write to ines@larkfield.example!', 'mailto:ines@larkfield.example'],
    ['mailto:ines@larkfield.example', 'mailto:ines@larkfield.example'],
  ])('%s', (text, href) => {
    expect(linkify(text).flatMap((piece) => piece.href ?? [])).toEqual([href])
  })
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt://shop.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '<img src=x onerror=alert(1)>',
    'http://',
    'ordinary words, 5 mm',
  ])('makes no link of %s', (text) => {
    expect(linkify(text)).toEqual([{ text }])
  })
  it('keeps every letter of the text, and links nothing but http, https and mailto', () => {
    const piece = fc.constantFrom('https://', 'javascript:', 'mailto:', 'a@b.example', ' ', '<', '"', '.', 'x', '/')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
        const text = parts.join('')
        const pieces = linkify(text)
        expect(pieces.map((one) => one.text).join('')).toBe(text)
        for (const { href } of pieces) if (href) expect(href).toMatch(/^(https?|mailto):/i)
      }),
    )
  })
  it('is not slowed down by a hostile text', () => {
    const hostile = `${'a@'.repeat(4000)}${'a.'.repeat(4000)}${'-'.repeat(8000)}`
    const started = performance.now()
    linkify(hostile)
    // Linear work is milliseconds; the bound only tells it from minutes.
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
