import { type FormEvent, useState } from 'react'
import type { LineCall } from '../../server/sandbox/carrier/wire.ts'
import type { Phone } from './phone.ts'

/** Typed speech: a machine that listens takes it as if it had been said. People hear the microphone. */
export const SayForm = ({ phone, call }: { phone: Phone; call: LineCall | null }) => {
  const [text, setText] = useState('')
  const isLive = call?.state === 'live'
  const listens = isLive && call.gather?.speech === true
  const say = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (!listens || said === '') return
    phone.say(said)
    setText('')
  }
  return (
    <form className="spk" onSubmit={say}>
      <input
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        aria-label="Say something as typed speech"
        placeholder={!isLive || listens ? 'Say something as typed speech' : 'Nothing listens for typed speech now'}
        maxLength={500}
        disabled={!isLive}
        autoComplete="off"
      />
      <button type="submit" className="btn pri" disabled={!listens}>
        Say
      </button>
    </form>
  )
}
