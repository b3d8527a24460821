import { Modal, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallingHours, CallView } from '../../server/calls/wire.ts'
import { snoozeTimes, toField } from '../cases/snooze-times.ts'
import { get, post } from '../desk/call.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { refreshScreens } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'
import { useNow } from '../frame/use-now.ts'
import { phoneWords } from '../words/phone-words.ts'
import { spoken } from '../words/time.ts'
import { isCallingHour, nextCallingHour, timeThere } from './hours-there.ts'
import './arrange-dialog.css'

interface ArrangeDialogProps {
  /** Of the customer; the first is meant unless another is chosen. */
  numbers: readonly string[]
  caseId?: string | undefined
  /** One that is arranged already: only its hour is chosen anew. */
  moved?: CallView
  close(): void
}

const Hour = ({ hours, at, choose }: { hours: CallingHours | undefined; at: number; choose(at: number): void }) => {
  const now = useNow()
  if (!hours || Number.isNaN(at)) return null
  if (hours.refusal) return <p className="ban danger">{hours.refusal}</p>
  const there = timeThere(hours, at)
  if (isCallingHour(hours, at))
    return <p className="mut">{`${spoken(new Date(at).toISOString(), now)}${there ? `, ${there} there` : ''}`}</p>
  const better = nextCallingHour(hours, at)
  return (
    <div className="ban warn">
      <p>{`It will be ${there || 'that hour'} there. Customers are called from ${hours.from}:00 to ${hours.to}:00 of their own day.`}</p>
      {better === null ? null : (
        <button type="button" className="btn sm" onClick={() => choose(better)}>
          {`Take ${spoken(new Date(better).toISOString(), now)} instead`}
        </button>
      )}
    </div>
  )
}

/** At which hour somebody is to be called, by whom, and what whoever calls should know. */
export const ArrangeDialog = ({ numbers, caseId, moved, close }: ArrangeDialogProps) => {
  const now = useNow()
  const [number, setNumber] = useState(numbers[0] ?? '')
  const [field, setField] = useState(() => (moved?.callback?.dueAt ? toField(new Date(moved.callback.dueAt)) : ''))
  const [who, setWho] = useState<'me' | 'anyone'>('anyone')
  const [note, setNote] = useState('')
  const { data: hours } = useQuery({
    queryKey: ['calling-hours', number],
    queryFn: ({ signal }) => get<CallingHours>('/calling-hours', { number }, signal),
  })
  const at = Date.parse(field)
  const choose = (time: number): void => setField(toField(new Date(time)))
  const isGood = hours !== undefined && hours.refusal === null && at > now && isCallingHour(hours, at)
  const submit = async (): Promise<void> => {
    const hour = new Date(at).toISOString()
    if (moved) await post(`/callbacks/${moved.id}/move`, { at: hour })
    else await post('/callbacks', { number, at: hour, who, note, ...(caseId ? { caseId } : {}) })
    close()
    pushToast(`${phoneWords(number)} is to be called ${spoken(hour, Date.now())}`)
    refreshScreens()
  }
  return (
    <Modal opened onClose={close} title={moved ? 'Move the call' : 'Call back later'} size={440}>
      <DialogForm
        run={submit}
        close={close}
        leave={moved ? 'Leave as it was' : 'Not now'}
        act={moved ? 'Move' : 'Arrange'}
        isIncomplete={!isGood}
      >
        {numbers.length > 1 ? (
          <NativeSelect
            label="Number"
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
            data={numbers.map((one) => ({ value: one, label: phoneWords(one) }))}
          />
        ) : (
          <p className="mut">
            <bdi dir="ltr">{phoneWords(number)}</bdi>
          </p>
        )}
        <fieldset className="hours-f" aria-label="Hours that are usually meant">
          {snoozeTimes(new Date(now)).map(({ label, at: time }) => (
            <button
              key={label}
              type="button"
              className="btn sm"
              aria-pressed={field === toField(time)}
              onClick={() => setField(toField(time))}
            >
              {label}
            </button>
          ))}
        </fieldset>
        <TextInput
          label="When, in your time"
          type="datetime-local"
          required
          min={toField(new Date(now))}
          value={field}
          onChange={(event) => setField(event.currentTarget.value)}
        />
        <Hour hours={hours} at={at} choose={choose} />
        {moved ? null : (
          <>
            <SegmentedControl
              fullWidth
              aria-label="Who calls"
              value={who}
              onChange={(next) => setWho(next as 'me' | 'anyone')}
              data={[
                { value: 'anyone', label: 'Whoever is free calls' },
                { value: 'me', label: 'I call, if I am free' },
              ]}
            />
            <Textarea
              label="For whoever calls"
              maxLength={500}
              autosize
              minRows={2}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </>
        )}
      </DialogForm>
    </Modal>
  )
}
