import type { Trust } from '../../hub/index.ts'
import { idFrom } from '../../platform/ids.ts'
import { readAddresses, strictAddress } from '../../platform/mail/address.ts'
import { fieldsOf, type HeaderField } from '../../platform/mail/header.ts'
import type { Authentication } from '../../platform/mail/mail-reader.ts'

export interface SenderFacts {
  address: string
  /** As written, encoded words included. */
  name: string
  trust: Trust
}

/**
 * Who a mail is from, and how sure that is (SECURITY E1). Channel-verified takes exactly one From field with one plain address, no other address
 * posing as its name, and DMARC passed for that very address. Everything else is only claimed, and a mail without any usable address still has one
 * by which its like are known again.
 */
export const readSender = (fields: readonly HeaderField[], envelopeFrom: string, checked: Authentication | null): SenderFacts => {
  const values = fieldsOf(fields, 'from')
  const list = readAddresses(values.join(', '))
  const [first] = list.addresses
  if (!first) {
    const address = strictAddress(envelopeFrom) ?? `unknown-${idFrom('from', values.join('\n')).slice(0, 12)}@sender.invalid`
    return { address, name: '', trust: 'claimed' }
  }
  const isPlain =
    values.length === 1 && list.isClean && !list.hasGroup && list.addresses.length === 1 && !posesAsAddress(first.name, first.address)
  const isChecked = checked?.dmarc === 'pass' && checked.isAligned && checked.from.length === 1 && checked.from[0] === first.address
  return { ...first, trust: isPlain && isChecked ? 'channel-verified' : 'claimed' }
}

/** `"victim@good.example" <evil@bad.example>`: screens that show the name alone would show the victim. Encoded words may hide the same. */
const posesAsAddress = (name: string, address: string): boolean => {
  const shown = decodeWords(name).toLowerCase()
  return /[@＠﹫]/.test(shown.replaceAll(address, ''))
}

/** Enough of RFC 2047 to see what a name would look like. */
const decodeWords = (name: string): string =>
  name
    .slice(0, 2_000)
    .replace(/=\?[^?]{1,40}\?([bq])\?([^?]{0,500})\?=/gi, (_whole, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : text.replace(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    )
