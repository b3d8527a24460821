const whole = new Intl.NumberFormat()
const oneDecimal = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** `1,204`, `1.204`, `1 204`: a count, grouped as the reader's browser groups. Not for numbers that are names, such as a case's. */
export const amount = (count: number): string => whole.format(count)

/** `4.1` or `4,1`. */
export const withTenth = (value: number): string => oneDecimal.format(value)
