const MAX_IDS = 100

/** One Message-ID as it may stand in our own headers and keys: printable, without spaces, of a sane length. */
export const isMessageId = (text: string): boolean => /^<[\x21-\x3b=\x3f-\x7e]{3,300}>$/.test(text) && text.includes('@')

/** The Message-IDs of a Message-ID, In-Reply-To or References field, in their order, without repetitions. */
export const readMessageIds = (value: string): string[] => {
  const ids = new Set<string>()
  let at = value.indexOf('<')
  while (at >= 0 && ids.size < MAX_IDS) {
    const end = value.indexOf('>', at)
    if (end < 0) break
    const id = value.slice(at, end + 1)
    if (isMessageId(id)) ids.add(id)
    at = value.indexOf('<', end)
  }
  return [...ids]
}
