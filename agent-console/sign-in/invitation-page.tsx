import { useState } from 'react'
import { acceptInvitation } from './doors.ts'
import { NEW_PASSWORD, PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { useEntrance } from './use-entrance.ts'
import { Why } from './why.tsx'

export const InvitationPage = ({ token }: { token: string }) => {
  const [password, setPassword] = useState('')
  const { isBusy, why, attempt } = useEntrance()
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => acceptInvitation(token, password))
        }}
      >
        <h1>You are invited</h1>
        <p>Choose a password, and you are in.</p>
        <Why why={why} />
        <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="new-password" hint={NEW_PASSWORD} />
        <button type="submit" className="btn pri lg wide" disabled={isBusy}>
          Join the desk
        </button>
      </form>
    </SignInFrame>
  )
}
