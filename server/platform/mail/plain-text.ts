/** Text as it may be shown and stored: LF line ends, no control characters but line end and tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
export const plainText = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\0-\x08\x0b-\x1f\x7f]/g, '')
