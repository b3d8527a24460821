import { IconClockEdit, IconPhone, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import { ArrangeDialog } from '../calls/arrange-dialog.tsx'
import { heldWords, partyName, partyNumber } from '../calls/call-words.ts'
import { useQueues } from '../cases/use-queues.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { amount } from '../words/amount.ts'
import { stamp } from '../words/time.ts'
import { callList } from './areas.ts'
import { callBack, cancelCallback } from './list-acts.ts'
import { useLiveCalls } from './use-call-lists.ts'

const columns: readonly Column[] = [
  { label: 'Who' },
  { label: 'Queue', className: 'mid' },
  { label: 'Due' },
  { label: 'Tried', className: 'mid' },
  { label: 'Expires', className: 'wide' },
  { label: 'Acts', className: 'act end three', isHidden: true },
]

/** When it is called next, in words: a place in the queue comes before any clock. */
const dueWords = ({ phase, callback }: CallView, now: number): string => {
  if (phase === 'connecting') return 'Being called'
  if (phase === 'wrap-up') return 'Just tried'
  if (!callback?.dueAt) return 'In its turn'
  return Date.parse(callback.dueAt) <= now ? 'Now' : stamp(callback.dueAt, now)
}

const Due = ({ call, now }: { call: CallView; now: number }) => {
  const held = heldWords(call, now)
  if (!held) return dueWords(call, now)
  return (
    <span className="named">
      <span>{held.until}</span>
      <small className="mut">{held.why}</small>
    </span>
  )
}

/** Who asked to be called back and waits: each keeps the place in the queue, is tried three times, and not after it expires. */
export const CallbacksArea = () => {
  const now = useNow()
  const { byId } = useQueues()
  const { byId: byUser } = useStaff()
  const [moved, setMoved] = useState<CallView | null>(null)
  const { callbacks, isLoading, error } = useLiveCalls()
  return (
    <>
      <AreaHead list={callList} title="Callbacks">
        {callbacks.length > 0 ? (
          <span className="mut">{callbacks.length === 1 ? 'One waits' : `${amount(callbacks.length)} wait`}</span>
        ) : null}
      </AreaHead>
      {isLoading ? <QuietBars what="The list" rows={4} /> : null}
      {error ? (
        <Failure what="The callbacks did not load" still="They keep their places." error={error} retry={() => location.reload()} />
      ) : null}
      {!isLoading && !error && callbacks.length === 0 ? (
        <Empty title="Nobody waits to be called back">
          Callers who press for a callback stand here and keep their place in the queue, and whom you arranged to call at an hour.
        </Empty>
      ) : null}
      {callbacks.length > 0 ? (
        <RowTable columns={columns}>
          {callbacks.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="named">
                  {one.caseId ? <Link to={`/cases/${one.caseId}`}>{partyName(one)}</Link> : <span>{partyName(one)}</span>}
                  <small className="mut">
                    {partyNumber(one) ? (
                      <>
                        <bdi dir="ltr">{partyNumber(one)}</bdi>,{' '}
                      </>
                    ) : null}
                    {one.callback?.arranged ? `arranged by ${byUser.get(one.callback.arranged.by)?.name ?? 'a colleague'}` : 'asked'}{' '}
                    {stamp(one.startedAt, now)}
                  </small>
                </span>
              </th>
              <td className="mid">{byId.get(one.queueId ?? '')?.name ?? ''}</td>
              <td>
                <Due call={one} now={now} />
              </td>
              <td className="mid">{one.callback?.attempts === 0 ? 'Not yet' : `${one.callback?.attempts} of 3`}</td>
              <td className="wide">{one.callback ? stamp(one.callback.expiresAt, now) : ''}</td>
              <td className="act end three">
                <IconButton label={`Call ${partyName(one)} now`} disabled={one.phase !== 'waiting'} onClick={() => void callBack(one)}>
                  <IconPhone size={15} stroke={1.75} aria-hidden />
                </IconButton>
                <IconButton
                  label={`Move the callback of ${partyName(one)} to another hour`}
                  disabled={one.phase !== 'waiting'}
                  onClick={() => setMoved(one)}
                >
                  <IconClockEdit size={15} stroke={1.75} aria-hidden />
                </IconButton>
                <IconButton
                  label={`Cancel the callback of ${partyName(one)}`}
                  disabled={one.phase !== 'waiting'}
                  onClick={() => void cancelCallback(one)}
                >
                  <IconX size={15} stroke={1.75} aria-hidden />
                </IconButton>
              </td>
            </tr>
          ))}
        </RowTable>
      ) : null}
      {moved ? <ArrangeDialog numbers={[moved.party.address]} moved={moved} close={() => setMoved(null)} /> : null}
    </>
  )
}
