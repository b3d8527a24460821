import { IconPhoneIncoming } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useNavigate } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import { useMe } from '../frame/me.ts'
import { useAct } from '../keys/registry.ts'
import { useStaff } from '../people/use-staff.ts'
import { ring } from '../work/ring.ts'
import { callActs } from './call-acts.ts'
import { partyName } from './call-words.ts'
import { ownLeg, partOf } from './part-of.ts'
import { joinCall } from './phone.ts'
import { useMyCalls } from './use-my-calls.ts'
import { useRinging } from './use-ringing.ts'

const Asked = ({ call, meId }: { call: CallView; meId: string }) => {
  const navigate = useNavigate()
  const { byId } = useStaff()
  const leg = ownLeg(call, meId)
  const asker = byId.get(call.agentId ?? '')?.name ?? 'A colleague'
  const join = () => {
    if (call.caseId) void navigate(`/cases/${call.caseId}`)
    void joinCall(call.id)
  }
  const decline = () => void (leg && callActs.drop(call, leg.id))
  useAct('offer.accept', join)
  useAct('offer.decline', decline)
  useRinging(join)
  useEffect(() => ring.start(), [])
  return (
    <section className="asked" role="alertdialog" aria-labelledby="asked" aria-modal="false">
      <IconPhoneIncoming size={20} stroke={1.75} aria-hidden />
      <div>
        <b id="asked">{call.isInternal ? `${asker} calls you` : `${asker} asks you in`}</b>
        <span className="mut">
          {call.isInternal
            ? 'A call between the two of you: no customer is on the line'
            : `About the call with ${partyName(call)}, who waits and does not hear you`}
        </span>
      </div>
      <button type="button" className="btn pri" onClick={join}>
        {call.isInternal ? 'Answer' : 'Join'} <kbd aria-hidden>F8</kbd>
      </button>
      <button type="button" className="btn" onClick={decline}>
        Not now
      </button>
    </section>
  )
}

/** A colleague asks for a word about a call. It rings like an offer, and takes no focus either. */
export const AskedPop = () => {
  const me = useMe()
  const call = useMyCalls().find((one) => partOf(one, me.id) === 'asked')
  return call ? <Asked key={call.id} call={call} meId={me.id} /> : null
}
