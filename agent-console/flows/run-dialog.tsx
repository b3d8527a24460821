import { Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { FlowText } from '../../server/calls/flows/wire.ts'
import { newKey } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { pushToast } from '../frame/toasts.ts'
import { DiffView } from './diff-view.tsx'
import { askFlowText } from './use-flow-text.ts'

interface RunDialogProps {
  title: string
  words: FlowText
  /** What would run. */
  text: string
  /** What it means, above the differences. */
  about: ReactNode
  /** Below them. */
  children?: ReactNode
  verb: string
  notYet: string
  /** What now runs, for the line that says so. */
  done: string
  run(note: string, key: string): Promise<void>
  close(): void
}

/** Asks before another text of a menu runs: shows what will be different for whoever calls next, and takes the reason down. */
export const RunDialog = ({ title, words: { name, running }, text, about, children, verb, notYet, done, run, close }: RunDialogProps) => {
  const [note, setNote] = useState('')
  const [key] = useState(newKey)
  const submit = async (): Promise<void> => {
    try {
      await run(note.trim(), key)
    } catch (error) {
      if (isKind(error, 'conflict')) await askFlowText(name)
      throw error
    }
    pushToast(`${done}. Calls that have begun keep the one they have.`)
    close()
  }
  return (
    <Modal opened onClose={close} title={title} size={860}>
      <DialogForm run={submit} close={close} leave={notYet} act={verb}>
        <p>{about}</p>
        <DiffView label="What differs" before={running.text} after={text} />
        {children}
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
      </DialogForm>
    </Modal>
  )
}
