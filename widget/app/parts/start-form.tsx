import { useEffect, useRef, useState } from 'preact/hooks'
import { looksLikeAddress, NO_ADDRESS } from '../address.ts'
import type { SiteInfo } from '../site.ts'
import type { State } from '../store.ts'
import type { Visit } from '../visit.ts'

/** The first message. Name and address are asked for, never demanded. */
export const StartForm = ({ site, state, visit }: { site: SiteInfo; state: State; visit: Visit }) => {
  const [name, setName] = useState(visit.draft.get('draft-name') || state.name)
  const [email, setEmail] = useState(visit.draft.get('draft-email') || state.email)
  const [text, setText] = useState(() => visit.draft.get())
  const [fault, setFault] = useState<'' | 'email' | 'text'>('')
  const question = useRef<HTMLTextAreaElement>(null)
  const address = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (state.isOpen) question.current?.focus()
  }, [state.isOpen])

  const begin = (): void => {
    const isEmailWrong = email.trim() !== '' && !looksLikeAddress(email.trim())
    setFault(isEmailWrong ? 'email' : text.trim() === '' ? 'text' : '')
    if (isEmailWrong || text.trim() === '') {
      if (isEmailWrong) address.current?.focus()
      else question.current?.focus()
      return
    }
    if (name.trim()) visit.setName(name.trim())
    if (email.trim()) visit.leaveAddress(email.trim())
    for (const part of ['draft', 'draft-name', 'draft-email'] as const) visit.draft.set('', part)
    visit.send(text.trim())
  }
  const isFull = state.phase === 'away'
  return (
    <form
      class="stt"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        begin()
      }}
    >
      <div class="wg-b">
        <h2>How can we help?</h2>
        <p class="wl2">
          {isFull
            ? 'More people are writing than we can take at once. Write here: it is kept and sent as soon as there is room.'
            : state.isAway
              ? 'We are away right now. Write here, and leave your email so that the answer finds you.'
              : 'Tell us what it is about and you will land with the right person.'}
        </p>
        {state.isVerified ? null : (
          <>
            <label>
              Your name
              <input
                value={name}
                maxLength={120}
                autocomplete="name"
                onInput={(event) => {
                  setName(event.currentTarget.value)
                  visit.draft.set(event.currentTarget.value, 'draft-name')
                }}
              />
            </label>
            <label>
              Email, so the answer finds you if you leave
              <input
                ref={address}
                type="email"
                value={email}
                maxLength={254}
                autocomplete="email"
                aria-invalid={fault === 'email'}
                aria-describedby={fault === 'email' ? 'email-fault' : undefined}
                onInput={(event) => {
                  setEmail(event.currentTarget.value)
                  visit.draft.set(event.currentTarget.value, 'draft-email')
                }}
              />
            </label>
            {fault === 'email' ? (
              <p class="fault" id="email-fault">
                {NO_ADDRESS}
              </p>
            ) : null}
          </>
        )}
        <label>
          Your question
          <textarea
            ref={question}
            rows={4}
            value={text}
            aria-invalid={fault === 'text'}
            aria-describedby={fault === 'text' ? 'text-fault' : undefined}
            onInput={(event) => {
              setText(event.currentTarget.value)
              visit.draft.set(event.currentTarget.value)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
              event.preventDefault()
              begin()
            }}
          />
        </label>
        {fault === 'text' ? (
          <p class="fault" id="text-fault">
            Write your question first.
          </p>
        ) : null}
      </div>
      <div class="wg-c">
        <button type="submit" class="btn pri wide">
          Start chat
        </button>
        <p class="fine">{site.name} reads what you write here.</p>
      </div>
    </form>
  )
}
