import { useEffect, useRef, useState } from 'react'
import { redeemLink, signIn } from './doors.ts'
import { PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { takeToken } from './take-token.ts'
import { useEntrance } from './use-entrance.ts'

export const SignInPage = () => {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { isBusy, why, attempt } = useEntrance()
  const hasTaken = useRef(false)
  const [isLink, setIsLink] = useState(() => location.hash.startsWith('#token='))

  useEffect(() => {
    const redeem = () => {
      const token = hasTaken.current ? null : takeToken()
      if (!token) return
      hasTaken.current = true
      setIsLink(true)
      void attempt(() => redeemLink(token)).finally(() => {
        hasTaken.current = false
        setIsLink(false)
      })
    }
    redeem()
    // A second link pasted into the same tab changes the fragment only.
    window.addEventListener('hashchange', redeem)
    return () => window.removeEventListener('hashchange', redeem)
  }, [])

  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => signIn(email.trim(), password))
        }}
      >
        <h1>{isLink ? 'Signing you in' : 'Sign in'}</h1>
        {why ? (
          <p className="ban danger" role="alert">
            {why}
          </p>
        ) : null}
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
        <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="current-password" />
        <button type="submit" className="btn pri lg wide" disabled={isBusy || isLink}>
          {isBusy ? 'Signing in' : 'Sign in'}
        </button>
        <p className="si-hint">No password? Whoever runs this desk can make you a sign-in link.</p>
      </form>
    </SignInFrame>
  )
}
