/** Turns ids into names for sentences. Unknown ids have a plain word, never the id. */
export interface Names {
  me: string
  staff(id: string): string
  queue(id: string): string
  /** A case's number, when this screen knows it. */
  caseNumber(id: string): number | undefined
}

/** A phone number that stands for a name is whole. */
export const firstName = (name: string): string => (/^\+\d/.test(name) ? name : (name.split(/\s+/)[0] ?? name))

/** Of a phone number that stands for a name: `+`. */
export const initials = (name: string): string => {
  if (/^\+\d/.test(name)) return '+'
  const words = name.trim().split(/\s+/).filter(Boolean)
  if (words.length === 0) return '?'
  const first = [...(words[0] ?? '')][0] ?? ''
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : ''
  return (first + last).toUpperCase()
}

export const dispositionWords = (code: string): string => {
  const words = code.replaceAll(/[-_]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
