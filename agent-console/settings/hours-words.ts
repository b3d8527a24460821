/** Of the installation, where opening hours stand that were not set in the console. */
export const FILE = 'hours.yaml'

/** From Monday on; the number is the place in a week that begins with Sunday. */
export const DAYS = [
  ['Monday', 1],
  ['Tuesday', 2],
  ['Wednesday', 3],
  ['Thursday', 4],
  ['Friday', 5],
  ['Saturday', 6],
  ['Sunday', 0],
] as const

/** `09:00–12:30, 13:00–18:00`, `All day`, `Closed`. */
export const openWords = (spans: readonly string[]): string => {
  if (spans.length === 0) return 'Closed'
  return spans.join() === '00:00-24:00' ? 'All day' : spans.map((one) => one.replace('-', '–')).join(', ')
}

/** Pure: a week in few lines; days one after the other that are open alike are one. */
export const weekLines = (week: readonly (readonly string[])[]): { days: string; open: string }[] => {
  const lines: { first: string; last: string; open: string }[] = []
  for (const [day, at] of DAYS) {
    const open = openWords(week[at] ?? [])
    const before = lines.at(-1)
    if (before?.open === open) before.last = day
    else lines.push({ first: day, last: day, open })
  }
  return lines.map(({ first, last, open }) => ({ days: first === last ? first : `${first} to ${last}`, open }))
}
