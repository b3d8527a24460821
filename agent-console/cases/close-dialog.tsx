import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { dispositionWords } from '../words/names.ts'
import { useQueues } from './use-queues.ts'

interface CloseDialogProps {
  current: CaseRow
  isOpen: boolean
  close(): void
  take(disposition: string): void
}

const fallback = ['solved', 'no answer needed', 'duplicate']

/** Closing asks for a disposition. A number chooses one; Enter closes with the one that is chosen. */
export const CloseDialog = ({ current, isOpen, close, take }: CloseDialogProps) => {
  const { byId } = useQueues()
  const own = byId.get(current.queueId)?.dispositions ?? []
  const choices = own.length > 0 ? own : fallback
  const [chosen, setChosen] = useState<string | null>(null)
  const value = chosen && choices.includes(chosen) ? chosen : choices[0]
  const submit = () => {
    close()
    if (value) take(value)
  }
  return (
    <Modal opened={isOpen} onClose={close} title={`Close case ${current.number}`} size={420}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
        onKeyDown={(event) => {
          const choice = choices[Number(event.key) - 1]
          if (choice) setChosen(choice)
        }}
      >
        <fieldset className="choices">
          <legend className="sr">Disposition</legend>
          {choices.map((one, at) => (
            <label key={one} className={one === value ? 'on' : ''}>
              <input
                type="radio"
                name="disposition"
                value={one}
                checked={one === value}
                data-autofocus={one === value || undefined}
                onChange={() => setChosen(one)}
              />
              <span>{dispositionWords(one)}</span>
              {at < 9 ? <kbd aria-hidden>{at + 1}</kbd> : null}
            </label>
          ))}
        </fieldset>
        {current.isAwaitingReply ? <p className="ban warn">The customer still waits for an answer.</p> : null}
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Keep open
          </button>
          <button type="submit" className="btn pri">
            Close case
          </button>
        </div>
      </form>
    </Modal>
  )
}
