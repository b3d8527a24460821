import { Modal } from '@mantine/core'
import { useState } from 'react'
import { pushToast } from '../frame/toasts.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { setPassword } from './doors.ts'
import { NEW_PASSWORD, PasswordField } from './password-field.tsx'
import './sign-in.css'

/** Within a quarter of an hour of a sign-in by link the current one may be left out: it may be forgotten. */
export const PasswordDialog = ({ close }: { close(): void }) => {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const { isBusy, why, attempt } = useAttempt()
  return (
    <Modal opened onClose={close} title="Set a password" size={400}>
      <form
        className="form si-in"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(async () => {
            await setPassword(current, next)
            close()
            pushToast('Password set. Other sign-ins of yours have ended.')
          })
        }}
      >
        <Why why={why} />
        <PasswordField
          label="Current password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          hint="Leave it empty if you came in by a link just now."
          isOptional
        />
        <PasswordField label="New password" value={next} onChange={setNext} autoComplete="new-password" hint={NEW_PASSWORD} />
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Leave as it was
          </button>
          <button type="submit" className="btn pri" disabled={isBusy}>
            Set password
          </button>
        </div>
      </form>
    </Modal>
  )
}
