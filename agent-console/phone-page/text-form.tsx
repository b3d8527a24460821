import { type FormEvent, useState } from 'react'
import type { LineText } from '../../server/sandbox/carrier/wire.ts'
import { useStore } from '../desk/use-store.ts'
import type { Phone } from './phone.ts'

/** A text message goes to whoever wrote last, else to the desk's first number. */
export const TextForm = ({ phone, texts }: { phone: Phone; texts: readonly LineText[] }) => {
  const line = useStore(phone.line)
  const [text, setText] = useState('')
  const last = texts.at(-1)
  const to = last ? (last.direction === 'in' ? last.from : last.to) : line.name === 'ready' ? (line.hello.numbers[0]?.number ?? '') : ''
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '' || to === '') return
    phone.text(to, text.trim())
    setText('')
  }
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
      <button type="submit" className="btn pri" disabled={line.name !== 'ready' || to === ''}>
        Send
      </button>
    </form>
  )
}
