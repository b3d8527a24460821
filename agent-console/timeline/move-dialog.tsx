import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { MessageView } from '../../server/hub/wire.ts'
import type { CaseView } from '../cases/case-view.ts'
import { useQueues } from '../cases/use-queues.ts'
import { counted } from '../words/case-words.ts'
import { moveMessages, stopPicking } from './move-messages.ts'

const NEW = 'new'

interface MoveDialogProps {
  view: CaseView
  messages: readonly MessageView[]
  close(): void
}

/** Where the chosen messages go: a new case, or one of the customer's open ones. */
export const MoveDialog = ({ view, messages, close }: MoveDialogProps) => {
  const { queues } = useQueues()
  const { case: current } = view
  const open = view.history.filter(({ status, mergedInto }) => status !== 'closed' && mergedInto === null)
  const [to, setTo] = useState(NEW)
  const [title, setTitle] = useState('')
  const [queueId, setQueueId] = useState(current.queueId)
  const isNew = to === NEW
  return (
    <Modal opened onClose={close} title={`Move ${counted(messages.length, 'message')}`} size={460}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isNew && title.trim() === '') return
          close()
          const ids = messages.map(({ id }) => id)
          stopPicking()
          void moveMessages(current.id, ids, isNew ? { title: title.trim(), queueId } : { toCaseId: to })
        }}
      >
        <fieldset className="choices">
          <legend className="sr">Where to</legend>
          {[
            { id: NEW, text: 'A new case of this customer' },
            ...open.map(({ id, number, title }) => ({ id, text: `${number} ${title}` })),
          ].map(({ id, text }) => (
            <label key={id} className={id === to ? 'on' : ''}>
              <input type="radio" name="to" value={id} checked={id === to} onChange={() => setTo(id)} />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
        {isNew ? (
          <>
            <TextInput
              label="Title"
              required
              withAsterisk={false}
              maxLength={200}
              data-autofocus
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <label className="pick-queue">
              Queue
              <select value={queueId} onChange={(event) => setQueueId(event.currentTarget.value)}>
                {queues.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          </>
        ) : null}
        <p className="mut">When the customer’s last message of a thread is moved, their next answers go there too.</p>
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Choose others
          </button>
          <button type="submit" className="btn pri" disabled={isNew && title.trim() === ''}>
            Move
          </button>
        </div>
      </form>
    </Modal>
  )
}
