import { Checkbox, Modal } from '@mantine/core'
import { useState } from 'react'
import type { Customer } from '../../server/customers/wire.ts'
import { eraseCustomer } from './customer-acts.ts'

/** Nothing brings it back, so it is said before, in whole sentences, and agreed to. */
export const EraseDialog = ({ customer, close }: { customer: Customer; close(): void }) => {
  const [isSure, setIsSure] = useState(false)
  return (
    <Modal opened onClose={close} title={`Erase ${customer.name}`} size={460}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          close()
          void eraseCustomer(customer)
        }}
      >
        <p>
          Name and addresses, every message in and out, files, notes, calls and recordings are removed, in every case of this customer
          {customer.merged.length > 0 ? ' and of those merged into them' : ''}. Open cases are closed.
        </p>
        <p>
          What stays: that something happened, when, and who of you did it. Reports keep their counts. A number that is not to be called, or
          not put through, stays on its list, without the reason. Whoever writes from the same address afterwards is somebody new.
        </p>
        <p className="ban warn">There is no undo, and putting a backup back does not bring it back either.</p>
        <Checkbox
          label="I have the right to do this, and want it gone"
          checked={isSure}
          data-autofocus
          onChange={(event) => setIsSure(event.currentTarget.checked)}
        />
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Keep
          </button>
          <button type="submit" className="btn pri danger" disabled={!isSure}>
            Erase for good
          </button>
        </div>
      </form>
    </Modal>
  )
}
