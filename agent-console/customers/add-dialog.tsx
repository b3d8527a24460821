import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { newKey } from '../desk/call.ts'
import { DeskError } from '../desk/desk-error.ts'
import { useStore } from '../desk/use-store.ts'
import { DialogForm } from '../frame/dialog-form.tsx'
import { may, useMe } from '../frame/me.ts'
import { useAct } from '../keys/registry.ts'
import { adding } from './adding-store.ts'
import { addCustomer } from './customer-acts.ts'

const nobody = { name: '', email: '', phone: '' }
const order: ('label' | 'input' | 'description')[] = ['label', 'input', 'description']

const AddDialog = ({ close }: { close(): void }) => {
  const go = useNavigate()
  const [who, setWho] = useState(nobody)
  /** Who has the address that was typed. */
  const [ownerId, setOwnerId] = useState<string | null>(null)
  /** One intent, however often it is tried; another address is another. */
  const [key, setKey] = useState(newKey)
  const set = (part: Partial<typeof nobody>) => {
    setWho({ ...who, ...part })
    setOwnerId(null)
    setKey(newKey())
  }
  const [name, email, phone] = [who.name.trim(), who.email.trim(), who.phone.trim()]
  return (
    <Modal opened onClose={close} title="Add a customer" size={420}>
      <DialogForm
        run={async () => {
          try {
            const { id } = await addCustomer({ name, ...(email ? { email } : {}), ...(phone ? { phone } : {}) }, key)
            close()
            void go(`/customers/${id}`)
          } catch (error) {
            const owner = error instanceof DeskError && error.code === 'address-taken' ? error.details[0] : undefined
            setOwnerId(owner?.message ?? null)
            throw error
          }
        }}
        close={close}
        leave="Add nobody"
        act="Add customer"
        isIncomplete={name === '' || (email === '' && phone === '')}
      >
        {ownerId ? (
          <Link to={`/customers/${ownerId}`} className="lk" onClick={close}>
            Open that customer
          </Link>
        ) : null}
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={120}
          autoComplete="off"
          data-autofocus
          value={who.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Email"
          type="email"
          inputMode="email"
          maxLength={320}
          autoComplete="off"
          value={who.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <TextInput
          label="Phone"
          description="With its country code, such as +1 202 555 0142. One of the two is enough."
          inputWrapperOrder={order}
          type="tel"
          maxLength={40}
          autoComplete="off"
          value={who.phone}
          onChange={(event) => set({ phone: event.currentTarget.value })}
        />
      </DialogForm>
    </Modal>
  )
}

/** Somebody who has not written or called yet: from the palette, and from the list of cases. */
export const AddCustomer = () => {
  const isOpen = useStore(adding)
  useAct('customer.add', () => adding.set(true), may(useMe(), 'customer.edit'))
  return isOpen ? <AddDialog close={() => adding.set(false)} /> : null
}
