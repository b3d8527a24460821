import { Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Customer, Identity } from '../../server/customers/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { newKey } from '../desk/call.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { addressWords } from '../words/address-words.ts'
import { writeFirst } from './customer-acts.ts'

/** Writes to an address of a customer, whoever wrote last: it begins a case. What was typed stays when the dialog is closed. */
export const WriteButton = ({ customerId, identity, queueId }: { customerId: Customer['id']; identity: Identity; queueId?: string }) => {
  const me = useMe()
  const go = useNavigate()
  const { queues, byId } = useQueues()
  const [isOpen, setOpen] = useState(false)
  const [queue, setQueue] = useState('')
  const [subject, setSubject] = useState('')
  const [text, setText] = useState('')
  /** One intent, however often it is tried. */
  const [key, setKey] = useState(newKey)
  if (!may(me, 'case.reply')) return null
  const to = addressWords(identity)
  const chosen = queue || (queueId && byId.has(queueId) ? queueId : '') || (queues.find((one) => one.isDefault) ?? queues[0])?.id || ''
  const close = () => setOpen(false)
  return (
    <>
      <IconButton label={`Write to ${to}`} onClick={() => setOpen(true)}>
        <IconPencil size={15} stroke={1.75} aria-hidden />
      </IconButton>
      <Modal opened={isOpen} onClose={close} title={`Write to ${to}`} size={560} closeOnClickOutside={false}>
        <DialogForm
          run={async () => {
            const { channel, address } = identity
            const what = { channel, address, queueId: chosen, subject: subject.trim(), text: text.trim() }
            const caseId = await writeFirst(customerId, what, key)
            setKey(newKey())
            setSubject('')
            setText('')
            close()
            void go(`/cases/${caseId}`)
          }}
          close={close}
          leave="Not now"
          act="Send"
          isIncomplete={subject.trim() === '' || text.trim() === ''}
        >
          <NativeSelect
            label="Queue"
            value={chosen}
            onChange={(event) => setQueue(event.currentTarget.value)}
            data={queues.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <TextInput
            label="Subject"
            value={subject}
            maxLength={200}
            data-autofocus
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <Textarea
            label="Message"
            autosize
            minRows={6}
            maxRows={16}
            maxLength={50_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <p className="mut">It begins a case, which is yours. Answers come into it.</p>
        </DialogForm>
      </Modal>
    </>
  )
}
