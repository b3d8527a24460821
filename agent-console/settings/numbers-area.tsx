import { Menu } from '@mantine/core'
import { IconDots, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { NumberView } from '../../server/calls/wire.ts'
import { useNumbers } from '../calls/use-numbers.ts'
import { useQueues } from '../cases/use-queues.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { phoneWords } from '../words/phone-words.ts'
import { settingsList } from './areas.ts'
import { NoticeDialog } from './notice-dialog.tsx'
import { noticeWords } from './notice-words.ts'
import { NumberDialog } from './number-dialog.tsx'
import { removeNumber } from './settings-acts.ts'
import { useMenus } from './use-phone-settings.ts'

const columns: readonly Column[] = [
  { label: 'Number' },
  { label: 'Phone menu' },
  { label: 'Queue', className: 'mid' },
  { label: 'Recorded', className: 'wide' },
  { label: 'Acts', className: 'act', isHidden: true },
]

export const NumbersArea = () => {
  const { numbers, isLoading, error, retry } = useNumbers()
  const { flows } = useMenus()
  const queues = useQueues()
  const [edited, setEdited] = useState<NumberView | 'new' | null>(null)
  const [told, setTold] = useState<NumberView | null>(null)
  const active = numbers.filter((one) => one.isActive)
  const add = (
    <button type="button" className="btn pri" onClick={() => setEdited('new')}>
      <IconPlus size={16} stroke={1.75} aria-hidden />
      Add number
    </button>
  )
  const answers = ({ flow, queueId }: NumberView) => {
    const menu = flows.find((one) => one.name === flow)
    if (flow !== '') return menu ? <Link to={`/flows/${flow}`}>{menu.title}</Link> : `${flow}, which is not there`
    return `Nothing: straight to ${queues.byId.get(queueId ?? '')?.name ?? 'the default queue'}`
  }
  return (
    <>
      <AreaHead list={settingsList} title="Numbers">
        {active.length > 0 ? add : null}
      </AreaHead>
      {isLoading ? <QuietBars what="The list" rows={3} /> : null}
      {error ? <Failure what="The numbers did not load" still="Calls go on as they are." error={error} retry={retry} /> : null}
      {!isLoading && !error && active.length === 0 ? (
        <Empty title="No number yet" act={add}>
          A call to a number that stands here is answered by its phone menu, or goes straight to its queue.
        </Empty>
      ) : null}
      {active.length > 0 ? (
        <RowTable columns={columns}>
          {active.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="named">
                  <bdi dir="ltr">{phoneWords(one.number)}</bdi>
                  <small className="mut">{one.label}</small>
                  {one.notice ? <small className="set-told">{noticeWords[one.notice.mode]}</small> : null}
                </span>
              </th>
              <td>{answers(one)}</td>
              <td className="mid">{queues.byId.get(one.queueId ?? '')?.name ?? 'The default queue'}</td>
              <td className="wide">{one.isRecorded ? 'After consent' : 'No'}</td>
              <td className="act">
                <Menu position="bottom-end">
                  <Menu.Target>
                    <IconButton label={`What to do about ${phoneWords(one.number)}`}>
                      <IconDots size={17} stroke={1.75} aria-hidden />
                    </IconButton>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setEdited(one)}>Edit</Menu.Item>
                    <Menu.Item onClick={() => setTold(one)}>Message or close</Menu.Item>
                    <Menu.Divider />
                    <Menu.Item color="red" onClick={() => void removeNumber(one)}>
                      Remove
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </td>
            </tr>
          ))}
        </RowTable>
      ) : null}
      {edited ? <NumberDialog number={edited === 'new' ? null : edited} close={() => setEdited(null)} /> : null}
      {told ? (
        <NoticeDialog
          of={{ what: 'numbers', id: told.id, name: phoneWords(told.number), notice: told.notice }}
          close={() => setTold(null)}
        />
      ) : null}
    </>
  )
}
