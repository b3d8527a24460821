import type { MessageHtml } from '../../server/hub/wire.ts'

/** More than this is no picture in a text; it is still there to download. */
const MOST_IMAGES = 20
const MOST_BYTES = 5_000_000

/** As the desk writes them: attributes are escaped, so no `>` stands in a tag, and no `<` in a text. */
const MARKED = /(<img\b[^<>]*?) data-cid="([^"]*)"/g
const plain = (cid: string): string => {
  const text = cid.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The images of the mail that its HTML shows, in their order, as far as there is room for them. */
export const wantedImages = ({ html, images }: Pick<MessageHtml, 'html' | 'images'>): MessageHtml['images'] => {
  const named = new Set([...html.matchAll(MARKED)].map(([, , cid = '']) => plain(cid)))
  let left = MOST_BYTES
  return images
    .filter(({ contentId }) => named.has(contentId))
    .slice(0, MOST_IMAGES)
    .filter(({ bytes }) => {
      left -= bytes
      return left >= 0
    })
}

/** Gives the marked images their bytes, as `data:` addresses by Content-ID; the others stay empty. */
export const placeImages = (html: string, sources: ReadonlyMap<string, string>): string =>
  html.replaceAll(MARKED, (whole, tag: string, cid: string) => {
    const source = sources.get(plain(cid))
    return source ? `${tag} src="${source}"` : whole
  })
