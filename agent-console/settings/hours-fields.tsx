import { TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../signs/icon-button.tsx'
import type { HolidayDraft, HoursDraft, HoursFaults } from './hours-draft.ts'
import { DAYS } from './hours-words.ts'

interface Fields {
  draft: HoursDraft
  faults: HoursFaults
  set(part: Partial<HoursDraft>): void
}

const field = { autoComplete: 'off', spellCheck: false } as const
/** Screen readers hear with the field what is wrong in it. */
const faultOf = (faults: HoursFaults, at: string) => ({ error: faults[at] })

/** A line a day. */
export const WeekFields = ({ draft, faults, set }: Fields) => (
  <div className="hours-w">
    {DAYS.map(([day, at]) => (
      <TextInput
        key={day}
        {...field}
        {...faultOf(faults, `week.${at}`)}
        label={day}
        placeholder="Closed"
        maxLength={120}
        value={draft.week[at] ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          set({ week: draft.week.map((one, day) => (day === at ? value : one)) })
        }}
      />
    ))}
  </div>
)

const HolidayRow = ({
  holiday,
  at,
  faults,
  set,
  remove,
}: {
  holiday: HolidayDraft
  at: number
  faults: HoursFaults
  set(part: Partial<HolidayDraft>): void
  remove(): void
}) => {
  const called = holiday.name.trim() || `holiday ${at + 1}`
  const part = (name: 'date' | 'name' | 'open') => ({
    ...field,
    ...faultOf(faults, `holidays.${holiday.key}.${name}`),
    value: holiday[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  return (
    <li data-key={holiday.key}>
      <TextInput {...part('date')} aria-label={`Date of ${called}`} placeholder="Date" maxLength={10} />
      <TextInput {...part('name')} aria-label={`Name of ${called}`} placeholder="Name" maxLength={80} />
      <TextInput {...part('open')} aria-label={`Open on ${called}`} placeholder="Closed" maxLength={120} />
      <IconButton label={`Remove ${called}`} onClick={remove}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </IconButton>
    </li>
  )
}

export const HolidayFields = ({ draft, faults, set }: Fields) => {
  const { holidays } = draft
  const list = useRef<HTMLUListElement>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  /** No key comes twice: what was wrong with a row that is gone would be said of a new one. */
  const last = useRef(-1)
  /** Where the keyboard goes on, once it is there. */
  const [goesOn, setGoesOn] = useState<{ key: number; at: 'input' | 'button' } | 'add' | null>(null)
  useEffect(() => {
    if (goesOn === 'add') addButton.current?.focus()
    else if (goesOn) list.current?.querySelector<HTMLElement>(`[data-key="${goesOn.key}"] ${goesOn.at}`)?.focus()
  }, [goesOn])
  const add = (): void => {
    const key = Math.max(last.current, ...holidays.map((one) => one.key)) + 1
    last.current = key
    set({ holidays: [...holidays, { key, date: '', name: '', open: '' }] })
    setGoesOn({ key, at: 'input' })
  }
  const remove = (one: HolidayDraft): void => {
    const rest = holidays.filter((other) => other !== one)
    const next = rest[holidays.indexOf(one)] ?? rest.at(-1)
    set({ holidays: rest })
    setGoesOn(next ? { key: next.key, at: 'button' } : 'add')
  }
  return (
    <>
      {holidays.length > 0 ? (
        <div>
          <div className="hours-hh" aria-hidden>
            <span>Date</span>
            <span>Name</span>
            <span>Open all the same</span>
          </div>
          <ul ref={list} className="hours-h" aria-label="Holidays">
            {holidays.map((one, at) => (
              <HolidayRow
                key={one.key}
                holiday={one}
                at={at}
                faults={faults}
                set={(part) => set({ holidays: holidays.map((other) => (other === one ? { ...one, ...part } : other)) })}
                remove={() => remove(one)}
              />
            ))}
          </ul>
        </div>
      ) : null}
      <div>
        <button ref={addButton} type="button" className="btn" onClick={add}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
          Add holiday
        </button>
      </div>
    </>
  )
}
