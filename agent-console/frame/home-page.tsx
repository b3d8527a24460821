import { IconListTree, IconUsers, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useQueues } from '../cases/use-queues.ts'
import { useStaff } from '../people/use-staff.ts'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { amount } from '../words/amount.ts'
import { counted, roleWords } from '../words/case-words.ts'
import { firstName } from '../words/names.ts'
import { ConnectionLine } from './connection-line.tsx'
import { useMe } from './me.ts'
import { Page } from './page.tsx'
import { Sheet } from './sheet.tsx'
import './home.css'

const Part = ({ title, icon: Icon, children }: { title: string; icon: TablerIcon; children: ReactNode }) => (
  <section className="home-p">
    <h2>
      <Icon size={17} stroke={1.75} aria-hidden />
      {title}
    </h2>
    {children}
  </section>
)

const People = () => {
  const { members, isLoading, error, refetch } = useStaff()
  if (isLoading) return <QuietBars what="The people" rows={1} />
  if (error) return <Failure what="The people did not load" still="Nothing of them is lost." error={error} retry={() => void refetch()} />
  const staying = members.filter((one) => !one.isDisabled)
  const available = staying.filter(({ presence }) => presence === 'available').length
  return (
    <>
      <p>
        {amount(available)} of {counted(staying.length, 'colleague')} {available === 1 ? 'is' : 'are'} available now.
      </p>
      <Link to="/people" className="lk">
        See who knows what
      </Link>
    </>
  )
}

const Queues = () => {
  const { queues, isLoading, error, refetch } = useQueues()
  if (isLoading) return <QuietBars what="The queues" rows={2} />
  if (error) return <Failure what="The queues did not load" still="Work goes on in them." error={error} retry={refetch} />
  if (queues.length === 0) return <p className="mut">There is no queue yet. An admin adds them.</p>
  return (
    <ul>
      {queues.map((one) => (
        <li key={one.id}>
          <b>{one.name}</b>
          {one.notice?.mode === 'closed' ? <span className="mut">Closed to callers at the moment</span> : null}
        </li>
      ))}
    </ul>
  )
}

/** Where roles come in that read no cases: what they may see, and what they are kept from. */
export const HomePage = () => {
  const me = useMe()
  return (
    <Page at="page">
      <Sheet also="home">
        <header className="people-h">
          <h1>Hello {firstName(me.name)}</h1>
          <span className="mut">{roleWords[me.role]}</span>
        </header>
        <ConnectionLine />
        <div className="home-b">
          <p>
            Your role reads who works here, and which queues customers reach. It reads no cases, calls or customers: what people write stays
            with those who answer them. An admin can give you another role.
          </p>
          <Part title="People" icon={IconUsers}>
            <People />
          </Part>
          <Part title="Queues" icon={IconListTree}>
            <Queues />
          </Part>
        </div>
      </Sheet>
    </Page>
  )
}
