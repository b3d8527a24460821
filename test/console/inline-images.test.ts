import { describe, expect, it } from 'vitest'
import { placeImages, wantedImages } from '../../agent-console/timeline/inline-images.ts'
import { sanitiseHtml } from '../../server/platform/mail/sanitise-html.ts'

const image = (contentId: string, bytes = 10) => ({ contentId, attachmentId: `f_${contentId}`, bytes })
const data = 'data:image/png;base64,AAAA'

describe('the images of a mail as it was sent', () => {
  it.each([
    ['as it is written', '<img src="cid:gear-1">', 'gear-1'],
    ['with signs that are escaped in an attribute', '<img src="cid:a&amp;b@x">', 'a&b@x'],
    ['with signs that are escaped in an address', '<img src="CID:gear%201%40x">', 'gear 1@x'],
  ])('are found by Content-ID, %s', (_what, html, contentId) => {
    const clean = sanitiseHtml(html).html
    expect(wantedImages({ html: clean, images: [image('other'), image(contentId)] })).toEqual([image(contentId)])
    expect(placeImages(clean, new Map([[contentId, data]]))).toContain(`src="${data}"`)
  })

  it.each([
    ['one from elsewhere', '<img src="https://tracker.example/gear-1">'],
    ['one that is not in the mail', '<img src="cid:gear-2">'],
    ['words that look like one', '<p>&lt;img data-cid="gear-1"> &lt;img src="cid:gear-1"></p>'],
    ['an attribute that looks like one', '<img src="cid:gear-2" alt=\' data-cid="gear-1"\'>'],
  ])('leave alone %s', (_what, html) => {
    const clean = sanitiseHtml(html).html
    expect(wantedImages({ html: clean, images: [image('gear-1')] })).toEqual([])
    expect(placeImages(clean, new Map([['gear-1', data]]))).toBe(clean)
  })

  it('are as many as there is room for', () => {
    const html = '<img data-cid="a"><img data-cid="b"><img data-cid="c">'
    expect(wantedImages({ html, images: [image('a', 4_000_000), image('b', 2_000_000)] }).map((one) => one.contentId)).toEqual(['a'])
  })
})
