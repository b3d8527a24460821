import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FlowCheck, FlowText } from '../../server/calls/flows/wire.ts'
import { newKey } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { pushToast } from '../frame/toasts.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { DiffView } from './diff-view.tsx'
import { keepDraft } from './kept-drafts.ts'
import { ScenarioChanges } from './scenario-changes.tsx'
import { askFlowText, publishText } from './use-flow-text.ts'

interface PublishDialogProps {
  title: string
  words: FlowText
  text: string
  over: number
  check: FlowCheck
  close(): void
}

/** What will be different for whoever calls next, before it is. */
export const PublishDialog = ({ title, words: { name, running }, text, over, check, close }: PublishDialogProps) => {
  const [note, setNote] = useState('')
  const [key] = useState(newKey)
  const { isBusy, why, attempt } = useAttempt()
  const publish = (): Promise<void> =>
    attempt(async () => {
      try {
        await publishText(name, { text, note: note.trim(), over }, key)
      } catch (error) {
        if (isKind(error, 'conflict')) await askFlowText(name)
        throw error
      }
      keepDraft(name, { text, v: 0, over: running.version + 1, isSaved: true })
      pushToast(`Version ${running.version + 1} of ${title} runs. Calls that have begun keep the one they have.`)
      close()
    })
  return (
    <Modal opened onClose={close} title={`Publish version ${running.version + 1} of ${title}`} size={860}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void publish()
        }}
      >
        <Why why={why} />
        <p>
          New calls begin with it at once; calls that have begun keep the version they have. This differs from{' '}
          {running.version === 0 ? 'the file of the installation' : `version ${running.version}`}:
        </p>
        <DiffView label="What differs" before={running.text} after={text} />
        <ScenarioChanges check={check} />
        <TextInput
          label="Why"
          description="Stands in the list of versions."
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={300}
          autoComplete="off"
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Not yet
          </button>
          <button type="submit" className="btn pri" disabled={isBusy}>
            Publish
          </button>
        </div>
      </form>
    </Modal>
  )
}
