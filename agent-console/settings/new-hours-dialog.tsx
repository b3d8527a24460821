import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { addHours } from './hours-acts.ts'

export const NewHoursDialog = ({ close }: { close(): void }) => {
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [name, setName] = useState('')
  const { isBusy, why, attempt } = useAttempt()
  return (
    <Modal opened onClose={close} title="Add opening hours" size={420}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(async () => {
            await addHours({ name: name.trim(), title: title.trim(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone })
            close()
            void navigate(`/settings/hours/${name.trim()}`)
          })
        }}
      >
        <Why why={why} />
        <TextInput
          label="Title"
          description="What they are the hours of: Office and shop."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          withAsterisk={false}
          maxLength={80}
          autoComplete="off"
          data-autofocus
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label="Name in phone menus"
          description="Menus ask for them by it: small letters, digits and hyphens."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          withAsterisk={false}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Add none
          </button>
          <button type="submit" className="btn pri" disabled={isBusy}>
            Add hours
          </button>
        </div>
      </form>
    </Modal>
  )
}
