import type { Member } from '../../server/staff/wire.ts'

/** Pure: whom a note names. Longer names first, so that "@Ana Berg" does not also name "Ana". */
export const mentionsIn = (text: string, members: readonly Pick<Member, 'id' | 'name'>[]): string[] => {
  let rest = text
  const found: string[] = []
  for (const { id, name } of [...members].sort((a, b) => b.name.length - a.name.length)) {
    if (!rest.includes(`@${name}`)) continue
    found.push(id)
    rest = rest.replaceAll(`@${name}`, ' ')
  }
  return found
}

/** What is being typed after an @ that stands before the caret; null when there is none. */
export const mentionAt = (text: string, caret: number): string | null =>
  /(?:^|\s)@([\p{L}\p{N}' -]{0,30})$/u.exec(text.slice(0, caret))?.[1] ?? null
