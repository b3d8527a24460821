import type { GuardedFetch } from '../platform/guarded-fetch.ts'
import { decodeEntities } from '../platform/mail/entities.ts'
import { sniffType } from './sniff-type.ts'

/** Of one mail: more is no mail to look at. What is beyond stays empty, as what cannot be had. */
const MOST = 20
const MOST_BYTES = 5_000_000
const AT_ONCE = 6
/** Whoever waits has waited long enough: what has not begun by then is not begun. */
const PATIENCE_MS = 10_000
const PICTURE = /^image\/(png|jpeg|gif|webp)$/

/** As the sanitiser writes them: attributes are escaped, so no `>` stands in a tag, and no `<` in a text. */
const MARKED = /(<img\b[^<>]*?) data-remote-src="([^"]*)"/g

/** Addresses of the pictures that harmless HTML names elsewhere, in their order. */
export const remoteAddresses = (html: string): string[] => [
  ...new Set([...html.matchAll(MARKED)].map(([, , address = '']) => decodeEntities(address))),
]

/**
 * Fetches the pictures that a mail names elsewhere and puts them into its HTML as `data:` addresses (SECURITY C2). The desk asks for them, not the
 * browser: whoever sent the mail learns that it was read, and nothing of who reads it. Nothing is kept. A picture that is changed on its way does no
 * more than one that was meant so, hence plain http will do.
 */
export const createRemotePictures =
  (guardedFetch: GuardedFetch) =>
  async (html: string): Promise<{ html: string; missing: number }> => {
    const addresses = remoteAddresses(html)
    const open = addresses.slice(0, MOST)
    const sources = new Map<string, string>()
    const until = Date.now() + PATIENCE_MS
    let left = MOST_BYTES
    const fetchSome = async (): Promise<void> => {
      for (let address = open.shift(); address !== undefined && Date.now() < until; address = open.shift()) {
        const headers = { accept: 'image/webp,image/png,image/jpeg,image/gif', 'user-agent': 'Patchbay' }
        // Whatever is wrong with it, it is no picture to show.
        const answer = await guardedFetch(address, { headers, allowHttp: true }).catch(() => null)
        const type = answer?.status === 200 ? sniffType(answer.body) : ''
        if (!answer || !PICTURE.test(type) || answer.body.length > left) continue
        left -= answer.body.length
        sources.set(address, `data:${type};base64,${answer.body.toString('base64')}`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, fetchSome))
    return {
      html: html.replaceAll(MARKED, (whole, tag: string, address: string) => {
        const source = sources.get(decodeEntities(address))
        return source ? `${tag} src="${source}"` : whole
      }),
      missing: addresses.length - sources.size,
    }
  }
