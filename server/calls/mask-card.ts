/** The check digit of ISO/IEC 7812-1, annex B. */
const isCardNumber = (digits: string): boolean => {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Card numbers keyed, said or written where nobody asked for one: all but the last four digits are gone before anything is stored (SECURITY P7). */
export const maskCards = (text: string): string =>
  text.replace(/\d(?:[ .-]?\d){12,18}/g, (found) => {
    const digits = found.replace(/\D/g, '')
    if (!isCardNumber(digits)) return found
    let left = digits.length - 4
    return found.replace(/\d/g, (digit) => (left-- > 0 ? '•' : digit))
  })
