import { Menu } from '@mantine/core'
import { IconArrowMerge, IconDots, IconDownload, IconEraser, IconPencil } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Customer } from '../../server/customers/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { chooseInPalette } from '../palette/palette-store.ts'
import { Avatar } from '../signs/avatar.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { phoneWords } from '../words/phone-words.ts'
import { dayName } from '../words/time.ts'
import { exportCustomer, mergeCustomer } from './customer-acts.ts'
import { EditDialog } from './edit-dialog.tsx'
import { EraseDialog } from './erase-dialog.tsx'

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

export const CustomerHead = ({ customer, children }: { customer: Customer; children?: ReactNode }) => {
  const me = useMe()
  const [isEditing, setIsEditing] = useState(false)
  const [isErasing, setIsErasing] = useState(false)
  const isErased = customer.erasedAt !== null
  const merge = () =>
    chooseInPalette({
      title: `Merge into ${customer.name}`,
      kinds: ['customer'],
      take: (id, title) => id !== customer.id && void mergeCustomer(customer, { id, name: title }, true),
    })
  return (
    <div className="cu-h">
      <Avatar name={customer.name} of="customer" size={44} />
      <div>
        <h2 dir="auto">{phoneWords(customer.name)}</h2>
        <p dir="auto">
          {customer.erasedAt
            ? `Since ${dayName(customer.erasedAt)}, only what happened and when is left.`
            : [customer.title, customer.company].filter(Boolean).join(', ')}
        </p>
      </div>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <IconButton label="Customer: more">
            <IconDots size={17} stroke={1.75} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={isErased || !may(me, 'customer.edit')}
            leftSection={<IconPencil {...icon} />}
            onClick={() => setIsEditing(true)}
          >
            Edit
          </Menu.Item>
          <Menu.Item disabled={isErased || !may(me, 'customer.merge')} leftSection={<IconArrowMerge {...icon} />} onClick={merge}>
            Merge another customer into this
          </Menu.Item>
          {may(me, 'customer.export') ? (
            <Menu.Item leftSection={<IconDownload {...icon} />} onClick={() => void exportCustomer(customer)}>
              Export what is known
            </Menu.Item>
          ) : null}
          {may(me, 'customer.erase') && !isErased ? (
            <Menu.Item color="red" leftSection={<IconEraser {...icon} />} onClick={() => setIsErasing(true)}>
              Erase for good
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {children}
      {isErasing ? <EraseDialog customer={customer} close={() => setIsErasing(false)} /> : null}
      {isEditing ? <EditDialog customer={customer} close={() => setIsEditing(false)} /> : null}
    </div>
  )
}
