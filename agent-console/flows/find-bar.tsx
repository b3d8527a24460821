import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { type RefObject, useState } from 'react'
import { IconButton } from '../signs/icon-button.tsx'
import type { Editor } from './code-editor.tsx'
import { findIn } from './find-in.ts'

interface FindBarProps {
  text: string
  editor: RefObject<Editor | null>
  close(): void
}

/** Finds words in a menu: the browser's own search sees only the lines that are drawn. */
export const FindBar = ({ text, editor, close }: FindBarProps) => {
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const found = findIn(text, words)
  const show = (next: number, among = found): void => {
    const place = among.length === 0 ? 0 : (next + among.length) % among.length
    setAt(place)
    const one = among[place]
    if (one) editor.current?.mark(one.from, one.to)
  }
  return (
    <search className="fl-find">
      <input
        type="search"
        aria-label="Find in this menu"
        placeholder="Find"
        // biome-ignore lint/a11y/noAutofocus: somebody asked for it with a key to write in it
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value)
          show(0, findIn(text, event.currentTarget.value))
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') show(at + (event.shiftKey ? -1 : 1))
          else if (event.key === 'Escape') close()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
      <span role="status" className="mut">
        {words === '' ? '' : found.length === 0 ? 'Not found' : `${Math.min(at, found.length - 1) + 1} of ${found.length}`}
      </span>
      <IconButton label="The one before" disabled={found.length === 0} onClick={() => show(at - 1)}>
        <IconChevronUp size={16} stroke={1.75} aria-hidden />
      </IconButton>
      <IconButton label="The next one" disabled={found.length === 0} onClick={() => show(at + 1)}>
        <IconChevronDown size={16} stroke={1.75} aria-hidden />
      </IconButton>
      <IconButton label="Back to the text" onClick={close}>
        <IconX size={16} stroke={1.75} aria-hidden />
      </IconButton>
    </search>
  )
}
