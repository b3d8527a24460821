import * as z from 'zod'

const STRANGE = /[/?#@:\\%[\]\s]/

/** An address whose domain has letters of its own (`köln.example`) with the name that domain has in the DNS (`xn--kln-sna.example`); any other as it is. */
const withDnsName = (address: string): string => {
  const at = address.lastIndexOf('@') + 1
  const domain = address.slice(at)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what the DNS knows already.
  if (/^[\x00-\x7f]*$/.test(domain) || STRANGE.test(domain) || !URL.canParse(`http://${domain}`)) return address
  return address.slice(0, at) + new URL(`http://${domain}`).hostname
}

/** A mail address as somebody writes it. */
export const mailAddress = (most: number) => z.string().overwrite(withDnsName).check(z.email(), z.maxLength(most))
