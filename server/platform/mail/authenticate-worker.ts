import { type AuthenticateOptions, authenticate } from 'mailauth'
import type { Authentication, Sender } from './mail-reader.ts'
import { serveLane } from './serve-lane.ts'

const MAX_LOOKUPS = 60

/** What mailauth knows of a signature beyond its types. */
interface Signature {
  signingDomain: string
  algo?: string
  status: { result: string }
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
  const aligned = dmarc ? dmarc.alignment : undefined
  const signatures = dkim.results as Signature[]
  const isWhole = signatures.some(
    (one) => one.status.result === 'pass' && one.signingDomain === aligned?.dkim.result && signsSender(one) && !aligned?.dkim.underSized,
  )
  return {
    spf: spf ? spf.status.result : 'none',
    dkim: signatures.some((one) => one.status.result === 'pass') ? 'pass' : (signatures[0]?.status.result ?? 'none'),
    dmarc: dmarc ? dmarc.status.result : 'none',
    from: dkim.headerFrom.map((address) => address.toLowerCase()),
    isPartlySigned: !aligned?.spf.result && !isWhole,
  }
})

/** A signature that leaves the From field out, or stands on SHA-1 (RFC 8301), says nothing about who wrote. */
const signsSender = ({ signingHeaders, algo }: Signature): boolean =>
  /sha256$/.test(algo ?? '') &&
  (signingHeaders?.keys ?? '')
    .toLowerCase()
    .split(/[:\s]+/)
    .includes('from')
