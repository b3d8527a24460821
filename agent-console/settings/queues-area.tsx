import { Modal, TextInput } from '@mantine/core'
import { IconPlus, IconSpeakerphone } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Queue } from '../../server/queues/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { DialogForm } from '../frame/dialog-form.tsx'
import { skillWords } from '../people/skill-words.ts'
import { useTeams } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { settingsList } from './areas.ts'
import { noticeWords } from './notice-words.ts'
import { QueueForm } from './queue-form.tsx'
import { addQueue } from './settings-acts.ts'

const columns: readonly Column[] = [
  { label: 'Queue' },
  { label: 'Teams', className: 'mid' },
  { label: 'Skills it needs', className: 'wide' },
  { label: 'Answer within', className: 'num2' },
]

const NewQueueDialog = ({ close }: { close(): void }) => {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  return (
    <Modal opened onClose={close} title="Add a queue" size={420}>
      <DialogForm
        run={async () => {
          const queue = await addQueue(name.trim())
          close()
          void navigate(`/settings/queues/${queue.id}`)
        }}
        close={close}
        leave="Add none"
        act="Add queue"
      >
        <TextInput
          label="Name"
          description="Phone menus name queues by it, and colleagues see it beside every case."
          inputWrapperOrder={['label', 'input', 'description']}
          required
          maxLength={80}
          autoComplete="off"
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </DialogForm>
    </Modal>
  )
}

const QueueRow = ({ queue, teamName }: { queue: Queue; teamName(id: string): string }) => (
  <tr>
    <th scope="row">
      <Link to={`/settings/queues/${queue.id}`}>{queue.name}</Link>
      {queue.isDefault ? <span className="tag">Default</span> : null}
      {queue.notice ? (
        <span className="set-told">
          <IconSpeakerphone size={14} stroke={1.75} aria-hidden />
          {noticeWords[queue.notice.mode]}
        </span>
      ) : null}
    </th>
    <td className="mid">{queue.teams.length > 0 ? queue.teams.map(teamName).join(', ') : 'Everyone'}</td>
    <td className="wide">{skillWords(queue.requiredSkills) || 'None'}</td>
    <td className="num2">{queue.answerWithinSeconds} s</td>
  </tr>
)

export const QueuesArea = () => {
  const { id } = useParams()
  const { queues, isLoading, error, refetch } = useQueues()
  const teams = useTeams()
  const [isAdding, setIsAdding] = useState(false)
  const chosen = queues.find((one) => one.id === id)
  if (chosen) return <QueueForm key={chosen.id} queue={chosen} />
  return (
    <>
      <AreaHead list={settingsList} title="Queues">
        <button type="button" className="btn pri" onClick={() => setIsAdding(true)}>
          <IconPlus size={16} stroke={1.75} aria-hidden />
          Add queue
        </button>
      </AreaHead>
      {isLoading ? <QuietBars what="The list" rows={4} /> : null}
      {error ? <Failure what="The queues did not load" still="Work goes on as it is." error={error} retry={refetch} /> : null}
      {id && !isLoading && !error ? (
        <Empty title="There is no such queue" isPlain>
          It may be kept for other teams. These are the ones you can see.
        </Empty>
      ) : null}
      {queues.length > 0 ? (
        <RowTable columns={columns}>
          {queues.map((queue) => (
            <QueueRow key={queue.id} queue={queue} teamName={(team) => teams.find((one) => one.id === team)?.name ?? 'A team'} />
          ))}
        </RowTable>
      ) : null}
      {isAdding ? <NewQueueDialog close={() => setIsAdding(false)} /> : null}
    </>
  )
}
