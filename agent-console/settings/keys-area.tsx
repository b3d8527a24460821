import { Modal } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey } from '../../server/sign-in/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { type Column, RowTable } from '../signs/row-table.tsx'
import { stamp } from '../words/time.ts'
import { settingsList } from './areas.ts'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { revokeKey } from './settings-acts.ts'

const columns: readonly Column[] = [
  { label: 'Name' },
  { label: 'May', className: 'mid' },
  { label: 'Used last' },
  { label: 'Good until', className: 'wide' },
  { label: 'Acts', className: 'act', isHidden: true },
]

const useKeys = () => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => get<Page<ApiKey>>('/api-keys', undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return { keys: data?.items ?? [], isLoading, error: data ? null : error, retry: () => void refetch() }
}

/** Ending a key cannot be undone, and what uses it stops at once: asked for once more. */
const RevokeDialog = ({ apiKey, close }: { apiKey: ApiKey; close(): void }) => {
  const now = useNow()
  return (
    <Modal opened onClose={close} title={`End the key “${apiKey.name}”`} size={420}>
      <div className="form">
        <p>
          Whatever uses it is refused from this moment on.{' '}
          {apiKey.lastUsedAt ? `It was used last ${stamp(apiKey.lastUsedAt, now)}.` : 'It was never used.'} It cannot be brought back.
        </p>
        <div className="acts">
          <button type="button" className="btn ghost" data-autofocus onClick={close}>
            Keep it
          </button>
          <button type="button" className="btn danger" onClick={() => void revokeKey(apiKey).then(close)}>
            End the key
          </button>
        </div>
      </div>
    </Modal>
  )
}

export const KeysArea = () => {
  const now = useNow()
  const { keys, isLoading, error, retry } = useKeys()
  const { byId } = useStaff()
  const [isMaking, setIsMaking] = useState(false)
  const [revoked, setRevoked] = useState<ApiKey | null>(null)
  const make = (
    <button type="button" className="btn pri" onClick={() => setIsMaking(true)}>
      <IconPlus size={16} stroke={1.75} aria-hidden />
      Make a key
    </button>
  )
  return (
    <>
      <AreaHead list={settingsList} title="API keys">
        {keys.length > 0 ? make : null}
      </AreaHead>
      {isLoading ? <QuietBars what="The list" rows={3} /> : null}
      {error ? <Failure what="The keys did not load" still="They are good as they are." error={error} retry={retry} /> : null}
      {!isLoading && !error && keys.length === 0 ? (
        <Empty title="No key yet" act={make}>
          With a key another program does what you allow it: hand in messages, read cases, fetch figures.
        </Empty>
      ) : null}
      {keys.length > 0 ? (
        <RowTable columns={columns}>
          {keys.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="named">
                  <span>{one.name}</span>
                  <small className="mut">
                    <bdi dir="ltr">{one.prefix}…</bdi> by {byId.get(one.makerId)?.name ?? 'the desk'}
                  </small>
                </span>
              </th>
              <td className="mid">
                {one.scopes.length === 0 ? (
                  'Nothing'
                ) : (
                  <details>
                    <summary>{one.scopes.length === 1 ? '1 thing' : `${one.scopes.length} things`}</summary>
                    {one.scopes.join(', ')}
                  </details>
                )}
              </td>
              <td>{one.lastUsedAt ? stamp(one.lastUsedAt, now) : 'Never'}</td>
              <td className="wide">{new Date(one.expiresAt).toLocaleDateString('en-GB', { dateStyle: 'medium' })}</td>
              <td className="act end">
                <button type="button" className="btn sm" aria-label={`End the key ${one.name}`} onClick={() => setRevoked(one)}>
                  End
                </button>
              </td>
            </tr>
          ))}
        </RowTable>
      ) : null}
      {isMaking ? <NewKeyDialog close={() => setIsMaking(false)} /> : null}
      {revoked ? <RevokeDialog apiKey={revoked} close={() => setRevoked(null)} /> : null}
    </>
  )
}
