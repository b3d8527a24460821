/** Text as it may be shown and stored: LF line ends, no control characters but line end and tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f]/g, '')

/** A name or subject: one line, without what could break out of a header or turn the direction of reading. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
