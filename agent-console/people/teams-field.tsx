import { useTeams } from './use-staff.ts'

interface TeamsFieldProps {
  label?: string
  value: readonly string[]
  onChange(teams: string[]): void
}

/** Nothing while the desk has no teams: then everybody is one. */
export const TeamsField = ({ label = 'Teams', value, onChange }: TeamsFieldProps) => {
  const teams = useTeams()
  if (teams.length === 0) return null
  return (
    <fieldset className="pick">
      <legend>{label}</legend>
      {teams.map(({ id, name }) => (
        <label key={id} className={value.includes(id) ? 'on' : ''}>
          <input
            type="checkbox"
            checked={value.includes(id)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...value, id] : value.filter((one) => one !== id))}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
