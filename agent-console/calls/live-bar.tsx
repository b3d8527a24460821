import {
  IconArrowsExchange,
  IconCircle,
  IconHandStop,
  IconPhoneCall,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerRecord,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useAct } from '../keys/registry.ts'
import { useStaff } from '../people/use-staff.ts'
import { phoneWords } from '../words/phone-words.ts'
import { BarButton } from './bar-button.tsx'
import { callActs } from './call-acts.ts'
import { besideWords, clock, customerOf, othersOf, partyName, partyNumber, stateWords } from './call-words.ts'
import { Keypad } from './keypad.tsx'
import { LineTrouble } from './line-trouble.tsx'
import { MuteButton } from './mute-button.tsx'
import { barsOf, ownLeg } from './part-of.ts'
import { PartiesLine } from './parties-line.tsx'
import { PartyLink } from './party-link.tsx'
import { PassOnDialog } from './pass-on-dialog.tsx'
import { joinCall, phone } from './phone.ts'
import { RecordButton } from './record-button.tsx'
import { useHoldNews } from './use-hold-news.ts'
import { useMyCalls } from './use-my-calls.ts'
import { useNobodyNews } from './use-nobody-news.ts'
import { useSoftCall } from './use-soft-call.ts'
import { WrapUpBar } from './wrap-up-bar.tsx'
import '../theme/live-jack.css'
import './live-bar.css'

const Talking = ({ call }: { call: CallView }) => {
  const now = useNow(1000)
  const { call: softCall, callId, state } = useStore(phone)
  const { isMuted, phase } = useSoftCall()
  const [isKeypadOpen, setKeypadOpen] = useState(false)
  const [passing, setPassing] = useState<'warm' | 'cold' | null>(null)
  const isHere = callId === call.id && softCall !== null && phase !== 'ended'
  const customer = customerOf(call)
  const isHeld = customer?.isHeld ?? false
  const { recording } = call
  const isRecording = recording?.state === 'on'
  const isPaused = recording?.state === 'paused'
  const hasCustomer = customer?.state === 'joined'

  // Who is called back asked long before.
  const begunAt = call.answeredAt ?? (call.callback && call.legs.findLast((one) => one.role === 'agent')?.since) ?? call.startedAt
  const mute = () => softCall?.mute(!isMuted)
  const hold = () => void callActs.hold(call, !isHeld)
  useNobodyNews(call)
  useHoldNews(call)
  useAct('call.mute', mute, isHere)
  useAct('call.mute-talking', mute, isHere)
  useAct('call.hold', hold, hasCustomer)
  useAct('call.hold-talking', hold, hasCustomer)
  useAct('call.keypad', () => setKeypadOpen(true), isHere)
  useAct('call.transfer', () => setPassing('cold'), hasCustomer && !call.isInternal)
  useAct('call.consult', () => setPassing('warm'), hasCustomer && !call.consult && !call.isInternal)
  useAct('call.help', () => void callActs.askHelp(call, !call.isHelpAsked))

  return (
    <section className="bar" aria-label={`Call with ${partyName(call)}`}>
      <div className="bar-1">
        <span className={`live-j${hasCustomer && !isHeld ? '' : ' off'}`} aria-hidden>
          <i />
        </span>
        <div className="bar-w">
          <PartyLink call={call} />
          <span>
            {/* With whom somebody speaks in private matters more than a number that they know. */}
            {[stateWords(call), call.consult ? '' : partyNumber(call)].filter(Boolean).join(', ') ||
              (call.isInternal ? 'Between colleagues' : `on our ${phoneWords(call.ourNumber)}`)}
          </span>
        </div>
        <span className="bar-t" role="timer" aria-label="Time on the call">
          {clock(now - Date.parse(begunAt))}
        </span>
        {isRecording || isPaused ? (
          <span className="rec-s">
            {isRecording ? <IconPlayerRecord size={10} fill="currentColor" aria-hidden /> : <IconCircle size={10} aria-hidden />}
            {isRecording ? 'Rec' : 'Paused'}
          </span>
        ) : null}
        <span className="sp" />
        <div className="bar-a">
          {isHere && softCall ? (
            <>
              <MuteButton isMuted={isMuted} toggle={mute} />
              <BarButton
                label={isHeld ? 'On hold' : 'Hold'}
                keys="H, F4"
                icon={IconPlayerPause}
                isOn={isHeld}
                isDisabled={!hasCustomer}
                onClick={hold}
              />
              <Keypad call={softCall} isOpen={isKeypadOpen} setOpen={setKeypadOpen} />
            </>
          ) : (
            <BarButton
              label={state.name === 'elsewhere' ? 'Other tab' : 'Back on'}
              icon={IconPhoneCall}
              isDisabled={state.name !== 'ready'}
              onClick={() => void joinCall(call.id)}
            />
          )}
          <BarButton
            label="Transfer"
            keys="T, Shift T"
            icon={IconArrowsExchange}
            isOn={call.consult !== null}
            isDisabled={!hasCustomer || call.isInternal}
            onClick={() => setPassing('warm')}
          />
          <RecordButton call={call} hasCustomer={hasCustomer} />
          <BarButton
            label={call.isHelpAsked ? 'Asked' : 'Ask help'}
            keys="E"
            icon={IconHandStop}
            isOn={call.isHelpAsked}
            onClick={() => void callActs.askHelp(call, !call.isHelpAsked)}
          />
          <BarButton label="Hang up" icon={IconPhoneOff} tone="end" onClick={() => void callActs.hangUp(call)} />
        </div>
      </div>
      {othersOf(call).length > 0 || isHeld || customer?.holdRefused ? <PartiesLine call={call} /> : null}
      <LineTrouble isHere={isHere} />
      {passing ? <PassOnDialog call={call} way={passing} setWay={setPassing} close={() => setPassing(null)} /> : null}
    </section>
  )
}

/** Beside somebody else's call: a consulted colleague who has joined, or a supervisor who listens. */
const Beside = ({ call, meId }: { call: CallView; meId: string }) => {
  const now = useNow(1000)
  const { call: softCall } = useStore(phone)
  const { isMuted } = useSoftCall()
  const { byId } = useStaff()
  const leg = ownLeg(call, meId)
  const isSupervisor = leg?.role === 'supervisor'
  const isTalking = !isSupervisor && leg?.state === 'joined' && !leg.isHeld && !call.consult?.isPrivate
  return (
    <section className="bar" aria-label={`Beside the call with ${partyName(call)}`}>
      <div className="bar-1">
        <span className={isTalking ? 'live-j' : 'live-j off'} aria-hidden>
          <i />
        </span>
        <div className="bar-w">
          <b>{call.isInternal ? (byId.get(call.agentId ?? '')?.name ?? 'A colleague') : partyName(call)}</b>
          <span>
            {isSupervisor ? (leg?.isMuted ? 'You listen' : leg?.hears ? 'You whisper' : 'You talk with both') : besideWords(call, meId)}
          </span>
        </div>
        <span className="bar-t">{clock(now - Date.parse(leg?.since ?? call.startedAt))}</span>
        <span className="sp" />
        <div className="bar-a">
          {softCall && !isSupervisor ? <MuteButton isMuted={isMuted} toggle={() => softCall.mute(!isMuted)} /> : null}
          <BarButton
            label="Leave"
            icon={IconPhoneOff}
            tone="end"
            onClick={() => (leg ? void callActs.drop(call, leg.id) : softCall?.hangUp())}
          />
        </div>
      </div>
    </section>
  )
}

/** The plate on top of every page while there is a call. Whoever calls somebody while they write up another call has both: who is on the line first. */
export const LiveBar = () => {
  const me = useMe()
  const calls = useMyCalls()
  const { onLine, isMine, toWrapUp } = barsOf(calls, me.id)
  return (
    <>
      {onLine && isMine ? <Talking key={onLine.id} call={onLine} /> : null}
      {onLine && !isMine ? <Beside key={onLine.id} call={onLine} meId={me.id} /> : null}
      {toWrapUp.map((call) => (
        <WrapUpBar key={call.id} call={call} />
      ))}
    </>
  )
}
