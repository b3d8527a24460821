import { useState } from 'react'
import { useNavigate } from 'react-router'
import { makeFirstAdmin } from './doors.ts'
import { PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { takeToken } from './take-token.ts'
import { useEntrance } from './use-entrance.ts'

let taken: string | null = null

/** The first admin of an empty desk, by the one-time token from the terminal. */
export const WelcomePage = () => {
  const [token] = useState(() => {
    taken = takeToken() ?? taken
    return taken
  })
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { isBusy, why, attempt } = useEntrance()
  const navigate = useNavigate()
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(async () => {
            await makeFirstAdmin({ token: token ?? '', name: name.trim(), email: email.trim(), password })
            await navigate('/work', { replace: true })
          })
        }}
      >
        <h1>Welcome to your desk</h1>
        <p>You are its first admin. This page closes for good once you are in.</p>
        {token ? null : (
          <p className="ban warn" role="alert">
            Open this page by the link that the desk printed when it started: the link holds a token.
          </p>
        )}
        {why ? (
          <p className="ban danger" role="alert">
            {why}
          </p>
        ) : null}
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
        <div className="field">
          <label htmlFor="email">Email</label>
          <input
            id="email"
            type="email"
            value={email}
            required
            autoComplete="username"
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </div>
        <PasswordField
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          hint="Twelve characters or more."
        />
        <button type="submit" className="btn pri lg wide" disabled={isBusy || !token}>
          Open the desk
        </button>
      </form>
    </SignInFrame>
  )
}
