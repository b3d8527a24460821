import { isCardNumber } from './wire/mask-cards.ts'

const HIDDEN = '(hidden)'
const MAX_DEPTH = 8

// The whole name or its last word: `token`, `accessToken`, `x-api-key`; but not `tokens` (a count) or `keyPattern`.
const SECRET_KEY =
  /(^|[a-z0-9_-])(pass(word|wd|phrase)?|secret|token|cookies?|authorization|api-?_?key|private-?_?key|secret-?_?key|credentials?|signature|otp|pin|jwt|session-?_?id)$/i
const CONTENT_KEY = /^(body|text|html|subject|content|raw|digits|note)$/i

/** Errors of drivers carry whole queries and documents as fields; only what they say is logged. */
const briefError = (error: unknown, depth = 0): unknown =>
  error instanceof Error
    ? {
        type: error.name,
        ...('code' in error ? { code: error.code } : {}),
        message: error.message,
        stack: error.stack,
        ...(error.cause !== undefined && depth < 4 ? { cause: briefError(error.cause, depth + 1) } : {}),
      }
    : String(error)

const redactValue = (value: unknown, depth: number): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '(too deep)'
  if (value instanceof Error) return briefError(value)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
  if (Array.isArray(value)) return value.map((one) => redactValue(one, depth + 1))
  return redactKeys(value as Record<string, unknown>, depth + 1)
}

/** A copy of `facts` in which fields that by their name hold a secret or what somebody wrote are hidden. */
export const redactKeys = (facts: Record<string, unknown>, depth = 0): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      (SECRET_KEY.test(key) || CONTENT_KEY.test(key)) && value !== undefined && value !== null ? HIDDEN : redactValue(value, depth),
    ]),
  )

const CARD = /(?<![\w.-])[2-6](?:[ -]?\d){12,18}(?![\w-])/g
/** Hides Luhn-valid runs of 13 to 19 digits (SECURITY P7). */
const hideCards = (text: string): string =>
  text.replace(CARD, (found) => (isCardNumber(found.replace(/\D/g, '')) ? '(card number)' : found))

const ADDRESS = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s"'<>\\]+)/gi
/** Leaves scheme, host and path of each address in the text. */
const shortenAddresses = (text: string): string =>
  text.replace(ADDRESS, (_all, scheme: string, rest: string) => scheme + rest.replace(/[?#].*$/, '').replace(/^[^/]*@/, ''))

// The error of a unique index quotes the key that stands already, and that of a mail server whoever it refuses.
const MAIL_ADDRESS = /[\w.!#$%&*+=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,}/gi
const hidePeople = (text: string): string => text.replace(MAIL_ADDRESS, '(address)')

/** Makes the last pass over a finished line: known secrets (plain, as JSON and percent-encoded), addresses of servers and people, card numbers. */
export const scrub = (secrets: readonly string[]): ((line: string) => string) => {
  const forms = new Set(
    secrets.filter((one) => one.length >= 6).flatMap((one) => [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)]),
  )
  // The longest first, so that a secret that holds another goes whole.
  const known = [...forms].sort((a, b) => b.length - a.length)
  return (line) => hideCards(hidePeople(shortenAddresses(known.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line))))
}
