import { IconPhone, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { busyWords } from '../calls/call-words.ts'
import { phone, startCall } from '../calls/phone.ts'
import { useStore } from '../desk/use-store.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff, useTeams } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { presenceWords } from '../words/case-words.ts'
import { lasting } from '../words/time.ts'
import { callList } from './areas.ts'
import { useLiveCalls } from './use-call-lists.ts'

const columns: readonly Column[] = [
  { label: 'Name' },
  { label: 'Presence' },
  { label: 'Teams', className: 'mid' },
  { label: 'Acts', className: 'act end', isHidden: true },
]

const order = { available: 0, away: 1, 'not-responding': 2, offline: 3 }

/** The house's own phone book: who is there and free, and a call to each of them. */
export const ColleaguesArea = () => {
  const me = useMe()
  const now = useNow(1000)
  const { members, isLoading, error, refetch } = useStaff()
  const teams = new Map(useTeams().map(({ id, name }) => [id, name]))
  const { onPhone } = useLiveCalls()
  const { state, call } = useStore(phone)
  const [words, setWords] = useState('')
  const wanted = words.trim().toLowerCase()
  const shown = members
    .filter((one) => !one.isDisabled && one.id !== me.id && one.role !== 'marketing' && one.name.toLowerCase().includes(wanted))
    .sort((a, b) => order[a.presence] - order[b.presence] || a.name.localeCompare(b.name))
  const mayCall = may(me, 'call.start') && state.name === 'ready'
  return (
    <>
      <AreaHead list={callList} title="Colleagues">
        <label className="find">
          <IconSearch size={15} stroke={1.75} aria-hidden />
          <input
            type="search"
            aria-label="Find by name"
            placeholder="Name"
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        </label>
      </AreaHead>
      {isLoading ? <QuietBars what="The list" rows={5} /> : null}
      {error ? <Failure what="The list did not load" still="Calls go on as they are." error={error} retry={refetch} /> : null}
      {!isLoading && !error && shown.length === 0 ? <Empty title="Nobody of that name">Another spelling may find them.</Empty> : null}
      {shown.length > 0 ? (
        <RowTable columns={columns}>
          {shown.map((one) => {
            const talks = onPhone.get(one.id)
            const isThere = one.presence !== 'offline'
            return (
              <tr key={one.id} className={isThere ? undefined : 'off'}>
                <th scope="row">
                  <span className="who">
                    <Avatar name={one.name} of="colleague" size={28} />
                    <span>{one.name}</span>
                  </span>
                </th>
                <td>
                  <span className="cl-pres">
                    {talks ? <i className="cl-talks" aria-hidden /> : <PresenceDot presence={one.presence} />}
                    {talks ? busyWords(talks, now) : presenceWords[one.presence]}
                    {talks || !isThere ? null : <span className="mut">{lasting(now - Date.parse(one.presenceSince))}</span>}
                  </span>
                </td>
                <td className="mid">{one.teams.map((id) => teams.get(id) ?? '').join(', ')}</td>
                <td className="act end">
                  {isThere ? (
                    <button
                      type="button"
                      className="btn sm"
                      aria-label={`Call ${one.name}`}
                      disabled={!mayCall || call !== null || talks !== undefined}
                      onClick={() => void startCall({ agentId: one.id })}
                    >
                      <IconPhone size={14} stroke={1.75} aria-hidden />
                      Call
                    </button>
                  ) : null}
                </td>
              </tr>
            )
          })}
        </RowTable>
      ) : null}
    </>
  )
}
