/** By their first digit, 2 to 6 for cards that pay, and the check digit (ISO/IEC 7812-1, annex B). Instants in milliseconds begin with 1. */
export const isCardNumber = (digits: string): boolean => {
  if (!/^[2-6]/.test(digits)) return false
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const SHORTEST = 13
const LONGEST = 19
/** E.164: with its plus, no telephone number is longer. */
const LONGEST_PHONE = 15
/** Digits, each at most one sign from the next. What an address holds is no card, and would lead nowhere without its digits. */
const RUN = /https?:\/\/\S+|\+?\d(?:[ .\u00a0-]?\d){12,}/g
const GROUP = /\d+/g

/** Where the card number within a run begins and ends: whole groups of digits, so that a date or a check code beside it hides nothing. */
const cardIn = (run: string): [number, number] | undefined => {
  const groups = [...run.matchAll(GROUP)]
  for (let from = 0; from < groups.length; from++) {
    let digits = ''
    for (const { 0: group, index } of groups.slice(from)) {
      digits += group
      if (digits.length > LONGEST) break
      if (digits.length >= SHORTEST && isCardNumber(digits)) return [groups[from]?.index ?? 0, index + group.length]
    }
  }
  return undefined
}

const maskRun = (run: string): string => {
  if (run.startsWith('http') || (run.startsWith('+') && run.replace(/\D/g, '').length <= LONGEST_PHONE)) return run
  const found = cardIn(run)
  if (!found) return run
  const card = run.slice(...found)
  let left = card.replace(/\D/g, '').length - 4
  const masked = card.replace(/\d/g, (digit) => (left-- > 0 ? '•' : digit))
  return run.slice(0, found[0]) + masked + maskRun(run.slice(found[1]))
}

/** Card numbers keyed, said or written: all but the last four digits are gone before anything is stored (SECURITY P7). */
export const maskCards = (text: string): string => text.replace(RUN, maskRun)

/** The same in what HTML says; its tags stay as they are. */
export const maskCardsInHtml = (html: string): string =>
  html.replace(/<[^>]*>|[^<]+/g, (part) => (part.startsWith('<') ? part : maskCards(part)))
