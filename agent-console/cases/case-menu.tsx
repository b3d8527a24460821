import { Menu } from '@mantine/core'
import { IconArrowMerge, IconArrowsExchange, IconDots, IconLink, IconPencil, IconUserOff } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReplyWay } from '../../server/hub/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { pushToast } from '../frame/toasts.ts'
import { doAct, useAct } from '../keys/registry.ts'
import { chooseInPalette } from '../palette/palette-store.ts'
import { visitorsOf, whoAt } from '../reply/ways.ts'
import { IconButton } from '../signs/icon-button.tsx'
import type { CaseActs } from './case-acts.ts'
import type { CaseView } from './case-view.ts'
import { EndVisitorDialog } from './end-visitor-dialog.tsx'

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

const copyAddress = async (): Promise<void> => {
  try {
    await navigator.clipboard.writeText(location.href)
    pushToast('Address of the case copied')
  } catch {
    pushToast('The browser does not allow copying here.', { tone: 'failed' })
  }
}

export const CaseMenu = ({ view, acts, transfer }: { view: CaseView; acts: CaseActs; transfer(): void }) => {
  const { case: current } = view
  const isClosed = current.status === 'closed'
  const visitors = may(useMe(), 'customer.edit') ? visitorsOf(view.ways) : []
  const [ending, setEnding] = useState<ReplyWay | null>(null)
  const merge = () =>
    chooseInPalette({
      title: `Merge into case ${current.number}`,
      kinds: ['case'],
      take: (id) => id !== current.id && void acts.merge(id),
    })
  useAct('case.merge', merge, !isClosed)
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <IconButton label="More">
            <IconDots size={17} stroke={1.75} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={isClosed} leftSection={<IconArrowsExchange {...icon} />} rightSection={<kbd>T</kbd>} onClick={transfer}>
            Transfer to a queue
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => doAct('case.title')}>
            Change the title
          </Menu.Item>
          <Menu.Item disabled={isClosed} leftSection={<IconArrowMerge {...icon} />} onClick={merge}>
            Merge another case into this
          </Menu.Item>
          <Menu.Item leftSection={<IconLink {...icon} />} onClick={() => void copyAddress()}>
            Copy the address
          </Menu.Item>
          {visitors.length > 1 ? <Menu.Label>End the access of</Menu.Label> : null}
          {visitors.map((one) => (
            <Menu.Item key={one.id} color="red" leftSection={<IconUserOff {...icon} />} onClick={() => setEnding(one)}>
              {visitors.length === 1 ? 'End this visitor’s access' : whoAt(one, Date.now())}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {ending ? <EndVisitorDialog caseId={current.id} way={ending} close={() => setEnding(null)} /> : null}
    </>
  )
}
