import { NativeSelect } from '@mantine/core'
import type { Member } from '../../server/staff/wire.ts'
import { roleWords } from '../words/case-words.ts'

const roles = Object.keys(roleWords) as Member['role'][]
const meanings: Record<Member['role'], string> = {
  agent: 'Answers customers and takes work.',
  supervisor: 'An agent who also gives out work, sets presence for others and reads the audit.',
  admin: 'A supervisor who also manages people, teams, queues and keys.',
  marketing: 'Reads reports. Sees no cases and no customers.',
}

export const RoleField = ({ value, onChange }: { value: Member['role']; onChange(role: Member['role']): void }) => (
  <NativeSelect
    label="Role"
    description={meanings[value]}
    inputWrapperOrder={['label', 'input', 'description']}
    data={roles.map((role) => ({ value: role, label: roleWords[role] }))}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value as Member['role'])}
  />
)
