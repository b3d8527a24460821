import { useState } from 'react'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { renewPassword } from './doors.ts'
import { ForgottenPage } from './forgotten-page.tsx'
import { LinkOver } from './link-over.tsx'
import { NEW_PASSWORD, PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { ticket } from './ticket.ts'
import { useLinkHolder } from './use-link-holder.ts'
import { Waiting } from './waiting.tsx'

/** By the link that came by mail. Opening it spends nothing: mail programs open links too. */
export const NewPasswordPage = ({ token }: { token: string }) => {
  const [password, setPassword] = useState('')
  const [asksAgain, setAsksAgain] = useState(false)
  const { isBusy, why, attempt } = useAttempt()
  const { holder, isOver, error, retry } = useLinkHolder('password', token)
  const toSignIn = () => ticket.set(null)
  if (asksAgain) return <ForgottenPage back={toSignIn} />
  if (isOver)
    return (
      <LinkOver
        title="This link is over"
        acts={
          <>
            <button type="button" className="btn pri lg wide" onClick={() => setAsksAgain(true)}>
              Get a new link
            </button>
            <button type="button" className="btn ghost" onClick={toSignIn}>
              Back to sign in
            </button>
          </>
        }
      >
        <p>It was used already, is older than an hour, or is not whole. Nothing was changed.</p>
      </LinkOver>
    )
  if (!holder) return <Waiting isUnreachable={error !== null} retry={retry} />
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => renewPassword(token, password))
        }}
      >
        <div>
          <h1>Set a new password</h1>
          <p>
            For {holder.name}, {holder.email}. Other sign-ins of yours end with it.
          </p>
        </div>
        <Why why={why} />
        <input type="email" autoComplete="username" value={holder.email} readOnly hidden />
        <PasswordField label="New password" value={password} onChange={setPassword} autoComplete="new-password" hint={NEW_PASSWORD} />
        <button type="submit" className="btn pri lg wide" disabled={isBusy}>
          Set password and sign in
        </button>
      </form>
    </SignInFrame>
  )
}
