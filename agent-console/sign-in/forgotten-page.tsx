import { useState } from 'react'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { askForLink } from './doors.ts'
import { EmailField } from './email-field.tsx'
import { SignInFrame } from './sign-in-frame.tsx'

/** What happens now; the same whether the address is known or not. */
const Answer = ({ address, isMailed }: { address: string; isMailed: boolean }) =>
  isMailed ? (
    <div role="status">
      <h1>Look into your mail</h1>
      <p>If {address} belongs to this desk, a link to set a new password is on its way there. It works once, within an hour.</p>
      <p className="mut">Nothing came? Look among the unwanted mail, then ask an admin of your desk.</p>
    </div>
  ) : (
    <div role="status">
      <h1>Ask an admin of your desk</h1>
      <p>This desk sends no mail. An admin finds you under People and gives you a link to set a new password.</p>
      <p className="mut">
        No other admin can come in? Whoever runs the desk makes a link with <code>npm run sign-in -- EMAIL</code>.
      </p>
    </div>
  )

export const ForgottenPage = ({ email: given = '', back }: { email?: string; back(): void }) => {
  const [email, setEmail] = useState(given)
  const [answer, setAnswer] = useState<{ address: string; isMailed: boolean } | null>(null)
  const { isBusy, why, attempt } = useAttempt()
  const address = email.trim()
  return (
    <SignInFrame>
      {answer ? (
        <div className="si-card">
          <Answer {...answer} />
          <button type="button" className="btn lg wide" onClick={back}>
            Back to sign in
          </button>
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void attempt(async () => setAnswer({ address, ...(await askForLink(address)) }))
          }}
        >
          <div>
            <h1>Set a new password</h1>
            <p>The link for it comes by mail.</p>
          </div>
          <Why why={why} />
          <EmailField value={email} onChange={setEmail} hasFocus />
          <button type="submit" className="btn pri lg wide" disabled={isBusy}>
            Get the link
          </button>
          <button type="button" className="btn ghost" onClick={back}>
            Back to sign in
          </button>
        </form>
      )}
    </SignInFrame>
  )
}
