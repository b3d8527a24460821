import { useState } from 'react'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { acceptInvitation } from './doors.ts'
import { LinkOver } from './link-over.tsx'
import { NEW_PASSWORD, PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { ticket } from './ticket.ts'
import { useLinkHolder } from './use-link-holder.ts'
import { Waiting } from './waiting.tsx'

export const InvitationPage = ({ token }: { token: string }) => {
  const [password, setPassword] = useState('')
  const { isBusy, why, attempt } = useAttempt()
  const { holder, isOver, error, retry } = useLinkHolder('invitation', token)
  if (isOver)
    return (
      <LinkOver
        title="This invitation is over"
        acts={
          <button type="button" className="btn pri lg wide" onClick={() => ticket.set(null)}>
            I have a password: sign in
          </button>
        }
      >
        <p>It was taken up already, is older than a day, or the link is not whole. Ask whoever invited you for a new one.</p>
      </LinkOver>
    )
  if (!holder) return <Waiting isUnreachable={error !== null} retry={retry} />
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => acceptInvitation(token, password))
        }}
      >
        <div>
          <h1>You are invited, {holder.name}</h1>
          <p>Choose a password, and you are in. You sign in with {holder.email} from now on.</p>
        </div>
        <Why why={why} />
        <input type="email" autoComplete="username" value={holder.email} readOnly hidden />
        <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="new-password" hint={NEW_PASSWORD} />
        <button type="submit" className="btn pri lg wide" disabled={isBusy}>
          Join the desk
        </button>
      </form>
    </SignInFrame>
  )
}
