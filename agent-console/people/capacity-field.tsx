import type { Member } from '../../server/staff/wire.ts'

type Capacity = Member['capacity']
const kinds = [
  ['voice', 'Calls'],
  ['chat', 'Chats'],
  ['default', 'Emails and others'],
] as const

/** How much of each channel at once. Numbers of channels that are not named here stay as they are. */
export const CapacityField = ({ value, onChange }: { value: Capacity; onChange(capacity: Capacity): void }) => (
  <fieldset className="capacity">
    <legend>At once</legend>
    {kinds.map(([kind, label]) => (
      <label key={kind}>
        {label}
        <input
          type="number"
          inputMode="numeric"
          min={0}
          max={50}
          required
          value={value[kind] ?? 0}
          onChange={(event) =>
            onChange({ ...value, [kind]: Math.min(50, Math.max(0, Math.trunc(event.currentTarget.valueAsNumber || 0))) })
          }
        />
      </label>
    ))}
  </fieldset>
)
