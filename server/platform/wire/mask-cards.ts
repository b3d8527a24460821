/**
 * By their first digit, 2 to 6 for cards that pay, and the check digit (ISO/IEC 7812-1, annex B). Instants in milliseconds begin with 1; of fifteen digits,
 * as the number of a telephone itself has, are those of one company only, which begin with 34 or 37.
 */
const isCard = (digits: Uint8Array, from: number, to: number): boolean => {
  const [first = 0, second] = [digits[from], digits[from + 1]]
  if (to - from === 15 ? first !== 3 || (second !== 4 && second !== 7) : first < 2 || first > 6) return false
  let sum = 0
  for (let at = to - 1, isDoubled = false; at >= from; at--, isDoubled = !isDoubled) {
    const digit = digits[at] as number
    const weighed = isDoubled ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}
export const isCardNumber = (digits: string): boolean => isCard(Uint8Array.from(digits, Number), 0, digits.length)

const SHORTEST = 13
const LONGEST = 19
/** E.164: with its plus, no telephone number is longer. */
const LONGEST_PHONE = 15
/** Digits, each at most one sign from the next. What an address holds is no card, and would lead nowhere without its digits. */
const RUN = /https?:\/\/\S+|\+?\d(?:[ .\u00a0-]?\d){12,}/g
const GROUP = /\d+/g

const maskCard = (card: string): string => {
  let left = card.replace(/\D/g, '').length - 4
  return card.replace(/\d/g, (digit) => (left-- > 0 ? '•' : digit))
}

/** Whole groups of digits, so that a date or a check code beside it hides nothing. In one pass: a run may be as long as the longest message. */
const maskRun = (run: string): string => {
  const digits = Uint8Array.from(run.replace(/\D/g, ''), Number)
  if (run.startsWith('http') || (run.startsWith('+') && digits.length <= LONGEST_PHONE)) return run
  const groups = [...run.matchAll(GROUP)]
  const parts: string[] = []
  let done = 0
  let begins = 0
  for (let from = 0; from < groups.length; from++) {
    let ends = begins
    for (let last = from; last < groups.length; last++) {
      const [group, index = 0] = [groups[last]?.[0] ?? '', groups[last]?.index]
      ends += group.length
      if (ends - begins > LONGEST) break
      if (ends - begins < SHORTEST || !isCard(digits, begins, ends)) continue
      const start = groups[from]?.index ?? 0
      parts.push(run.slice(done, start), maskCard(run.slice(start, index + group.length)))
      done = index + group.length
      from = last
      begins = ends - group.length
      break
    }
    begins += groups[from]?.[0].length ?? 0
  }
  return parts.join('') + run.slice(done)
}

/** Card numbers keyed, said or written: all but the last four digits are gone before anything is stored (SECURITY P7). */
export const maskCards = (text: string): string => text.replace(RUN, maskRun)

/** The same in what HTML says; its tags stay as they are. */
export const maskCardsInHtml = (html: string): string =>
  html.replace(/<[^<>]*>|[^<]+|</g, (part) => (part.startsWith('<') ? part : maskCards(part)))
