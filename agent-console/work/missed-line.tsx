import { put } from '../desk/call.ts'
import { useMeNow } from '../frame/me.ts'
import { perform } from '../frame/perform.ts'

/** After an offer that was let pass, nothing more is offered: said where the next one would be, with the way back. */
export const MissedLine = () => {
  const me = useMeNow()
  if (me.presence !== 'not-responding') return null
  return (
    <div className="ban warn missed" role="status">
      <span>You let an offer pass, so nothing more is offered to you.</span>
      <button type="button" className="lk" onClick={() => void perform({ run: () => put('/presence', { presence: 'available' }) })}>
        Be available
      </button>
    </div>
  )
}
