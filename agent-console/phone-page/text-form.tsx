import { IconPhoto } from '@tabler/icons-react'
import { type FormEvent, useRef, useState } from 'react'
import type { LineText } from '../../server/sandbox/carrier/wire.ts'
import { useStore } from '../desk/use-store.ts'
import type { Phone } from './phone.ts'

/** A text message goes to whoever wrote last, else to the desk's first number. */
export const TextForm = ({ phone, texts }: { phone: Phone; texts: readonly LineText[] }) => {
  const line = useStore(phone.line)
  const [text, setText] = useState('')
  const [picture, setPicture] = useState<File | null>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const last = texts.at(-1)
  const to = last ? (last.direction === 'in' ? last.from : last.to) : line.name === 'ready' ? (line.hello.numbers[0]?.number ?? '') : ''
  const send = (event: FormEvent) => {
    event.preventDefault()
    if ((text.trim() === '' && !picture) || to === '') return
    setText('')
    setPicture(null)
    void phone.text(to, text.trim(), picture).then((hasGone) => {
      if (hasGone) return
      setText(text)
      setPicture(picture)
    })
  }
  const label = picture ? `Leave ${picture.name} out` : 'Add a picture'
  return (
    <form className="spk" onSubmit={send}>
      <input
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        aria-label="Write a text message"
        placeholder="Write a text message"
        maxLength={1600}
        autoComplete="off"
      />
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        aria-label="Picture to send"
        hidden
        onChange={(event) => {
          setPicture(event.currentTarget.files?.[0] ?? null)
          event.currentTarget.value = ''
        }}
      />
      <button
        type="button"
        className={picture ? 'btn pri' : 'btn'}
        aria-label={label}
        title={label}
        aria-pressed={picture !== null}
        onClick={() => (picture ? setPicture(null) : chooser.current?.click())}
      >
        <IconPhoto size={18} stroke={1.75} aria-hidden />
      </button>
      <button type="submit" className="btn pri" disabled={line.name !== 'ready' || to === ''}>
        Send
      </button>
    </form>
  )
}
