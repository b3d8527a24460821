import { Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import type { CaseActs } from './case-acts.ts'
import { useQueues } from './use-queues.ts'

interface TransferDialogProps {
  current: CaseRow
  isOpen: boolean
  close(): void
  acts: CaseActs
}

/** To another queue, with a note for whoever takes it there. */
export const TransferDialog = ({ current, isOpen, close, acts }: TransferDialogProps) => {
  const { queues } = useQueues()
  const others = queues.filter(({ id }) => id !== current.queueId)
  const [chosen, setChosen] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const value = chosen ?? others[0]?.id
  return (
    <Modal opened={isOpen} onClose={close} title={`Transfer case ${current.number}`} size={420}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          close()
          // What was written for the colleague stays until it is with them.
          if (value) void acts.transfer(value, note.trim()).then((isDone) => isDone && setNote(''))
        }}
      >
        <fieldset className="choices">
          <legend className="sr">Queue</legend>
          {others.map(({ id, name }) => (
            <label key={id} className={id === value ? 'on' : ''}>
              <input
                type="radio"
                name="queue"
                value={id}
                checked={id === value}
                data-autofocus={id === value || undefined}
                onChange={() => setChosen(id)}
              />
              <span>{name}</span>
            </label>
          ))}
          {others.length === 0 ? <p className="mut">There is no other queue open to you.</p> : null}
        </fieldset>
        <Textarea
          label="Note for the next colleague"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Keep here
          </button>
          <button type="submit" className="btn pri" disabled={!value}>
            Transfer
          </button>
        </div>
      </form>
    </Modal>
  )
}
