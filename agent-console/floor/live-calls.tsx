import { IconEar, IconHandStop, IconMessage2Share, IconUserPlus } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { CallView, CoachMode } from '../../server/calls/wire.ts'
import { callActs } from '../calls/call-acts.ts'
import { clock, partyName, stateWords } from '../calls/call-words.ts'
import { ownLeg } from '../calls/part-of.ts'
import { joinCall, phone } from '../calls/phone.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import { amount } from '../words/amount.ts'

const modes: { mode: CoachMode; label: string; on: string; icon: typeof IconEar }[] = [
  { mode: 'listen', label: 'Listen', on: 'Listening', icon: IconEar },
  { mode: 'whisper', label: 'Whisper', on: 'Whispering', icon: IconMessage2Share },
  { mode: 'barge', label: 'Barge', on: 'Barging in', icon: IconUserPlus },
]

const modeOf = (leg: CallView['legs'][number] | undefined): CoachMode | null =>
  leg?.role === 'supervisor' ? (leg.hears ? 'whisper' : leg.isMuted ? 'listen' : 'barge') : null

const Coach = ({ call }: { call: CallView }) => {
  const me = useMe()
  const { state } = useStore(phone)
  const own = ownLeg(call, me.id)
  const now = modeOf(own)
  const choose = async (mode: CoachMode) => {
    if (mode === now) {
      if (own) await callActs.drop(call, own.id)
      return
    }
    if (now === null && !(await joinCall(call.id, 'listen'))) return
    if (now !== null || mode !== 'listen') await callActs.coach(call, mode)
  }
  return (
    <fieldset className="segs" disabled={state.name !== 'ready' || call.agentId === me.id || call.phase !== 'talking'}>
      <legend className="sr">Coach the call with {partyName(call)}</legend>
      {modes.map(({ mode, label, on, icon: Icon }) => (
        <button
          key={mode}
          type="button"
          className={mode === now ? 'seg on' : 'seg'}
          aria-pressed={mode === now}
          onClick={() => void choose(mode)}
        >
          <Icon size={14} stroke={1.75} aria-hidden />
          {mode === now ? (mode === 'whisper' && own?.isMuted ? 'Not heard yet' : on) : label}
        </button>
      ))}
    </fieldset>
  )
}

/** Every call that somebody is on, those who ask for help first. */
export const LiveCalls = ({ calls }: { calls: readonly CallView[] }) => {
  const me = useMe()
  const now = useNow(1000)
  const { byId } = useStaff()
  const queues = useQueues()
  return (
    <section className="c-s" aria-labelledby="live-calls">
      <h2 id="live-calls">
        Live calls <span className="mut">{amount(calls.length)}</span>
        <span className="sp" />
        {may(me, 'call.listen') ? <span className="mut s">Listening is noted in the audit log</span> : null}
      </h2>
      {calls.length === 0 ? <p className="mut">Nobody is on the phone. Calls appear here as soon as somebody answers.</p> : null}
      <ul className="calls">
        {calls.map((call) => (
          <li key={call.id}>
            <Avatar name={byId.get(call.agentId ?? '')?.name ?? '?'} of="colleague" size={28} />
            <b>{byId.get(call.agentId ?? '')?.name ?? 'Somebody'}</b>
            <span className="with">
              {call.caseId ? <Link to={`/cases/${call.caseId}`}>{partyName(call)}</Link> : partyName(call)}
              <span className="mut">{queues.byId.get(call.queueId ?? '')?.name ?? ''}</span>
            </span>
            <span className="tm">{clock(now - Date.parse(call.answeredAt ?? call.startedAt))}</span>
            <span className={call.isHelpAsked ? 'help-t' : 'mut'}>
              {call.isHelpAsked ? (
                <>
                  <IconHandStop size={14} stroke={1.75} aria-hidden /> Asks for help
                </>
              ) : (
                stateWords(call)
              )}
            </span>
            {may(me, 'call.listen') ? <Coach call={call} /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
