import { useEffect, useRef, useState } from 'preact/hooks'
import type { Visit } from '../visit.ts'
import { Icon } from './icon.tsx'

const MAX_PX = 120

/** Enter sends, Shift+Enter breaks the line; what was not sent is there again after a reload. */
export const Composer = ({ visit, isOpen }: { visit: Visit; isOpen: boolean }) => {
  const [text, setText] = useState(() => visit.draft.get())
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (isOpen) box.current?.focus()
  }, [isOpen])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useEffect(() => {
    if (!box.current) return
    box.current.style.height = 'auto'
    box.current.style.height = `${Math.min(box.current.scrollHeight, MAX_PX)}px`
  }, [text])
  const write = (next: string): void => {
    setText(next)
    visit.draft.set(next)
  }
  const send = (): void => {
    if (text.trim() === '') return
    visit.send(text.trim())
    write('')
    box.current?.focus()
  }
  return (
    <form
      class="wg-f"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={box}
        rows={1}
        aria-label="Write a message"
        placeholder="Write a message"
        value={text}
        onInput={(event) => {
          write(event.currentTarget.value)
          if (event.currentTarget.value.trim()) visit.typing()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
      />
      <button type="submit" class="snd" aria-label="Send">
        <Icon name="up" />
      </button>
    </form>
  )
}
