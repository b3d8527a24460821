import { Menu } from '@mantine/core'
import { IconDots, IconPhoneIncoming, IconPhoneOutgoing, IconUsers } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import { clock, outcomeOf, partyName } from '../calls/call-words.ts'
import { DialButton } from '../calls/dial-button.tsx'
import { AreaHead } from '../frame/area-head.tsx'
import { useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { dispositionWords } from '../words/names.ts'
import { phoneWords } from '../words/phone-words.ts'
import { stamp } from '../words/time.ts'
import { callList } from './areas.ts'
import { refuse } from './list-acts.ts'
import { useCallList } from './use-call-lists.ts'

const columns: readonly Column[] = [
  { label: 'Who', className: 'cl-head' },
  { label: 'How it ended', className: 'cl-out' },
  { label: 'Talked', className: 'mid num2' },
  { label: 'When', className: 'cl-when num2' },
  { label: 'Acts', className: 'act end', isHidden: true },
]

const titles = { mine: 'My calls', missed: 'Missed calls' }
const empty = {
  mine: { title: 'No call yet', text: 'Calls you take or make stand here, with the way to their case.' },
  missed: { title: 'Nobody was missed', text: 'Who hangs up while waiting, leaves a message or asks for a callback stands here.' },
}

const Way = ({ call }: { call: CallView }) => {
  const Icon = call.isInternal ? IconUsers : call.direction === 'in' ? IconPhoneIncoming : IconPhoneOutgoing
  const label = call.isInternal ? 'Between colleagues' : call.direction === 'in' ? 'Incoming' : 'Outgoing'
  return <Icon size={16} stroke={1.75} role="img" aria-label={label} className="cl-way" />
}

const Row = ({ call, now }: { call: CallView; now: number }) => {
  const me = useMe()
  const { byId } = useStaff()
  // Of two colleagues one is the other.
  const isCalled = call.isInternal && call.agentId !== me.id
  const name = isCalled ? (byId.get(call.agentId ?? '')?.name ?? 'A colleague') : partyName(call)
  const { address } = call.party
  const number = phoneWords(address)
  const talkedMs = call.answeredAt && call.endedAt ? Date.parse(call.endedAt) - Date.parse(call.answeredAt) : 0
  const by = call.agentId && call.agentId !== me.id && !call.isInternal ? byId.get(call.agentId)?.name : undefined
  const how = call.phase === 'ended' || call.phase === 'wrap-up' ? (call.outcome ? outcomeOf(call) : 'Over') : 'Now'
  const outcome = call.lacksOutcome
    ? `${how}, no outcome said`
    : call.disposition
      ? `${how}, ${dispositionWords(call.disposition).toLowerCase()}`
      : how
  return (
    <tr>
      <th scope="row">
        <span className="cl-who">
          <Way call={call} />
          <span className="named">
            {call.caseId ? <Link to={`/cases/${call.caseId}`}>{name}</Link> : <span>{name}</span>}
            {number && number !== name ? (
              <small className="mut">
                <bdi dir="ltr">{number}</bdi>
              </small>
            ) : null}
            <small className="mut cl-out2">{outcome}</small>
          </span>
        </span>
      </th>
      <td className="cl-out">
        {outcome}
        {by ? <span className="mut">, {by}</span> : null}
      </td>
      <td className="mid num2">{talkedMs >= 1000 ? clock(talkedMs) : ''}</td>
      <td className="num2">
        <time dateTime={call.startedAt}>{stamp(call.startedAt, now)}</time>
      </td>
      <td className="act end">
        {address ? <DialButton number={address} {...(call.caseId ? { caseId: call.caseId } : {})} /> : null}
        {address ? (
          <Menu position="bottom-end">
            <Menu.Target>
              <IconButton label={`What to do about ${name}`}>
                <IconDots size={17} stroke={1.75} aria-hidden />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void refuse('do-not-call', address, 'Asked on the phone')}>Do not call</Menu.Item>
              {call.direction === 'in' ? (
                <Menu.Item color="red" onClick={() => void refuse('nuisance-callers', address, 'Marked after a call')}>
                  Nuisance: put through no more
                </Menu.Item>
              ) : null}
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </td>
    </tr>
  )
}

/** Calls that were, with the way to their case and back to whoever called. */
export const CallsArea = ({ which }: { which: 'mine' | 'missed' }) => {
  const now = useNow()
  const { items: calls, isLoading, error, refetch, more, isLoadingMore } = useCallList(which)
  return (
    <>
      <AreaHead list={callList} title={titles[which]} />
      {isLoading ? <QuietBars what="The list" rows={5} /> : null}
      {error ? <Failure what="The calls did not load" still="Calls go on as they are." error={error} retry={() => void refetch()} /> : null}
      {!isLoading && !error && calls.length === 0 ? <Empty title={empty[which].title}>{empty[which].text}</Empty> : null}
      {calls.length > 0 ? (
        <RowTable columns={columns} more={<MoreButton more={more} isLoadingMore={isLoadingMore} label="Older calls" className="ghost" />}>
          {calls.map((call) => (
            <Row key={call.id} call={call} now={now} />
          ))}
        </RowTable>
      ) : null}
    </>
  )
}
