import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { useQueues } from '../cases/use-queues.ts'
import { moveMessages } from './move-messages.ts'
import { type MessageItem, stopPicking, thingsOf } from './picking.ts'

const NEW = 'new'

interface MoveDialogProps {
  view: CaseView
  items: readonly MessageItem[]
  close(): void
}

/** Where the chosen messages go: a new case, or one of the customer's open ones. */
export const MoveDialog = ({ view, items, close }: MoveDialogProps) => {
  const { queues } = useQueues()
  const { case: current } = view
  const open = view.history.filter(({ status, mergedInto }) => status !== 'closed' && mergedInto === null)
  const [to, setTo] = useState(NEW)
  const [title, setTitle] = useState('')
  const [queueId, setQueueId] = useState(current.queueId)
  const isNew = to === NEW
  return (
    <Modal opened onClose={close} title={`Move ${thingsOf(items)}`} size={460}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (isNew && title.trim() === '') return
          close()
          stopPicking()
          void moveMessages(current.id, items, isNew ? { title: title.trim(), queueId } : { toCaseId: to })
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
        <p className="mut">
          {items.some(({ call }) => !call)
            ? 'When the customer’s last message of a thread is moved, their next answers go there too. '
            : ''}
          {items.some(({ call }) => call) ? 'What a call still leaves, such as your notes, goes where the call is.' : ''}
        </p>
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
