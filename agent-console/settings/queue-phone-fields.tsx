import type { PhoneSettings } from '../../server/calls/wire.ts'
import { ChoiceField, NumberField, SwitchField } from './fields.tsx'
import { useNumberChoices } from './use-phone-settings.ts'

/** What one queue does otherwise than the whole phone; null: it does not. */
export interface WrittenQueuePhone {
  wrapUpSeconds: number | null
  keepRecordingDays: number | null
  callerId: string | null
  needsDisposition: boolean | null
}

interface QueuePhoneFieldsProps {
  settings: PhoneSettings
  draft: WrittenQueuePhone
  set(part: Partial<WrittenQueuePhone>): void
}

export const daysWords = (days: number): string => (days === 0 ? 'until they are erased' : days === 1 ? 'for 1 day' : `for ${days} days`)

export const QueuePhoneFields = ({ settings, draft, set }: QueuePhoneFieldsProps) => {
  const callerIds = useNumberChoices('As the whole phone')
  return (
    <>
      <SwitchField
        label="Its own limit for wrap-up"
        about={`Else as the whole phone: ${settings.wrapUpSeconds} seconds.`}
        value={draft.wrapUpSeconds !== null}
        onChange={(isOwn) => set({ wrapUpSeconds: isOwn ? settings.wrapUpSeconds : null })}
      />
      {draft.wrapUpSeconds === null ? null : (
        <NumberField
          label="Wrap-up"
          unit="seconds"
          min={0}
          max={3600}
          value={draft.wrapUpSeconds}
          onChange={(wrapUpSeconds) => set({ wrapUpSeconds })}
        />
      )}
      <ChoiceField
        label="Agents say how a call ended"
        value={draft.needsDisposition === null ? '' : draft.needsDisposition ? 'yes' : 'no'}
        choices={[
          { value: '', label: `As the whole phone: ${settings.needsDisposition ? 'always' : 'if they want to'}` },
          { value: 'yes', label: 'Always' },
          { value: 'no', label: 'If they want to' },
        ]}
        onChange={(choice) => set({ needsDisposition: choice === '' ? null : choice === 'yes' })}
      />
      <SwitchField
        label="Its own time to keep recordings"
        about={`Else as the whole phone: ${daysWords(settings.keepRecordingDays)}.`}
        value={draft.keepRecordingDays !== null}
        onChange={(isOwn) => set({ keepRecordingDays: isOwn ? settings.keepRecordingDays : null })}
      />
      {draft.keepRecordingDays === null ? null : (
        <NumberField
          label="Recordings are kept"
          unit="days"
          about="0 keeps them until they are erased."
          min={0}
          max={3650}
          value={draft.keepRecordingDays}
          onChange={(keepRecordingDays) => set({ keepRecordingDays })}
        />
      )}
      {callerIds.length > 2 ? (
        <ChoiceField
          label="Number shown to whom we call"
          value={draft.callerId ?? ''}
          choices={callerIds}
          onChange={(callerId) => set({ callerId: callerId || null })}
        />
      ) : null}
    </>
  )
}
