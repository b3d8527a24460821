import { Menu } from '@mantine/core'
import { IconArrowMerge, IconArrowsExchange, IconDots, IconLink, IconPencil, IconUserOff } from '@tabler/icons-react'
import { useState } from 'react'
import { may, useMe } from '../frame/me.ts'
import { pushToast } from '../frame/toasts.ts'
import { doAct, useAct } from '../keys/registry.ts'
import { chooseInPalette } from '../palette/palette-store.ts'
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
  const mayEnd = may(useMe(), 'customer.edit')
  const visit = mayEnd ? view.ways.find((one) => one.isRevocable) : undefined
  const [isEnding, setIsEnding] = useState(false)
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
          {visit ? (
            <Menu.Item color="red" leftSection={<IconUserOff {...icon} />} onClick={() => setIsEnding(true)}>
              End this visitor’s access
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {isEnding && visit ? <EndVisitorDialog caseId={current.id} way={visit} close={() => setIsEnding(false)} /> : null}
    </>
  )
}
