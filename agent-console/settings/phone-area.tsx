import type { PhoneSettings } from '../../server/calls/wire.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { Why } from '../signs/why.tsx'
import { settingsList } from './areas.ts'
import { CountriesField } from './countries-field.tsx'
import { ChoiceField, NumberField, Section, SpokenField, SwitchField } from './fields.tsx'
import { SaveBar } from './save-bar.tsx'
import { savePhone } from './settings-acts.ts'
import { useDraft } from './use-draft.ts'
import { useMenus, useNumberChoices, usePhoneSettings } from './use-phone-settings.ts'

const caps: { name: keyof PhoneSettings['caps']; label: string }[] = [
  { name: 'agentHour', label: 'One colleague, within an hour' },
  { name: 'agentDay', label: 'One colleague, within a day' },
  { name: 'numberHour', label: 'One number, within an hour' },
  { name: 'numberDay', label: 'One number, within a day' },
  { name: 'customerHour', label: 'One customer, at all their numbers, within an hour' },
  { name: 'customerDay', label: 'One customer, at all their numbers, within a day' },
  { name: 'deskHour', label: 'The whole desk, within an hour' },
  { name: 'deskDay', label: 'The whole desk, within a day' },
  { name: 'deskMinutesDay', label: 'Minutes of the whole desk, within a day' },
  { name: 'atOnce', label: 'Lines in use at once' },
]
const hours = Array.from({ length: 25 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }))

const PhoneForm = ({ settings }: { settings: PhoneSettings }) => {
  const { draft, set, changed, isChanged, reset } = useDraft(settings)
  const callerIds = useNumberChoices('The first of ours')
  const { languages } = useMenus()
  const { isBusy, why, attempt } = useAttempt()
  return (
    <form
      className="set-form"
      aria-label="Phone"
      onSubmit={(event) => {
        event.preventDefault()
        void attempt(async () => {
          await savePhone(settings, changed)
          reset()
        })
      }}
    >
      <Why why={why} />
      <Section title="Calls" about="What a queue does otherwise is set with the queue.">
        <NumberField
          label="Limit for wrap-up"
          unit="seconds"
          about="No new work until then, or until the agent is done."
          min={0}
          max={3600}
          value={draft.wrapUpSeconds}
          onChange={(wrapUpSeconds) => set({ wrapUpSeconds })}
        />
        <SwitchField
          label="Agents say how a call ended"
          about="Wrap-up is done once they have. When its time is over first, the call stays without."
          value={draft.needsDisposition}
          onChange={(needsDisposition) => set({ needsDisposition })}
        />
        <NumberField
          label="Recordings are kept"
          unit="days"
          about="0 keeps them until they are erased."
          min={0}
          max={3650}
          value={draft.keepRecordingDays}
          onChange={(keepRecordingDays) => set({ keepRecordingDays })}
        />
        <ChoiceField
          label="Number shown to whom we call"
          value={draft.callerId ?? ''}
          choices={callerIds}
          onChange={(callerId) => set({ callerId: callerId || null })}
        />
      </Section>
      <Section
        title="Who may be called"
        about="Emergency numbers, short numbers and numbers that cost extra are never called from here, whatever stands below."
      >
        <CountriesField value={draft.countries} onChange={(countries) => set({ countries })} />
        <div className="set-row">
          <ChoiceField
            label="Customers are called from"
            value={String(draft.callingHours.from)}
            choices={hours.slice(0, 24)}
            onChange={(from) => set({ callingHours: { from: Number(from), to: Math.max(draft.callingHours.to, Number(from) + 1) } })}
          />
          <ChoiceField
            label="until"
            value={String(draft.callingHours.to)}
            choices={hours.slice(draft.callingHours.from + 1)}
            onChange={(to) => set({ callingHours: { ...draft.callingHours, to: Number(to) } })}
          />
        </div>
        <p className="mut">In the customer’s own time zone. Where a number could lie in several, all of them count.</p>
      </Section>
      <Section
        title="How often may be dialled"
        about="Calls, transfers to numbers outside and callbacks, together. When a limit of the whole desk for a day is reached, admins and supervisors are told above every page."
      >
        <div className="set-grid">
          {caps.map(({ name, label }) => (
            <NumberField
              key={name}
              label={label}
              min={1}
              max={100_000}
              value={draft.caps[name]}
              onChange={(value) => set({ caps: { ...draft.caps, [name]: value } })}
            />
          ))}
        </div>
      </Section>
      <Section
        title="Emergency texts"
        about="What callers hear at the switch of a queue or a number, unless other words are given with it. Have them ready before they are needed."
      >
        <SpokenField
          label="Before the menu: something is wrong, and the line is open"
          languages={languages}
          value={draft.noticeTexts.message}
          onChange={(message) => set({ noticeTexts: { ...draft.noticeTexts, message } })}
        />
        <SpokenField
          label="Instead of the menu: closed"
          languages={languages}
          value={draft.noticeTexts.closed}
          onChange={(closed) => set({ noticeTexts: { ...draft.noticeTexts, closed } })}
        />
      </Section>
      {isChanged ? <SaveBar isBusy={isBusy} reset={reset} /> : null}
    </form>
  )
}

export const PhoneArea = () => {
  const { settings, isLoading, error, retry } = usePhoneSettings()
  return (
    <>
      <AreaHead list={settingsList} title="Phone" />
      {isLoading ? <QuietBars what="The settings" rows={4} /> : null}
      {error ? <Failure what="The settings did not load" still="Calls go on as they are." error={error} retry={retry} /> : null}
      {settings ? <PhoneForm settings={settings} /> : null}
    </>
  )
}
