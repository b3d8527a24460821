import { useState } from 'react'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { makeFirstAdmin } from './doors.ts'
import { EmailField } from './email-field.tsx'
import { NEW_PASSWORD, PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'

/** The first admin of an empty desk, by the one-time token from the terminal. */
export const WelcomePage = ({ token }: { token: string }) => {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { isBusy, why, attempt } = useAttempt()
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => makeFirstAdmin({ token, name: name.trim(), email: email.trim(), password }))
        }}
      >
        <div>
          <h1>Welcome to your desk</h1>
          <p>You are its first admin. This page closes for good once you are in.</p>
        </div>
        <Why why={why} />
        <div className="field">
          <label htmlFor="name">Your name</label>
          <input
            id="name"
            value={name}
            required
            maxLength={120}
            autoComplete="name"
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
        <EmailField value={email} onChange={setEmail} />
        <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="new-password" hint={NEW_PASSWORD} />
        <button type="submit" className="btn pri lg wide" disabled={isBusy}>
          Open the desk
        </button>
      </form>
    </SignInFrame>
  )
}
