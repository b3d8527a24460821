import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Member } from '../../server/staff/wire.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { addTeam } from './people-acts.ts'
import { useTeams } from './use-staff.ts'

export const TeamsDialog = ({ members, close }: { members: readonly Member[]; close(): void }) => {
  const teams = useTeams()
  const [name, setName] = useState('')
  const { isBusy, why, attempt } = useAttempt()
  const sizeOf = (teamId: string): number => members.filter((one) => !one.isDisabled && one.teams.includes(teamId)).length
  return (
    <Modal opened onClose={close} title="Teams" size={420}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void attempt(async () => {
            await addTeam(name.trim())
            setName('')
          })
        }}
      >
        <p className="mut">A queue can be kept for teams. Put people into a team by editing them.</p>
        {teams.length > 0 ? (
          <ul className="team-list">
            {teams.map((team) => (
              <li key={team.id}>
                <span>{team.name}</span>
                <span className="mut">{sizeOf(team.id) === 1 ? '1 person' : `${sizeOf(team.id)} people`}</span>
              </li>
            ))}
          </ul>
        ) : null}
        <Why why={why} />
        <div className="copy">
          <TextInput
            aria-label="New team"
            placeholder="New team"
            required
            maxLength={80}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit" className="btn" disabled={isBusy}>
            Add team
          </button>
        </div>
      </form>
    </Modal>
  )
}
