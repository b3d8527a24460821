import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { DialogForm } from '../frame/dialog-form.tsx'
import { addHours } from './hours-acts.ts'

export const NewHoursDialog = ({ close }: { close(): void }) => {
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [name, setName] = useState('')
  return (
    <Modal opened onClose={close} title="Add opening hours" size={420}>
      <DialogForm
        run={async () => {
          await addHours({ name: name.trim(), title: title.trim(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone })
          close()
          void navigate(`/settings/hours/${name.trim()}`)
        }}
        close={close}
        leave="Add none"
        act="Add hours"
      >
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
      </DialogForm>
    </Modal>
  )
}
