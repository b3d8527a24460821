import type { LineCaption } from '../../server/sandbox/carrier/wire.ts'

/** One line of "What is said". */
export interface Said {
  id: string
  /** Since the call began: `1:27`. */
  time: string
  what: 'say' | 'play' | 'music' | 'event' | 'keys' | 'speech'
  text: string
  language: string
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `0:03`, `12:40`, `1:02:09`. */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** Captions in their order, as lines; keys pressed one after the other stand together. */
export const saidOf = (captions: ReadonlyMap<string, LineCaption>, beganAt: number): Said[] => {
  const lines: Said[] = []
  const ordered = [...captions].sort(([one], [other]) => Number(one) - Number(other))
  for (const [id, { at, what, text, language }] of ordered) {
    const last = lines.at(-1)
    if (what === 'keys' && last?.what === 'keys') last.text += text
    else lines.push({ id, time: duration(Date.parse(at) - beganAt), what, text, language })
  }
  return lines
}

const names = new Intl.DisplayNames(['en'], { type: 'language' })

/** `de-DE` → `German`. */
export const languageName = (tag: string): string => {
  try {
    return names.of(tag.split('-')[0] ?? tag) ?? tag
  } catch {
    return tag
  }
}
