import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Customer } from '../../server/customers/wire.ts'
import { type CustomerFields, editCustomer } from './customer-acts.ts'

const labels: Record<keyof CustomerFields, string> = { name: 'Name', title: 'Title', company: 'Company', plan: 'Plan' }
const names = Object.keys(labels) as (keyof CustomerFields)[]

export const EditDialog = ({ customer, close }: { customer: Customer; close(): void }) => {
  const [fields, setFields] = useState<CustomerFields>({
    name: customer.name,
    title: customer.title,
    company: customer.company,
    plan: customer.plan,
  })
  return (
    <Modal opened onClose={close} title="Edit customer" size={420}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          close()
          void editCustomer(customer, fields)
        }}
      >
        {names.map((name) => (
          <TextInput
            key={name}
            label={labels[name]}
            value={fields[name]}
            required={name === 'name'}
            maxLength={name === 'plan' ? 60 : 120}
            data-autofocus={name === 'name' || undefined}
            onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
          />
        ))}
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Leave as it was
          </button>
          <button type="submit" className="btn pri">
            Save
          </button>
        </div>
      </form>
    </Modal>
  )
}
