import { useEffect, useRef, useState } from 'preact/hooks'
import { looksLikeAddress, NO_ADDRESS } from '../address.ts'
import type { State } from '../store.ts'
import type { Visit } from '../visit.ts'
import { Icon } from './icon.tsx'

/** While nobody has joined: what happens next, and a way not to wait. */
export const Waiting = ({ state, visit }: { state: State; visit: Visit }) => (
  <div class="wait">
    <div class="wq">
      <p>
        <b>{state.isAway ? 'Nobody is at the desk right now' : 'You are in the queue'}</b>
      </p>
      <Cord />
      <p class="mut">
        {state.isAway
          ? 'What you write is kept, and answered as soon as somebody is back.'
          : 'The next free colleague joins here. You can keep browsing: your place is kept, and the button shows a number when there is an answer.'}
      </p>
    </div>
    {state.isVerified ? null : <AnswerByEmail state={state} visit={visit} />}
  </div>
)

const Cord = () => (
  <svg class="cord" viewBox="0 0 270 34" aria-hidden="true">
    <path class="l1" d="M12 17H118" />
    <path class="l2" d="M118 17H226" />
    <circle class="s you" cx="30" cy="17" r="8" />
    <circle class="dot" cx="30" cy="17" r="3.5" />
    <circle class="s act" cx="128" cy="17" r="7" />
    <rect class="ag" x="226" y="4" width="26" height="26" rx="7" />
    <path class="agp" d="M231.5 23v-.6a4 4 0 0 1 4-4h7a4 4 0 0 1 4 4v.6M236 12.4a3 3 0 1 0 6 0a3 3 0 1 0-6 0" />
  </svg>
)

const AnswerByEmail = ({ state, visit }: { state: State; visit: Visit }) => {
  const [isAsking, setAsking] = useState(state.isAway && !state.email)
  const [email, setEmail] = useState(state.email)
  const [isWrong, setWrong] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const change = useRef<HTMLButtonElement>(null)
  const hasActed = useRef(false)
  const ask = (to: boolean): void => {
    hasActed.current = true
    setAsking(to)
  }
  // What was pressed is gone then: the focus goes to what stands in its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when one takes the place of the other
  useEffect(() => {
    if (hasActed.current) (field.current ?? change.current)?.focus()
  }, [isAsking])
  const fault = isWrong ? NO_ADDRESS : state.emailFault
  if (state.email && !isAsking && !fault)
    return (
      <p class="fine">
        If you leave, the answer goes to {state.email}.{' '}
        <button type="button" class="lk" ref={change} onClick={() => ask(true)}>
          Change
        </button>
      </p>
    )
  if (!isAsking && !fault)
    return (
      <button type="button" class="btn wide" ref={change} onClick={() => ask(true)}>
        <Icon name="mail" size={17} />
        Leave an email address
      </button>
    )
  return (
    <form
      class="ae"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const address = email.trim()
        const isRight = looksLikeAddress(address)
        setWrong(address !== '' && !isRight)
        if (isRight) visit.leaveAddress(address)
        if (isRight || address === '') ask(false)
        else field.current?.focus()
      }}
    >
      <label>
        Email, so the answer finds you if you leave
        <input
          ref={field}
          type="email"
          maxLength={254}
          autocomplete="email"
          value={email}
          aria-invalid={fault !== ''}
          aria-describedby={fault ? 'address-fault' : undefined}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="btn">
        Keep
      </button>
      {fault ? (
        <p class="fault" id="address-fault" role="alert">
          {fault}
        </p>
      ) : null}
    </form>
  )
}
