import { describe, expect, it } from 'vitest'
import { createHtmlSanitiser } from '../../../server/platform/mail/html-sanitiser.ts'
import { SANITISER_VERSION, sanitiseHtml } from '../../../server/platform/mail/sanitise-html.ts'
import { hostileHtml, hostileStyles } from './hostile-html.ts'

const clean = (html: string) => sanitiseHtml(html).html

describe('the sanitiser (C1)', () => {
  it.each(hostileHtml)('leaves nothing live of %s', (_what, html) => {
    const out = clean(html)
    expect(out).toContain('ok')
    expect(out).not.toMatch(/<(script|svg|math|form|input|button|iframe|object|embed|style|link|meta|base|template|xmp|noscript)/i)
    const tags =
      out
        .match(/<[^>]*>/g)
        ?.join(' ')
        .replace(/"[^"]*"/g, '""') ?? ''
    expect(tags).not.toMatch(/\son\w+\s*=/i)
    expect(out).not.toMatch(/(href|src|action|data|title)="?\s*(javascript|data:text|vbscript)/i)
  })

  it.each(hostileStyles)('keeps no style that loads or covers: %s', (style) => {
    expect(clean(`<p style='${style}'>ok</p>`)).not.toMatch(/url|position|expression|behavior|content:|\\/i)
  })

  it.each(['script', 'style', 'noscript', 'xmp', 'iframe', 'template', 'svg', 'math', 'title', 'select', 'object', 'textarea'])(
    'drops what %s holds with it',
    (tag) => {
      expect(clean(`<${tag}>hidden</${tag}>ok`)).toBe('ok')
    },
  )

  it('keeps how a mail looks', () => {
    const html = '<table width="600"><tr><td style="color:#165e5f;text-align:center" colspan="2"><b>Dear</b><br />Marta</td></tr></table>'
    expect(clean(html)).toBe(html)
  })

  it('asks before it loads an image: none but those within the mail has a src', () => {
    const pixel = 'data:image/png;base64,iVBORw0KGgo='
    expect(clean('<img src="https://track.example/1.gif?who=marta" srcset="https://track.example/2.gif 2x" alt="x">')).toBe(
      '<img alt="x" data-remote-src="https://track.example/1.gif?who=marta" />',
    )
    expect(clean('<img src="cid:gear-1">')).toBe('<img alt="" data-cid="gear-1" />')
    expect(clean(`<img src="${pixel}">`)).toBe(`<img alt="" src="${pixel}" />`)
    expect(clean('<img src="data:image/svg+xml;base64,PHN2Zz4=">')).toBe('<img alt="" />')
    expect(clean('<img src="//track.example/1.gif"><img src="file:///etc/passwd">')).toBe('<img alt="" /><img alt="" />')
    expect(
      clean('<table background="https://track.example/1.gif"><tr><td background="https://track.example/1.gif">x</td></tr></table>'),
    ).not.toContain('track.example')
  })

  it('shows where a link leads and opens it apart (C2)', () => {
    expect(clean('<a href="https://evil.example/x" title="https://bank.example" target="_top">bank.example</a>')).toBe(
      '<a href="https://evil.example/x" title="https://evil.example/x" target="_blank" rel="noopener noreferrer nofollow">bank.example</a>',
    )
  })

  it('says by which rules it went, and does the same twice', () => {
    const once = sanitiseHtml('<p>a<a href="https://x.example">b</a><img src="https://x.example/y.png"></p>')
    expect(once.version).toBe(SANITISER_VERSION)
    expect(clean(once.html)).toContain('<p>a<a href="https://x.example"')
  })

  it('is done with a monster in a worker, or gives up in time', async () => {
    const sanitiser = createHtmlSanitiser()
    const { html } = await sanitiser.sanitise(`${'<div><table><tr><td>'.repeat(5_000)}deep`)
    expect(html.length).toBeLessThan(200_000)
    await sanitiser.stop()
  })
})
