import { useEffect, useState } from 'react'
import { DeskError } from '../desk/desk-error.ts'
import { redeemLink, sendLink, signIn } from './doors.ts'
import { EmailField } from './email-field.tsx'
import { PasswordField } from './password-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { ticket } from './ticket.ts'
import { useEntrance } from './use-entrance.ts'
import { Why } from './why.tsx'

/** By password, or by a link that is redeemed as the page opens: a link is good for one use, so nothing is asked in between. */
export const SignInPage = ({ link }: { link: string | null }) => {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { isBusy, why, attempt } = useEntrance()

  useEffect(() => {
    if (!link) return
    ticket.set(null)
    void attempt(() => redeemLink(link))
  }, [link, attempt])

  const address = email.trim()
  const forgotten = async () => {
    if (!address.includes('@')) throw new DeskError('email-missing', 'invalid', 'Write your email first. A sign-in link is sent there.')
    await sendLink(address)
    setSentTo(address)
  }
  return (
    <SignInFrame>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(() => signIn(address, password))
        }}
      >
        <h1>Sign in</h1>
        <Why why={why} />
        {sentTo ? (
          <p className="ban" role="status">
            If {sentTo} belongs to this desk, a sign-in link is on its way there.
          </p>
        ) : null}
        <EmailField value={email} onChange={setEmail} />
        <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="current-password">
          <button type="button" className="lk" disabled={isBusy} onClick={() => void attempt(forgotten)}>
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
