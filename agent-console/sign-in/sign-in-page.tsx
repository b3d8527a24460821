import { useEffect, useState } from 'react'
import { session } from '../desk/session.ts'
import { useStore } from '../desk/use-store.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { redeemLink, signIn } from './doors.ts'
import { EmailField } from './email-field.tsx'
import { ForgottenPage } from './forgotten-page.tsx'
import { PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { ticket } from './ticket.ts'

/** By password, or by a link that is redeemed as the page opens: a link is good for one use, so nothing is asked in between. */
export const SignInPage = ({ link }: { link: string | null }) => {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [hasForgotten, setHasForgotten] = useState(false)
  const { isBusy, why, attempt } = useAttempt()
  const now = useStore(session)

  useEffect(() => {
    if (!link) return
    ticket.set(null)
    void attempt(() => redeemLink(link))
  }, [link, attempt])

  const address = email.trim()
  if (hasForgotten) return <ForgottenPage email={address} back={() => setHasForgotten(false)} />
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => signIn(address, password))
        }}
      >
        <h1>Sign in</h1>
        {why === null && now.state === 'out' && now.why ? (
          <p className="ban warn" role="status">
            {now.why}
          </p>
        ) : null}
        <Why why={why} />
        <EmailField value={email} onChange={setEmail} />
        <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="current-password">
          <button type="button" className="lk" disabled={isBusy} onClick={() => setHasForgotten(true)}>
            Forgotten?
          </button>
        </PasswordField>
        <button type="submit" className="btn pri lg wide" disabled={isBusy}>
          {isBusy ? 'Signing in' : 'Sign in'}
        </button>
      </form>
    </SignInFrame>
  )
}
