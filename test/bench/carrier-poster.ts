import { randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import type { CarrierKeys } from './child.ts'

/** Asks a desk's doors as a carrier does: form-encoded and signed, over connections that stay open. Gives the document. */
export const createCarrierPoster = (url: string, { accountSid, authToken }: CarrierKeys) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const { hostname, port } = new URL(url)
  return {
    post: (address: string, given: Record<string, string>): Promise<string> =>
      new Promise((resolve, reject) => {
        const full = new URL(address.split('#')[0] ?? '', url)
        const params = { AccountSid: accountSid, ApiVersion: '2010-04-01', ...given }
        const body = new URLSearchParams(params).toString()
        const asked = request(
          {
            hostname,
            port,
            agent,
            method: 'POST',
            path: full.pathname + full.search,
            headers: {
              'content-type': 'application/x-www-form-urlencoded',
              'content-length': Buffer.byteLength(body),
              ...(authToken ? { 'x-twilio-signature': getExpectedTwilioSignature(authToken, full.href, params) } : {}),
            },
          },
          (response) => {
            const parts: Buffer[] = []
            response.on('data', (part: Buffer) => void parts.push(part))
            response.once('end', () => {
              const text = Buffer.concat(parts).toString()
              if ((response.statusCode ?? 500) < 300) resolve(text)
              else reject(new Error(`${full.pathname} answered ${response.statusCode} ${text}`))
            })
          },
        )
        asked.once('error', reject)
        asked.end(body)
      }),
    close: (): void => agent.destroy(),
  }
}

export type CarrierPoster = ReturnType<typeof createCarrierPoster>

/** A call that nobody but this bench carries: the stand-in does not know it. */
export const newCallSid = (): string => `CA${randomBytes(16).toString('hex')}`

const attributeOf = (document: string, is: RegExp): string | undefined => is.exec(document)?.[1]?.replaceAll('&amp;', '&')

/** Where a document wants the keys that it asks for; null when it asks for none. */
export const actionOf = (document: string): string | null => attributeOf(document, /<Gather[^>]* action="([^"]+)"/) ?? null

/** Where a caller is sent who hears it out. */
export const redirectOf = (document: string): string | null => attributeOf(document, /<Redirect[^>]*>([^<]+)</) ?? null
