import { type AuthenticateOptions, authenticate } from 'mailauth'
import type { Authentication, Sender } from './mail-reader.ts'
import { serveLane } from './serve-lane.ts'

const MAX_LOOKUPS = 60

/** What mailauth knows of a signature beyond its types. */
interface Signature {
  signingDomain: string
  algo?: string
  status: { result: string; underSized?: number }
  signingHeaders?: { keys?: string }
}

/** SPF, DKIM and DMARC of one mail. What is looked up goes through the main thread, which holds the resolver. */
serveLane<{ raw: Uint8Array; sender: Sender }, Authentication>(async ({ raw, sender }, ask) => {
  let lookups = 0
  const resolver = (domain: string, type: string) =>
    ++lookups > MAX_LOOKUPS
      ? Promise.reject(Object.assign(new Error('too many look-ups'), { code: 'ESERVFAIL' }))
      : (ask({ domain, type }) as Promise<string[][]>)
  const options: AuthenticateOptions = { ...sender, resolver, disableArc: true, disableBimi: true }
  const { dkim, spf, dmarc } = await authenticate(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), options)
  const signatures = dkim.results as Signature[]
  const passed = signatures.filter((one) => one.status.result === 'pass')
  const from = dkim.headerFrom.map((address) => address.toLowerCase())
  const fromDomain = from[0]?.split('@').pop()
  const aligned = dmarc ? dmarc.alignment : undefined
  /** The library falls back to the organisation's domain where a policy asks for the very same one. */
  const isNear = (domain: string, isStrict: boolean | undefined) => !isStrict || domain.toLowerCase() === fromDomain
  const bySignature = passed.some(
    (one) =>
      one.signingDomain === aligned?.dkim.result &&
      isNear(one.signingDomain, aligned.dkim.strict) &&
      signsSender(one) &&
      !one.status.underSized,
  )
  const byAddress = Boolean(aligned?.spf.result && isNear(aligned.spf.result, aligned.spf.strict))
  return {
    spf: spf ? spf.status.result : 'none',
    dkim: passed.length > 0 ? 'pass' : (signatures[0]?.status.result ?? 'none'),
    dmarc: dmarc ? dmarc.status.result : 'none',
    from,
    isAligned: bySignature || byAddress,
  }
})

/** A signature that leaves the From field out, or stands on SHA-1 (RFC 8301), says nothing about who wrote. */
const signsSender = ({ signingHeaders, algo }: Signature): boolean =>
  /sha256$/.test(algo ?? '') &&
  (signingHeaders?.keys ?? '')
    .toLowerCase()
    .split(/[:\s]+/)
    .includes('from')
