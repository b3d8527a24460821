import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { HoursView } from '../../server/calls/flows/wire.ts'
import { isKind } from '../desk/desk-error.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { settingsList } from './areas.ts'
import { Section } from './fields.tsx'
import { dropHours, saveHours } from './hours-acts.ts'
import { draftOf, type HoursDraft, type HoursFaults, readDraft } from './hours-draft.ts'
import { HolidayFields, WeekFields } from './hours-fields.tsx'
import { FILE } from './hours-words.ts'
import { SaveBar } from './save-bar.tsx'

const zones = Intl.supportedValuesOf('timeZone')

/** What is being written, and over which version: what others save meanwhile does not slip under it. */
interface Begun {
  draft: HoursDraft
  over: HoursView
}

/** Everything about some opening hours, saved together. */
export const HoursForm = ({ hours }: { hours: HoursView }) => {
  const navigate = useNavigate()
  const [begun, setBegun] = useState<Begun | null>(null)
  const [faults, setFaults] = useState<HoursFaults>({})
  const [isBehind, setBehind] = useState(false)
  const { isBusy, why, attempt } = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  // What is wrong may be out of sight.
  useEffect(() => {
    if (Object.keys(faults).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [faults])
  const draft = begun?.draft ?? draftOf(hours)
  const set = (part: Partial<HoursDraft>): void =>
    setBegun((before) => ({ draft: { ...(before?.draft ?? draftOf(hours)), ...part }, over: before?.over ?? hours }))
  const [isDropping, setDropping] = useState(false)
  const reset = (): void => {
    setBegun(null)
    setFaults({})
    setBehind(false)
  }
  const save = (): Promise<void> =>
    attempt(async () => {
      const read = readDraft(draft)
      setFaults('faults' in read ? read.faults : {})
      if ('faults' in read) return
      try {
        await saveHours(begun?.over ?? hours, read.written)
        reset()
      } catch (error) {
        setBehind(isKind(error, 'conflict'))
        throw error
      }
    })
  const drop = async (): Promise<void> => {
    setDropping(true)
    const isDone = await dropHours(hours)
    setDropping(false)
    if (!isDone) return
    if (!hours.isInFile) void navigate('/settings/hours')
    reset()
  }
  return (
    <>
      <AreaHead list={settingsList} title={hours.title} back={{ to: '/settings/hours', label: 'Back to the opening hours' }}>
        {hours.set ? (
          <button type="button" className="btn" disabled={isDropping} onClick={() => void drop()}>
            {hours.isInFile ? `Back to ${FILE}` : 'Remove'}
          </button>
        ) : (
          <span className="mut">As in {FILE}</span>
        )}
      </AreaHead>
      <form
        ref={form}
        className="set-form"
        aria-label={hours.title}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Why why={why} />
        {isBehind ? (
          <p>
            <button type="button" className="btn" onClick={reset}>
              Show them as they are now
            </button>
          </p>
        ) : null}
        <Section title="Which hours" about={`Phone menus ask for them as ${hours.name}.`}>
          <TextInput
            label="Title"
            maxLength={80}
            autoComplete="off"
            error={faults.title}
            value={draft.title}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          <TextInput
            label="Time zone"
            list="zones"
            maxLength={60}
            autoComplete="off"
            spellCheck={false}
            error={faults.zone}
            value={draft.zone}
            onChange={(event) => set({ zone: event.currentTarget.value })}
          />
          <datalist id="zones">
            {zones.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </Section>
        <Section title="Week" about="One or more spans a day: 09:00–12:30, 13:00–18:00. A day without any is closed.">
          <WeekFields draft={draft} faults={faults} set={set} />
        </Section>
        <Section
          title="Holidays"
          about="Instead of the weekday: 2026-04-03 once, 12-25 every year. Closed, unless it says for how long it is open."
        >
          <HolidayFields draft={draft} faults={faults} set={set} />
        </Section>
        {begun ? <SaveBar isBusy={isBusy} reset={reset} /> : null}
      </form>
    </>
  )
}
