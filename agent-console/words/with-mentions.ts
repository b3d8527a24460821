/** Pure: a note's text, cut at the names it calls. */
export const withMentions = (text: string, names: readonly string[]): { text: string; isMention: boolean }[] => {
  let parts = [{ text, isMention: false }]
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    parts = parts.flatMap((part) => {
      if (part.isMention) return [part]
      return part.text
        .split(`@${name}`)
        .flatMap((piece, at) => [...(at > 0 ? [{ text: `@${name}`, isMention: true }] : []), { text: piece, isMention: false }])
    })
  }
  return parts.filter((part) => part.text !== '')
}
