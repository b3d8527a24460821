import { Menu } from '@mantine/core'
import { IconDots, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { SiteView } from '../../server/channels/chat/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { settingsList } from './areas.ts'
import { endSite } from './settings-acts.ts'
import { SiteDialog, SnippetDialog } from './site-dialog.tsx'
import { SiteKeyDialog } from './site-key-dialog.tsx'
import { useSites } from './use-sites.ts'

const columns: readonly Column[] = [
  { label: 'Site' },
  { label: 'Shown in' },
  { label: 'Queue', className: 'mid' },
  { label: 'Acts', className: 'act', isHidden: true },
]
const placeWords = (origin: string): string => (origin === 'self' ? 'Pages of the desk itself' : origin)

export const SitesArea = () => {
  const { sites, isLoading, error, retry } = useSites()
  const { queues, isLoading: isReadingQueues } = useQueues()
  const [edited, setEdited] = useState<SiteView | 'new' | null>(null)
  const [keyed, setKeyed] = useState<SiteView | null>(null)
  const [shown, setShown] = useState<SiteView | null>(null)
  const active = sites.filter((one) => one.isActive)
  const add = (
    <button type="button" className="btn pri" onClick={() => setEdited('new')}>
      <IconPlus size={16} stroke={1.75} aria-hidden />
      Add site
    </button>
  )
  const queueOf = ({ id }: SiteView): string =>
    queues.find(({ sources }) => sources.some((one) => one.trim().toLowerCase() === id))?.name ??
    (isReadingQueues ? '' : 'The default queue')
  return (
    <>
      <AreaHead list={settingsList} title="Web chat">
        {active.length > 0 ? add : null}
      </AreaHead>
      {isLoading ? <QuietBars what="The list" rows={2} /> : null}
      {error ? <Failure what="The sites did not load" still="Their chats go on as they are." error={error} retry={retry} /> : null}
      {!isLoading && !error && active.length === 0 ? (
        <Empty title="No site shows the chat yet" act={add}>
          A site that stands here gets one line for its pages. Whoever visits them can write to us, and we answer while they are there.
        </Empty>
      ) : null}
      {active.length > 0 ? (
        <RowTable columns={columns}>
          {active.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="named">
                  <span>{one.name}</span>
                  <small className="mut">
                    <bdi dir="ltr">{one.id}</bdi>
                  </small>
                </span>
              </th>
              <td>{one.origins.length === 0 ? 'Nowhere yet' : one.origins.map(placeWords).join(', ')}</td>
              <td className="mid">{queueOf(one)}</td>
              <td className="act">
                <Menu position="bottom-end">
                  <Menu.Target>
                    <IconButton label={`What to do about ${one.name}`}>
                      <IconDots size={17} stroke={1.75} aria-hidden />
                    </IconButton>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setShown(one)}>Line for the pages</Menu.Item>
                    <Menu.Item onClick={() => setEdited(one)}>Edit</Menu.Item>
                    <Menu.Item onClick={() => setKeyed(one)}>Customers who are signed in there</Menu.Item>
                    <Menu.Divider />
                    <Menu.Item color="red" onClick={() => void endSite(one)}>
                      End its chat
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </td>
            </tr>
          ))}
        </RowTable>
      ) : null}
      {edited ? <SiteDialog site={edited === 'new' ? null : edited} close={() => setEdited(null)} /> : null}
      {keyed ? <SiteKeyDialog site={keyed} close={() => setKeyed(null)} /> : null}
      {shown ? <SnippetDialog site={shown} close={() => setShown(null)} /> : null}
    </>
  )
}
