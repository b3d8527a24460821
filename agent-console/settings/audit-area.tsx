import { useState } from 'react'
import type { AuditEntry } from '../../server/staff/wire.ts'
import { useNumbers } from '../calls/use-numbers.ts'
import { useQueues } from '../cases/use-queues.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { usePages } from '../desk/use-pages.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useNow } from '../frame/use-now.ts'
import { useStaff, useTeams } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { phoneWords } from '../words/phone-words.ts'
import { stamp } from '../words/time.ts'
import { settingsList } from './areas.ts'
import { auditKinds, doerOf, tellAudit } from './audit-words.ts'

const useAudit = (filter: { kind: string; by: string }) => {
  const { items, refetch, ...pages } = usePages<AuditEntry>(['audit', filter], '/audit', {
    query: { ...filter, limit: 50 },
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnMount: 'always',
  })
  return { ...pages, entries: items, retry: () => void refetch() }
}

export const AuditArea = () => {
  const now = useNow()
  const { members, byId } = useStaff()
  const teams = useTeams()
  const queues = useQueues()
  const { numbers } = useNumbers()
  const [kind, setKind] = useState('')
  const [by, setBy] = useState('')
  const { entries, isLoading, error, retry, more, isLoadingMore } = useAudit({ kind, by })
  const names = {
    person: (id: string) => byId.get(id)?.name ?? (id.startsWith('system:') ? 'The desk' : id.startsWith('key_') ? 'A key' : 'Somebody'),
    queue: (id: string) => queues.byId.get(id)?.name ?? 'a queue',
    team: (id: string) => teams.find((one) => one.id === id)?.name ?? 'a team',
    number: (id: string) => phoneWords(numbers.find((one) => one.id === id)?.number ?? 'a number'),
  }
  return (
    <>
      <AreaHead list={settingsList} title="Audit">
        <select aria-label="By or about whom" className="set-sel" value={by} onChange={(event) => setBy(event.currentTarget.value)}>
          <option value="">Everybody</option>
          {members.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <select aria-label="About what" className="set-sel" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          <option value="">Everything</option>
          {auditKinds.map((one) => (
            <option key={one.kind} value={one.kind}>
              {one.label}
            </option>
          ))}
        </select>
      </AreaHead>
      {isLoading ? <QuietBars what="The audit" rows={4} /> : null}
      {error ? <Failure what="The audit did not load" still="It is written all the same." error={error} retry={retry} /> : null}
      {!isLoading && !error && entries.length === 0 ? (
        <Empty
          title="Nothing of that kind"
          act={
            <button
              type="button"
              className="btn"
              onClick={() => {
                setKind('')
                setBy('')
              }}
            >
              Show everything
            </button>
          }
        >
          What is changed about people, queues, numbers and keys is written here, and who listened to whom.
        </Empty>
      ) : null}
      {entries.length > 0 ? (
        <ol className="set-audit" aria-label="Audit, newest first">
          {entries.map((entry) => (
            <li key={entry.id}>
              <time dateTime={entry.at} title={new Date(entry.at).toLocaleString('en-GB')}>
                {stamp(entry.at, now)}
              </time>
              <span>
                <b>{names.person(doerOf(entry))}</b> {tellAudit(entry, names)}
              </span>
              <details>
                <summary aria-label="What exactly">…</summary>
                <dl>
                  <dt>Entry</dt>
                  <dd>
                    {entry.what}, number {entry.seq} of {entry.stream}
                  </dd>
                  {Object.entries(entry.facts).map(([name, value]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                    </div>
                  ))}
                </dl>
              </details>
            </li>
          ))}
        </ol>
      ) : null}
      <MoreButton more={more} isLoadingMore={isLoadingMore} label="Show older ones" className="more-rows" />
    </>
  )
}
