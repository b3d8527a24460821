import { IconSpeakerphone } from '@tabler/icons-react'
import { useState } from 'react'
import { clock } from '../calls/call-words.ts'
import { useNow } from '../frame/use-now.ts'
import { NoticeDialog } from '../settings/notice-dialog.tsx'
import { noticeWords } from '../settings/notice-words.ts'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { amount } from '../words/amount.ts'
import { lasting } from '../words/time.ts'
import { FigureHead } from './figure-head.tsx'
import { percent } from './figure-words.ts'
import { placeOf, type QueueNow } from './floor-of.ts'
import { LiveCalls } from './live-calls.tsx'
import { PeopleNow } from './people-now.tsx'
import { QueueActs } from './queue-acts.tsx'
import { useDay } from './use-day.ts'
import { useFloor } from './use-floor.ts'
import { WaitingDialog } from './waiting-dialog.tsx'
import { WaitingLane } from './waiting-lane.tsx'

const waitWords = (ms: number): string => (ms < 3_600_000 ? clock(ms) : lasting(ms))

interface QueueLineProps {
  now: QueueNow
  at: number
  /** Today's share answered in time. */
  serviceLevel: number | null
  open(what: 'waiting' | 'notice'): void
}

const QueueLine = ({ now: { queue, works, free, staffed }, at, serviceLevel, open }: QueueLineProps) => {
  const [longest] = works
  const isLate = works.some((one) => placeOf(queue, one, at).isLate)
  return (
    <tr className={isLate && free === 0 ? 'hotrow' : ''}>
      <th scope="row">
        <b>{queue.name}</b>
        <span>{staffed === 0 ? 'Nobody is signed in for it' : `${free} of ${staffed} free`}</span>
        {queue.notice ? (
          <span className="set-told">
            <IconSpeakerphone size={14} stroke={1.75} aria-hidden />
            {noticeWords[queue.notice.mode]}
          </span>
        ) : null}
      </th>
      <td className="lane">
        <WaitingLane queue={queue} works={works} now={at} />
      </td>
      <td className="fig">{amount(works.length)}</td>
      <td className={longest ? (isLate ? 'lw late' : 'lw') : 'lw none'}>
        {longest ? waitWords(at - Date.parse(longest.since)) : 'Nobody'}
      </td>
      <td className="slc">
        <span className="sl">{percent(serviceLevel)}</span>
        {serviceLevel === null ? null : (
          <span className={serviceLevel < 0.8 ? 'slb low' : 'slb'} aria-hidden>
            <i style={{ width: `${serviceLevel * 100}%` }} />
          </span>
        )}
      </td>
      <td className="act">
        <QueueActs name={queue.name} waiting={works.length} open={open} />
      </td>
    </tr>
  )
}

/** Who waits where and for how long, who is on the phone, who is free. */
export const Now = () => {
  const { queues, people, calls, isLoading, error } = useFloor()
  const at = useNow(1000)
  const { day } = useDay(at)
  const [open, setOpen] = useState<{ what: 'waiting' | 'notice'; queueId: string } | null>(null)
  const opened = queues.find((one) => one.queue.id === open?.queueId)
  const close = (): void => setOpen(null)
  return (
    <>
      {error ? (
        <Failure what="The floor did not load" still="Calls and cases go on." error={error} retry={() => location.reload()} />
      ) : isLoading ? (
        <QuietBars what="The floor" rows={5} />
      ) : (
        <div className="fl-g">
          <section className="q-s" aria-label="Queues">
            <table className="qt">
              <thead>
                <tr>
                  <th scope="col">Queue</th>
                  <th scope="col" className="lane">
                    Waiting now, by age against the promise
                  </th>
                  <th scope="col" className="num2">
                    Waiting
                  </th>
                  <th scope="col">Longest</th>
                  <FigureHead name="Calls in time today" of="serviceLevel" />
                  <th scope="col">
                    <span className="sr">Acts</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {queues.map((one) => (
                  <QueueLine
                    key={one.queue.id}
                    now={one}
                    at={at}
                    serviceLevel={day?.queues.find(({ queueId }) => queueId === one.queue.id)?.serviceLevel ?? null}
                    open={(what) => setOpen({ what, queueId: one.queue.id })}
                  />
                ))}
              </tbody>
            </table>
          </section>
          <PeopleNow people={people} />
          <LiveCalls calls={calls} />
        </div>
      )}
      {opened && open?.what === 'waiting' ? <WaitingDialog queue={opened} close={close} /> : null}
      {opened && open?.what === 'notice' ? (
        <NoticeDialog of={{ what: 'queues', id: opened.queue.id, name: opened.queue.name, notice: opened.queue.notice }} close={close} />
      ) : null}
    </>
  )
}
