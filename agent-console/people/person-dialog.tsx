import { Modal, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Member } from '../../server/staff/wire.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { CapacityField } from './capacity-field.tsx'
import { type Rights, saveRights } from './people-acts.ts'
import { RoleField } from './role-field.tsx'
import { SkillsField } from './skills-field.tsx'
import { TeamsField } from './teams-field.tsx'

interface PersonDialogProps {
  /** As they were when the dialog opened. */
  member: Member
  now: Member
  known: readonly string[]
  close(): void
}

export const PersonDialog = ({ member, now, known, close }: PersonDialogProps) => {
  const { name, role, teams, skills, capacity, autoAccepts } = member
  const [rights, setRights] = useState<Rights>({ name, role, teams, skills, capacity, autoAccepts })
  const { isBusy, why, attempt } = useAttempt()
  const takesWork = rights.role !== 'marketing'
  return (
    <Modal opened onClose={close} title={name} size={460}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(async () => {
            await saveRights(member, { ...rights, name: rights.name.trim() }, now)
            close()
          })
        }}
      >
        <p className="mut">{member.email}</p>
        <Why why={why} />
        <TextInput
          label="Name"
          required
          maxLength={120}
          autoComplete="off"
          data-autofocus
          value={rights.name}
          onChange={(event) => setRights({ ...rights, name: event.currentTarget.value })}
        />
        <RoleField value={rights.role} onChange={(next) => setRights({ ...rights, role: next })} />
        <TeamsField value={rights.teams} onChange={(next) => setRights({ ...rights, teams: next })} />
        {takesWork ? (
          <>
            <SkillsField value={rights.skills} known={known} onChange={(next) => setRights({ ...rights, skills: next })} />
            <CapacityField value={rights.capacity} onChange={(next) => setRights({ ...rights, capacity: next })} />
            <Switch
              label="Calls open by themselves"
              description="A call is shown, a tone sounds, and after two seconds the line is open."
              checked={rights.autoAccepts}
              onChange={(event) => setRights({ ...rights, autoAccepts: event.currentTarget.checked })}
            />
          </>
        ) : null}
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Leave as it was
          </button>
          <button type="submit" className="btn pri" disabled={isBusy}>
            Save
          </button>
        </div>
      </form>
    </Modal>
  )
}
