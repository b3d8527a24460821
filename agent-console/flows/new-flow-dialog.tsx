import { Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { FlowText } from '../../server/calls/flows/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { newKey, post } from '../desk/call.ts'
import { queryClient } from '../desk/query-client.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { nameOf } from './name-of.ts'
import { setFlowText } from './use-flow-text.ts'

/** Begins a menu: with a greeting and a queue, to be written on. */
export const NewFlowDialog = ({ close }: { close(): void }) => {
  const { queues } = useQueues()
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [typedName, setTypedName] = useState<string | null>(null)
  const [typedQueue, setTypedQueue] = useState('')
  const [key] = useState(newKey)
  const name = typedName ?? nameOf(title)
  const queueId = typedQueue || (queues[0]?.id ?? '')
  return (
    <Modal opened onClose={close} title="New phone menu" size={460}>
      <DialogForm
        run={async () => {
          setFlowText(await post<FlowText>('/flows', { name, title: title.trim(), queueId }, key))
          await queryClient.refetchQueries({ queryKey: ['flows'] })
          close()
          void navigate(`/flows/${name}?view=text`)
        }}
        close={close}
        leave="Not now"
        act="Make the menu"
        isIncomplete={name === '' || title.trim() === ''}
      >
        <TextInput
          label="Title"
          required
          maxLength={60}
          autoComplete="off"
          data-autofocus
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          description="How other menus and the list of numbers call it: small letters, digits and hyphens. It stays."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setTypedName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Callers wait for"
          data={queues.map(({ id, name: label }) => ({ value: id, label }))}
          value={queueId}
          onChange={(event) => setTypedQueue(event.currentTarget.value)}
        />
        <p className="mut">
          It begins with a greeting and this queue, and you write on from there. No number leads to it until Settings, Numbers says so.
        </p>
      </DialogForm>
    </Modal>
  )
}
