import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FlowItem, FlowText, FlowVersion } from '../../server/calls/flows/wire.ts'
import { newKey } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { pushToast } from '../frame/toasts.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Why } from '../signs/why.tsx'
import { DiffView } from './diff-view.tsx'
import { askFlowText, restoreVersion } from './use-flow-text.ts'

interface RestoreDialogProps {
  item: FlowItem
  words: FlowText
  version: Pick<FlowVersion, 'version' | 'isFile'>
  /** What it says. */
  text: string
  close(): void
}

/** An older text runs again, as a version of its own: the way here is not lost. */
export const RestoreDialog = ({ item, words, version: { version, isFile }, text, close }: RestoreDialogProps) => {
  const [note, setNote] = useState('')
  const [key] = useState(newKey)
  const { isBusy, why, attempt } = useAttempt()
  const what = isFile ? 'the file of the installation' : `version ${version}`
  const restore = (): Promise<void> =>
    attempt(async () => {
      try {
        await restoreVersion(item.name, { version: isFile ? 0 : version, note: note.trim(), over: words.running.version }, key)
      } catch (error) {
        if (isKind(error, 'conflict')) await askFlowText(item.name)
        throw error
      }
      pushToast(`${item.title} runs ${what} again. Calls that have begun keep the one they have.`)
      close()
    })
  return (
    <Modal opened onClose={close} title={`Run ${what} again`} size={860}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void restore()
        }}
      >
        <Why why={why} />
        <p>
          New calls begin with it at once, as version {words.running.version + 1}.{' '}
          {isFile ? 'From then on the menu follows the file, also when an upgrade changes it. ' : ''}This differs from what runs:
        </p>
        <DiffView label="What differs" before={words.running.text} after={text} />
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
            Not now
          </button>
          <button type="submit" className="btn pri" disabled={isBusy}>
            Run it again
          </button>
        </div>
      </form>
    </Modal>
  )
}
