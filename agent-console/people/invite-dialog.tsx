import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DialogForm } from '../frame/dialog-form.tsx'
import { type HandedLink, type Invitation, invite } from './people-acts.ts'
import { RoleField } from './role-field.tsx'
import { TeamsField } from './teams-field.tsx'

export const InviteDialog = ({ close, handOver }: { close(): void; handOver(handed: HandedLink): void }) => {
  const [wish, setWish] = useState<Invitation>({ email: '', name: '', role: 'agent', teams: [] })
  const send = async (): Promise<void> => {
    const handed = await invite({ ...wish, email: wish.email.trim(), name: wish.name.trim() })
    close()
    if (handed) handOver(handed)
  }
  return (
    <Modal opened onClose={close} title="Invite somebody" size={420}>
      <DialogForm run={send} close={close} leave="Invite nobody" act="Invite">
        <TextInput
          label="Email"
          type="email"
          required
          maxLength={190}
          autoComplete="off"
          data-autofocus
          value={wish.email}
          onChange={(event) => setWish({ ...wish, email: event.currentTarget.value })}
        />
        <TextInput
          label="Name"
          description="Customers see it beside answers."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          maxLength={120}
          autoComplete="off"
          value={wish.name}
          onChange={(event) => setWish({ ...wish, name: event.currentTarget.value })}
        />
        <RoleField value={wish.role} onChange={(role) => setWish({ ...wish, role })} />
        <TeamsField value={wish.teams} onChange={(teams) => setWish({ ...wish, teams })} />
      </DialogForm>
    </Modal>
  )
}
